import Testing

@testable import SQLStore

@Suite struct ConnectionAttemptsTests {
    @Test func attemptsFollowMoreAndMoreSlowlyAndNewsIsToldOnce() {
        var limits = NetworkLimits()
        (limits.retryMillisecondsMin, limits.retryMillisecondsMax) = (50, 180)
        var attempts = ConnectionAttempts(limits)
        #expect(attempts.mayTry(nowMilliseconds: 0))
        var now: Int64 = 0
        var delays: [Int64] = []
        for number in 0..<4 {
            let isNews = attempts.failed(nowMilliseconds: now)
            #expect(isNews == (number == 0))
            let began = now
            while !attempts.mayTry(nowMilliseconds: now) { now += 1 }
            delays.append(now - began)
        }
        #expect(delays == [50, 100, 180, 180])
        let successes = [attempts.succeeded(), attempts.succeeded()]
        #expect(successes == [true, false])
        #expect(attempts.mayTry(nowMilliseconds: now))
        let isNews = attempts.failed(nowMilliseconds: now)
        #expect(isNews)
    }
}
