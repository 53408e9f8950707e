import SyncTesting

/// Row 4: the smallest authenticated request, beside nginx that answers everybody at once.
enum TokenChecks {
    private static let goal = "≥ 0.8 × (≥ 1.0)"

    static func measure(_ bench: Bench) throws -> [Finding] {
        if Wrk.isMissing { return [.missingTool("wrk", goal: goal)] }
        if ChildProcess.find("nginx") == nil { return [.missingTool("nginx", goal: goal)] }
        let server = try bench.startServer()
        let nginx = try bench.startNginx()
        let wrk = Wrk(
            wrapper: bench.loadWrapper, connections: 32, seconds: 2, headers: ["Authorization: Bearer \(server.token)"])
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<bench.rounds {
            ours.append(try wrk.run("http://127.0.0.1:\(server.port)/TEST_BEARER").requestsPerSecond)
            theirs.append(try wrk.run("http://127.0.0.1:\(nginx.port)/").requestsPerSecond)
        }
        try server.stop()
        let ratio = Spread.ratios(ours, theirs)
        return [
            Finding(
                ours: "\(Spread(ours).thousands)/s", beside: "nginx \(Spread(theirs).thousands)/s",
                ratio: ratio.text(digits: 2), goal: goal, verdict: .init(ratio.low >= 0.8),
                remark: "wrk on one core, the server on the other; nginx with one worker and `return 200`.")
        ]
    }
}
