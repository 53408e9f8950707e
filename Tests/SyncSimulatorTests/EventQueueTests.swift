import Testing

@testable import SyncSimulator

struct EventQueueTests {
    @Test func eventsComeInTheOrderOfTime() {
        var queue = EventQueue<Int>(seed: 1)
        var dice = Dice(seed: 2)
        for number in 0..<500 { queue.add(number, atMilliseconds: dice.between(Int64(0)...100)) }
        var last: Int64 = -1
        var seen: Set<Int> = []
        while let (time, event) = queue.takeNext() {
            #expect(time >= last)
            last = time
            seen.insert(event)
        }
        #expect(seen.count == 500)
    }

    @Test func tiesFollowFromTheSeed() {
        func order(_ seed: UInt64) -> [Int] {
            var queue = EventQueue<Int>(seed: seed)
            for number in 0..<20 { queue.add(number, atMilliseconds: 5) }
            var order: [Int] = []
            while let (_, event) = queue.takeNext() { order.append(event) }
            return order
        }
        #expect(order(1) == order(1))
        #expect(order(1) != order(2))
    }

    @Test func aWrongClockIsWrongAsItSays() {
        var clock = WrongClock(skewMilliseconds: -30_000)
        #expect(clock.seconds(atTrue: 100_000) == 70)
        clock.steps = [WrongClock.Step(atMilliseconds: 150_000, byMilliseconds: 5_000)]
        #expect(clock.seconds(atTrue: 149_000) == 119)
        #expect(clock.seconds(atTrue: 150_000) == 125)
        clock.standsStill = 200_000..<210_000
        #expect(clock.seconds(atTrue: 209_000) == clock.seconds(atTrue: 200_000))
        #expect(clock.errorMillisecondsMax == 40_000)
    }
}
