import SyncTesting

/// Row 1: what a server that has just started and answered once keeps in memory, before and after its first TLS client.
enum IdleMemory {
    private struct Sample {
        let plain: ProcessMemory
        let secure: ProcessMemory
    }

    static func measure(_ bench: Bench) throws -> [Finding] {
        let samples = try (0..<bench.rounds).map { _ in try sample(bench) }
        var all = findings(samples.map(\.plain), "before the first hello", (12, "≤ 12 (≤ 8)"), (2.5, "≤ 2.5 (≤ 1.5)"))
        all[0].remark = "The original's figures are FIGURES.md's, not of this run."
        return all + findings(samples.map(\.secure), "after it", (15, "≤ 15 (≤ 11)"), (3, "≤ 3 (≤ 2)"))
    }

    private static func findings(
        _ samples: [ProcessMemory], _ when: String, _ resident: (max: Double, goal: String),
        _ anonymous: (max: Double, goal: String)
    ) -> [Finding] {
        let spread = (
            Spread(samples.map(\.resident)), Spread(samples.map(\.anonymous)), Spread(samples.map(\.proportional))
        )
        return [
            Finding(
                ours: "RSS \(spread.0.text(digits: 1)) MiB \(when)", beside: "the original: 147", goal: resident.goal,
                verdict: .init(spread.0.high <= resident.max)),
            Finding(
                ours: "anonymous \(spread.1.text(digits: 1)) MiB \(when)", beside: "the original: 124",
                goal: anonymous.goal, verdict: .init(spread.1.high <= anonymous.max)),
            Finding(ours: "PSS \(spread.2.text(digits: 1)) MiB \(when)", goal: "–", verdict: .open),
        ]
    }

    /// Of the second start: the first one makes the authority.
    private static func sample(_ bench: Bench) throws -> Sample {
        let server = try bench.startServer()
        try server.restart()
        let plain = try memory(server)
        guard let port = server.securePort else { throw ServerProcess.NotReady(reason: "no HTTPS", log: server.log) }
        let client = try ChildProcess.run(
            "curl",
            [
                "-sS", "--cacert", server.folder.file("linkoraServerCert.pem"), "-H",
                "Authorization: Bearer \(server.token)",
                "https://127.0.0.1:\(port)/TEST_BEARER",
            ])
        guard client.succeeded else { throw ServerProcess.NotReady(reason: "HTTPS: \(client.errors)", log: server.log) }
        let secure = try memory(server)
        try server.stop()
        return Sample(plain: plain, secure: secure)
    }

    private static func memory(_ server: ServerProcess) throws -> ProcessMemory {
        MonotonicClock.sleep(milliseconds: 500)
        guard let process = server.process else { throw ServerProcess.NotReady(reason: "it is gone", log: server.log) }
        return try ProcessMemory(of: process.processID)
    }
}
