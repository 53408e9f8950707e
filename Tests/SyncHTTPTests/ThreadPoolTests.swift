import Synchronization
import Testing

@testable import ServerRuntime

@Suite struct ThreadPoolTests {
    @Test func carriesOutAllThatWasTakenAndEnds() throws {
        let pool = try ThreadPool(name: "test", threadCount: 4, waitingMax: 100_000)
        let count = Atomic(0)
        for _ in 0..<10_000 { #expect(pool.submit { count.wrappingAdd(1, ordering: .relaxed) }) }
        pool.stop()
        #expect(count.load(ordering: .relaxed) == 10_000)
        #expect(!pool.submit {})
    }

    @Test func takesNoMoreThanMayWait() throws {
        let pool = try ThreadPool(name: "test", threadCount: 1, waitingMax: 2)
        let (began, gate) = (Bell(), Bell())
        #expect(
            pool.submit {
                began.ring()
                _ = gate.wait(millisecondsMax: 10_000)
            })
        #expect(began.wait(millisecondsMax: 10_000))
        #expect(pool.submit {} && pool.submit {})
        #expect(!pool.submit {})
        gate.ring()
        pool.stop()
    }
}
