import SyncTesting

/// Row 7: a new device of a large library gets everything.
enum WholeLibrary {
    private static let linkCount = 100_000

    private struct Sample {
        let firstByte: Double
        let total: Double
        let bytes: Int
    }

    static func measure(_ bench: Bench) throws -> [Finding] {
        let server = try bench.startServer(links: linkCount, noteBytes: 100)
        guard let processID = server.process?.processID else { throw Wrk.Failure(description: "the server is gone") }
        let before = try ProcessMemory(of: processID)
        try ProcessMemory.forgetPeak(of: processID)
        var samples: [Sample] = []
        var beside: [Double] = []
        for _ in 0..<bench.rounds {
            samples.append(try pull(server))
            beside.append(try shell(server.databasePath, bench))
        }
        let after = try ProcessMemory(of: processID)
        try server.stop()
        return findings(samples, beside, before, after)
    }

    /// Takes the answer as fast as it comes, without looking into it.
    private static func pull(_ server: ServerProcess) throws -> Sample {
        let stream = try server.connect()
        var call = HTTPCall("GET", "/GET_UPDATES?eventTimestamp=0", token: server.token)
        call.headers.append(HTTPLine("Connection", "close"))
        let began = MonotonicClock.nanoseconds
        try stream.send(call.bytes(host: "127.0.0.1"))
        var bytes = 0
        var firstByte = 0.0
        var tail: [UInt8] = []
        while let piece = try stream.receive(bytesMax: 262_144), !piece.isEmpty {
            if bytes == 0 { firstByte = Double(MonotonicClock.nanoseconds - began) / 1e6 }
            bytes += piece.count
            tail = (tail + piece.suffix(16)).suffix(16)
        }
        let total = Double(MonotonicClock.nanoseconds - began) / 1e6
        guard String(decoding: tail, as: UTF8.self).hasSuffix("]}\r\n0\r\n\r\n") else {
            throw Wrk.Failure(description: "the answer was cut short after \(bytes) bytes")
        }
        return Sample(firstByte: firstByte, total: total, bytes: bytes)
    }

    /// The `sqlite3` tool writing the same rows as JSON.
    private static func shell(_ path: String, _ bench: Bench) throws -> Double {
        let words = bench.serverWrapper + ["sqlite3", "-json", "-readonly", path, "SELECT * FROM links_table"]
        let began = MonotonicClock.nanoseconds
        let process = try ChildProcess(.init(words[0], Array(words.dropFirst())))
        guard process.waitForExit(withinMilliseconds: 60_000) == .code(0) else {
            throw Wrk.Failure(description: "sqlite3 -json failed")
        }
        return Double(MonotonicClock.nanoseconds - began) / 1e6
    }

    private static func findings(
        _ samples: [Sample], _ beside: [Double], _ before: ProcessMemory, _ after: ProcessMemory
    ) -> [Finding] {
        let first = Spread(samples.map(\.firstByte))
        let total = Spread(samples.map(\.total))
        let megabytes = decimal(Double(samples.first?.bytes ?? 0) / 1e6, 1)
        let added = after.resident - before.resident
        return [
            Finding(
                ours: "first byte \(first.text(digits: 1)) ms", goal: "≤ 5 ms", verdict: .init(first.high <= 5)),
            Finding(
                ours: "total \(total.text(digits: 0)) ms", beside: "sqlite3 -json \(Spread(beside).text(digits: 0)) ms",
                ratio: Spread.ratios(samples.map(\.total), beside).text(digits: 2), goal: "≤ 120 (≤ 80) ms",
                verdict: .init(total.high <= 120)),
            Finding(
                ours: "RSS + \(decimal(added, 1)) MiB after, + \(decimal(after.peak - before.resident, 1)) at most",
                goal: "≤ 2 MiB", verdict: .init(added <= 2),
                remark: "\(megabytes) MB each, of \(linkCount) links; memory after all rounds against before the first."
            ),
        ]
    }
}
