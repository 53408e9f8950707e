import SyncTesting

/// Row 1: what a server that has just started and answered once keeps in memory.
enum IdleMemory {
    static func measure(_ bench: Bench) throws -> [Finding] {
        let samples = try (0..<bench.rounds).map { _ in try sample(bench) }
        let resident = Spread(samples.map(\.resident))
        let anonymous = Spread(samples.map(\.anonymous))
        let proportional = Spread(samples.map(\.proportional))
        return [
            Finding(
                ours: "RSS \(resident.text(digits: 1)) MiB", beside: "the original: 147", goal: "≤ 12 (≤ 8)",
                verdict: .init(resident.high <= 12),
                remark: "HTTP only: HTTPS comes later. The original's figures are FIGURES.md's, not of this run."),
            Finding(
                ours: "anonymous \(anonymous.text(digits: 1)) MiB", beside: "the original: 124", goal: "≤ 2.5 (≤ 1.5)",
                verdict: .init(anonymous.high <= 2.5)),
            Finding(ours: "PSS \(proportional.text(digits: 1)) MiB", goal: "–", verdict: .open),
        ]
    }

    private static func sample(_ bench: Bench) throws -> ProcessMemory {
        let server = try bench.startServer()
        MonotonicClock.sleep(milliseconds: 500)
        guard let process = server.process else { throw ServerProcess.NotReady(reason: "it is gone", log: server.log) }
        let memory = try ProcessMemory(of: process.processID)
        try server.stop()
        return memory
    }
}
