import Testing

@testable import SyncSimulator

/// Histories for the real process are shorter, and otherwise the same.
struct SqueezingTests {
    private func histories(_ seed: UInt64) -> (virtual: History, wire: History) {
        var options = HistoryOptions()
        options.tokens = .mixed
        let virtual = History(seed: seed, options)
        var wire = virtual
        wire.squeeze(.wire)
        return (virtual, wire)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func theOrderAndShortPausesStay(seed: UInt64) {
        let (virtual, wire) = histories(seed)
        #expect(wire.deeds.map(\.kind) == virtual.deeds.map(\.kind))
        let pauses = { (history: History) in
            zip(history.deeds, history.deeds.dropFirst()).map { $1.atMilliseconds - $0.atMilliseconds }
        }
        for (before, after) in zip(pauses(virtual), pauses(wire)) {
            #expect(before <= Tempo.wire.keptMilliseconds ? after == before : after < before && after >= 300)
        }
        #expect(wire.endMilliseconds < virtual.endMilliseconds)
        #expect(wire.deeds.allSatisfy { $0.atMilliseconds <= wire.endMilliseconds + 10_000 })
    }

    @Test func movingMovesEverything() {
        var (_, history) = histories(1)
        let before = history
        history.move(to: before.startMilliseconds + 5_000)
        #expect(history.endMilliseconds == before.endMilliseconds + 5_000)
        #expect(history.deeds.map(\.atMilliseconds) == before.deeds.map { $0.atMilliseconds + 5_000 })
    }

    @Test func whatCannotBeDoneToAProcessIsNotDrawn() {
        var options = HistoryOptions()
        options.isOverTheWire = true
        for seed in 1...50 as ClosedRange<UInt64> {
            let history = History(seed: seed, options)
            #expect(history.serverClock.isRight)
            let kills = history.deeds.count { if case .serverKill = $0.kind { true } else { false } }
            #expect(history.dials.isHealthy ? kills == 0 : kills >= 1)
            #expect(
                !history.deeds.contains { if case .storageFails = $0.kind { true } else { false } })
        }
    }
}
