import JSONText
import SyncTesting

/// Row 9: one device that saves links, each acknowledged when it is on disk.
enum OneCreate {
    private static let createsPerRound = 300

    static func measure(_ bench: Bench) throws -> [Finding] {
        let server = try bench.startServer()
        let disk = try RawDisk(in: server.folder)
        let connection = try HTTPConnection(port: server.port)
        _ = try creates(connection, server, 50, round: -1)
        var ours: [[Double]] = []
        var raw: [[Double]] = []
        for round in 0..<bench.rounds {
            raw.append(disk.flush(createsPerRound))
            ours.append(try creates(connection, server, createsPerRound, round: round))
        }
        try server.stop()
        return [finding("p50", 0.5, ours, raw), finding("p99", 0.99, ours, raw)]
    }

    private static func creates(
        _ connection: HTTPConnection, _ server: ServerProcess, _ count: Int, round: Int
    ) throws -> [Double] {
        try (0..<count).map { index in
            let call = HTTPCall(
                "POST", "/CREATE_A_NEW_LINK", token: server.token, json: NewLink.body("\(round)/\(index)"))
            let began = MonotonicClock.nanoseconds
            let answer = try connection.send(call)
            guard answer.status == 200 else { throw Wrk.Failure(description: "\(answer.status) \(answer.text)") }
            return Double(MonotonicClock.nanoseconds - began) / 1e6
        }
    }

    private static func finding(_ name: String, _ part: Double, _ ours: [[Double]], _ raw: [[Double]]) -> Finding {
        let mine = ours.map { percentile($0, part) }
        let disk = raw.map { percentile($0, part) }
        let over = Spread(zip(mine, disk).map { $0 - (1.3 * $1 + 0.15) })
        return Finding(
            ours: "\(name) \(Spread(mine).text(digits: 2)) ms", beside: "fdatasync \(Spread(disk).text(digits: 2)) ms",
            ratio: Spread.ratios(mine, disk).text(digits: 2), goal: "≤ 1.3 × + 0.15 ms", verdict: .init(over.high <= 0),
            remark: over.high <= 0
                ? nil : "\(name) lies \(over.text(digits: 2)) ms over the goal; negative is under it.")
    }
}

/// The body of a link as an app writes it.
enum NewLink {
    static func body(_ name: String) -> String {
        """
        {"linkType":"SAVED_LINK","title":"Title \(name)","url":"https://bench.example/\(name)","baseURL":"bench.example",\
        "imgURL":"","note":"a note of ordinary length","idOfLinkedFolder":null,"userAgent":null,\
        "markedAsImportant":false,"mediaType":"IMAGE","correlation":{"id":"aaaaaaaa-0000-4000-8000-000000000001",\
        "clientName":"Calm Otter"},"eventTimestamp":\(WallClock.epochSeconds),"tags":[],"offlineSyncItemId":0}
        """
    }
}
