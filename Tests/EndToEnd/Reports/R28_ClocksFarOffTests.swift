import JSONText
import SyncTesting
import Testing

/// R28: one item dated 2050 stopped the sync of everything, silently; others refuse a device whose clock is off.
///
/// Right: nothing is refused, the last edit in true order stands and reaches the other device, no number that the server
/// gives lies further ahead of its clock than the burst, and a new device misses nothing that comes later.
@Suite struct R28_ClocksFarOffTests {
    /// 2050; milliseconds instead of seconds; none; before all time.
    static let wrongTimes: [Int64] = [2_540_000_000, 1_780_000_000_000, 0, -1]

    private let server: ServerProcess
    private let sockets: [WebSocketClient]
    private let link: Int64

    init() throws {
        server = try ServerProcess.started()
        link = try server.create("CREATE_A_NEW_LINK", Bodies.link("https://x.example/l", "l"))
        sockets = try [Device.a, .b].map { [server] in try server.openSocket(of: $0) }
    }

    /// - Returns: the number in the answer.
    private func edit(_ title: String, by device: Device, at time: Int64 = WallClock.epochSeconds) throws -> Int64 {
        let answer = try server.post("UPDATE_LINK_TITLE", Bodies.title(title, of: link, by: device, at: time))
        #expect(answer.status == 200, "\(title): \(answer.text)")
        let stored = try SQLiteShell.run(
            "SELECT link_title FROM links_table WHERE id = \(link)", on: server.databasePath)
        #expect(stored == title + "\n", "the last edit was \(title)")
        let other = sockets[device.id == Device.a.id ? 1 : 0]
        #expect(try other.event("UPDATE_LINK_TITLE").payload["newTitleOfTheLink"] == .string(title))
        return answer.json["eventTimestamp"]?.integerValue ?? 0
    }

    @Test func theLastEditInTrueOrderStands() throws {
        var numbers: [Int64] = []
        var writes: Int64 = 1
        for time in Self.wrongTimes {
            numbers.append(try edit("future \(time)", by: .b, at: time))
            numbers.append(try edit("A after \(time)", by: .a))
            numbers.append(try edit("B again \(time)", by: .b, at: time > 0 ? time + 60 : time))
            numbers.append(try edit("A again \(time)", by: .a))
            writes += 4
        }
        // Each write may take a few numbers.
        let limit = WallClock.epochSeconds + 10 * writes
        #expect(numbers.allSatisfy { $0 <= limit }, "\(numbers) at \(WallClock.epochSeconds)")
        #expect(try stored(stamps: "SELECT max(last_modified) FROM links_table") <= limit)
        try server.stop()
    }

    /// C pulls, starts with the number that it has then, listens while two thousand links are made, and starts again.
    @Test func aNewDeviceMissesNothingThatComesLater() throws {
        for time in Self.wrongTimes { _ = try edit("future \(time)", by: .b, at: time) }
        var newcomer = Newcomer()
        try newcomer.pull(server)
        #expect(newcomer.links == [link])
        #expect(newcomer.watermark <= WallClock.epochSeconds + 60, "\(newcomer) at \(WallClock.epochSeconds)")
        try newcomer.start(server)
        let created = try write(2_000)
        try newcomer.listen(milliseconds: 2_000)
        #expect(newcomer.links.count > 1, "C hears nothing")
        try newcomer.pull(server)
        // What was on its way by the socket the pull leaves out.
        try newcomer.listen(milliseconds: 1_000)
        let missing = created.subtracting(newcomer.links)
        #expect(missing.isEmpty, "\(missing.count) are missing")
        #expect(newcomer.watermark <= WallClock.epochSeconds + 2_100, "\(newcomer.watermark)")
        try server.stop()
    }

    /// - Returns: the ids of so many new links.
    private func write(_ count: Int) throws -> Set<Int64> {
        let connection = try HTTPConnection(port: server.port)
        var created: Set<Int64> = []
        for number in 1...count {
            let body = Bodies.link("https://x.example/\(number)", "l\(number)", by: .a)
            let answer = try connection.send(
                HTTPCall("POST", "/CREATE_A_NEW_LINK", token: server.token, json: body))
            #expect(answer.status == 200)
            created.insert(try #require(answer.json["id"]?.integerValue))
            let stamp = try #require(answer.json["timeStampBasedResponse"]?["eventTimestamp"]?.integerValue)
            #expect(stamp <= WallClock.epochSeconds + Int64(count) + 60, "\(stamp)")
        }
        #expect(created.count == count)
        return created
    }

    private func stored(stamps sql: String) throws -> Int64 {
        let text = try SQLiteShell.run(sql, on: server.databasePath)
        return try #require(Int64(text.split(separator: "\n").first ?? ""))
    }
}

/// A device of version 0.19 that only listens: its links, and its number, which only grows (PROTOCOL §5.5).
private struct Newcomer {
    private static let device = Device(id: "cccccccc-0000-4000-8000-000000000003", name: "Late Lark")

    private(set) var links: Set<Int64> = []
    private(set) var watermark: Int64 = 0
    private var socket: WebSocketClient?

    mutating func pull(_ server: ServerProcess) throws {
        let rows = try server.get("/GET_UPDATES?eventTimestamp=\(watermark)")
        #expect(rows.status == 200)
        for row in rows.json.list("links") { take(row) }
    }

    mutating func start(_ server: ServerProcess) throws {
        let opening = try WebSocketClient.open(
            port: server.port, target: Self.device.eventsTarget,
            headers: [HTTPLine("Authorization", "Bearer \(server.token)")])
        guard case .open(let socket) = opening else { throw NetworkError.malformed("the socket was refused") }
        self.socket = socket
        let asked = watermark
        try pull(server)
        #expect(try server.get("/GET_TOMBSTONES?eventTimestamp=\(asked)").status == 200)
    }

    mutating func listen(milliseconds: Int) throws {
        let deadline = Deadline(milliseconds: milliseconds)
        while let incoming = try socket?.next(withinMilliseconds: deadline.millisecondsLeft) {
            guard case .text(let text) = incoming else { throw NetworkError.closed(while: "listening") }
            let frame = try EventFrame(text: text)
            #expect(frame.operation == "CREATE_A_NEW_LINK", "\(text)")
            take(frame.payload)
        }
    }

    private mutating func take(_ link: JSONValue) {
        if let id = link["id"]?.integerValue { links.insert(id) }
        watermark = max(watermark, link["eventTimestamp"]?.integerValue ?? 0)
    }
}
