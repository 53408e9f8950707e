import Testing

@testable import SyncSimulator

struct SimulationTests {
    @Test func aSeedSaysAll() throws {
        for seed in UInt64(1)...15 {
            let history = History(seed: seed)
            #expect(history == History(seed: seed))
            let first = try Simulation.play(history, keepsScript: true)
            let second = try Simulation.play(history, keepsScript: true)
            #expect(first.script == second.script)
            #expect(first.violations == second.violations)
        }
    }

    @Test func theOriginalsRulesFailInNearlyEveryHistory() throws {
        var options = HistoryOptions()
        options.policy = .original
        var tally = Tally()
        for seed in UInt64(1)...100 { tally.add(try Simulation.play(History(seed: seed, options))) }
        #expect(tally.failed.count >= 90)
        for guarantee in [Guarantee.nothingSkipped, .nothingDoubled, .nothingWedges, .latestEditWins, .treeStaysTree] {
            #expect(tally.failedBy[guarantee] ?? 0 > 0, "\(guarantee) is never broken")
        }
    }

    @Test func aHistoryInWhichTimeStandsStillEnds() throws {
        var options = HistoryOptions()
        let plant = try #require(Plant(named: "never-at-rest"))
        options.plant = plant
        let verdict = try Simulation.play(History(seed: 1, options))
        #expect(
            verdict.violations.contains { $0.guarantee == .nothingWedges && $0.what.hasPrefix("time stands still") })
    }

    @Test func everyFaultStrikesSomewhere() throws {
        var drawn: Set<Fault> = []
        var struck: Set<Fault> = []
        for seed in UInt64(1)...150 {
            let history = History(seed: seed)
            drawn.formUnion(history.dials.turnedUp.map(\.0))
            struck.formUnion(try Simulation.play(history).faults.keys)
        }
        #expect(drawn == Set(Fault.allCases))
        let byDice: Set<Fault> = [
            .requestLost, .answerLost, .requestDoubled, .requestLate, .answerLate, .socketCutInBurst, .appKilled,
        ]
        #expect(struck == byDice)
    }

    @Test func oneFaultAloneIsAlone() {
        var options = HistoryOptions()
        options.only = .answerLost
        for seed in UInt64(1)...30 {
            let dials = History(seed: seed, options).dials.turnedUp.map(\.0)
            #expect(dials == [.answerLost])
        }
    }

    @Test func aShortenedHistoryStillFails() throws {
        var options = HistoryOptions()
        options.policy = .original
        let history = History(seed: 2, options)
        let verdict = try Simulation.play(history)
        let shrunk = try Shrinker(history, verdict, guarantee: verdict.broken.first).shrunk { _ in }
        #expect(shrunk.deeds.count < history.deeds.count / 2)
        #expect(try !Simulation.play(shrunk).isSound)
    }
}
