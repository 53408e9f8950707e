import SyncTesting

/// Row 5: what every app asks at every start, when there is nothing to tell.
enum EmptyPulls {
    private static let linkCount = 10_000

    static func measure(_ bench: Bench) throws -> [Finding] {
        if Wrk.isMissing { return [.missingTool("wrk", goal: "≥ 40,000/s")] }
        let server = try bench.startServer(links: linkCount, noteBytes: 100)
        let nginx = ChildProcess.find("nginx") == nil ? nil : try bench.startNginx()
        let headers = ["Authorization: Bearer \(server.token)"]
        let watermark = try shownWatermark(server)
        try expectNothing(server, watermark: watermark)
        let script = alternating(watermark: watermark)
        let many = Wrk(wrapper: bench.loadWrapper, connections: 32, seconds: 2, headers: headers, script: script)
        let one = Wrk(wrapper: bench.loadWrapper, connections: 1, seconds: 1, headers: headers, script: script)
        let url = "http://127.0.0.1:\(server.port)/"
        var rates: [Double] = []
        var latencies: [Double] = []
        var besideRates: [Double] = []
        var besideLatencies: [Double] = []
        for _ in 0..<bench.rounds {
            rates.append(try many.run(url).requestsPerSecond)
            latencies.append(try one.run(url).medianMicroseconds)
            guard let nginx else { continue }
            besideRates.append(try many.run("http://127.0.0.1:\(nginx.port)/").requestsPerSecond)
            besideLatencies.append(try one.run("http://127.0.0.1:\(nginx.port)/").medianMicroseconds)
        }
        try server.stop()
        return findings(rates, latencies, besideRates, besideLatencies)
    }

    private static func findings(
        _ rates: [Double], _ latencies: [Double], _ besideRates: [Double], _ besideLatencies: [Double]
    ) -> [Finding] {
        let rate = Spread(rates)
        let latency = Spread(latencies)
        let isAlone = besideRates.isEmpty
        return [
            Finding(
                ours: "\(rate.thousands)/s, 32 connections",
                beside: isAlone ? "nginx is missing" : "nginx, return 200: \(Spread(besideRates).thousands)/s",
                ratio: isAlone ? "–" : Spread.ratios(rates, besideRates).text(digits: 2), goal: "≥ 40,000/s",
                verdict: .init(rate.low >= 40_000)),
            Finding(
                ours: "p50 \(latency.text(digits: 0)) µs, 1 connection",
                beside: isAlone ? "nginx is missing" : "nginx: p50 \(Spread(besideLatencies).text(digits: 0)) µs",
                ratio: isAlone ? "–" : Spread.ratios(latencies, besideLatencies).text(digits: 2), goal: "≤ 60 µs",
                verdict: .init(latency.high <= 60),
                remark: "p50 is the whole round trip as wrk sees it; `GET_UPDATES` and `GET_TOMBSTONES` by turns."),
        ]
    }

    /// What a device shows that has everything: the largest number that came with its first sync.
    static func shownWatermark(_ server: ServerProcess) throws -> Int {
        largestNumber(in: try server.get("/GET_UPDATES?eventTimestamp=0").text)
    }

    static func largestNumber(in text: String) -> Int {
        let numbers = text.split(separator: "\"eventTimestamp\":").dropFirst().compactMap {
            Int($0.prefix { $0.isNumber })
        }
        return numbers.max() ?? 0
    }

    static func alternating(watermark: Int) -> String {
        """
        local requests, turn = {}, 0
        init = function()
            requests[0] = wrk.format("GET", "/GET_UPDATES?eventTimestamp=\(watermark)")
            requests[1] = wrk.format("GET", "/GET_TOMBSTONES?eventTimestamp=\(watermark)")
        end
        request = function()
            turn = 1 - turn
            return requests[turn]
        end
        """
    }

    /// A fast wrong answer is no figure.
    static func expectNothing(_ server: ServerProcess, watermark: Int) throws {
        let updates = try server.get("/GET_UPDATES?eventTimestamp=\(watermark)")
        let tombstones = try server.get("/GET_TOMBSTONES?eventTimestamp=\(watermark)")
        guard updates.status == 200, updates.body.count < 200, tombstones.text == "[]" else {
            throw Wrk.Failure(description: "the pulls are not empty: \(updates.text.prefix(300)) \(tombstones.text)")
        }
    }
}
