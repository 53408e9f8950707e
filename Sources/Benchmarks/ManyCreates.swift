import SyncTesting

/// Row 10: many devices that save links at once and share the flushes of the disk.
enum ManyCreates {
    private static let goal = "≥ 25,000/s (≥ 50,000)"

    static func measure(_ bench: Bench) throws -> [Finding] {
        if Wrk.isMissing { return [.missingTool("wrk", goal: goal)] }
        var rates: [Double] = []
        var flushes: [Double] = []
        for _ in 0..<bench.rounds {
            let (rate, flush) = try round(bench)
            rates.append(rate)
            flushes.append(flush)
        }
        let rate = Spread(rates)
        return [
            Finding(
                ours: "\(rate.thousands)/s", beside: "fdatasync \(Spread(flushes).thousands)/s",
                ratio: Spread.ratios(rates, flushes).text(digits: 1), goal: goal, verdict: .init(rate.low >= 25_000),
                remark: "every round on a new library; each acknowledged row was counted in it afterwards.")
        ]
    }

    private static func round(_ bench: Bench) throws -> (rate: Double, flushes: Double) {
        let server = try bench.startServer()
        let flush = Spread(try RawDisk(in: server.folder).flush(200)).median
        let wrk = Wrk(
            wrapper: bench.loadWrapper, connections: 64, seconds: 2,
            headers: ["Authorization: Bearer \(server.token)", "Content-Type: application/json"], script: script)
        let rate = try wrk.run("http://127.0.0.1:\(server.port)/CREATE_A_NEW_LINK").requestsPerSecond
        try server.stop()
        let rows = try SQLiteShell.run("SELECT count(*) FROM links_table", on: server.databasePath)
        guard let count = Double(rows.prefix { $0 != "\n" }), count >= rate * 1.9 else {
            throw Wrk.Failure(description: "\(rate) acknowledged each second, but only \(rows) rows are there")
        }
        return (rate, 1_000 / flush)
    }

    /// No two links alike: the same one sent again would be no new row.
    static let script = script(series: "")

    /// - Parameter series: of links that no other series has.
    static func script(series: String) -> String {
        let parts = NewLink.body("NUMBER").split(separator: "NUMBER", omittingEmptySubsequences: false)
        let text = parts.map { "[==[\($0)]==]" }.joined(separator: " .. '\(series)' .. number .. ")
        return """
            wrk.method = "POST"
            local count = 0
            request = function()
                count = count + 1
                local number = count
                return wrk.format(nil, nil, nil, \(text))
            end
            """
    }
}
