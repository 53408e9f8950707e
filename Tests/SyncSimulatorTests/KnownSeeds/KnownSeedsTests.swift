import SyncSimulator
import Testing

struct KnownSeedsTests {
    @Test(arguments: KnownSeeds.all.indices) func nothingIsBrokenAnyMore(index: Int) throws {
        let known = KnownSeeds.all[index]
        var options = HistoryOptions()
        options.tokens = known.tokens
        options.only = known.only
        let history = History(seed: known.seed, options)
        let verdict = try Simulation.play(history)
        #expect(verdict.isSound, "\(Report.text(of: verdict, history))")
    }
}
