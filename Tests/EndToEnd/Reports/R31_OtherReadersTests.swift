import JSONText
import SyncTesting
import Testing

/// R31 (shortened): a table viewer that held the file open blocked writes, and a reader that never ended let the journal
/// grow until the disk was full.
///
/// Right: writes go on beside a foreign reader and the journal is cut back after it; they wait for a foreign writer and
/// succeed, or are refused in time and exist once after being sent again; an own slow reader holds up nothing.
@Suite(.serialized) struct R31_OtherReadersTests {
    static func walBytes(_ server: ServerProcess) -> Int { Files.size(server.databasePath + "-wal") ?? 0 }

    /// Sends this many links with notes of a kibibyte over several kept connections.
    static func write(_ count: Int, to server: ServerProcess) throws {
        let connections = try (0..<8).map { _ in try HTTPConnection(port: server.port, timeoutMilliseconds: 30_000) }
        let note = String(repeating: "n", count: 1_024)
        for round in 0..<(count / connections.count) {
            for (index, connection) in connections.enumerated() {
                let body = Bodies.link("https://x.example/\(count)/\(round)/\(index)", "t", note: note)
                try connection.write(HTTPCall("POST", "/CREATE_A_NEW_LINK", token: server.token, json: body))
            }
            for connection in connections { #expect(try connection.readAnswer().status == 200) }
        }
    }

    @Test func aReaderThatNeverEndsBlocksNothing() throws {
        let server = try ServerProcess.started()
        try Self.write(8, to: server)
        let viewer = try SQLiteShell.hold(
            "BEGIN; SELECT count(*) FROM links_table;", on: server.databasePath, in: server.folder)
        try Self.write(8_000, to: server)
        #expect(try server.pull().list("links").count == 8_008)
        let grown = Self.walBytes(server)
        viewer.killNow()
        let deadline = Deadline(milliseconds: 60_000)
        while Self.walBytes(server) >= grown, !deadline.isOver {
            try Self.write(8, to: server)
            MonotonicClock.sleep(milliseconds: 500)
        }
        #expect(Self.walBytes(server) < grown, "the journal is not cut back")
        try server.stop()
    }

    @Test func aForeignWriterIsWaitedForOrRefusedInTime() throws {
        let server = try ServerProcess.started()
        let writer = try SQLiteShell.hold("BEGIN IMMEDIATE;", on: server.databasePath, in: server.folder)
        let waiting = try (0..<10).map { index in
            let connection = try HTTPConnection(port: server.port, timeoutMilliseconds: 30_000)
            let body = Bodies.link("https://x.example/\(index)", "w\(index)")
            let call = HTTPCall("POST", "/CREATE_A_NEW_LINK", token: server.token, json: body)
            try connection.write(call)
            return (connection, call)
        }
        for _ in 0..<10 { #expect(try server.pull().list("links").isEmpty) }
        MonotonicClock.sleep(milliseconds: 3_000)
        writer.killNow()
        for (connection, call) in waiting {
            let answer = try connection.readAnswer()
            guard answer.status != 200 else { continue }
            #expect(answer.status == 503)
            #expect(try server.send(call).status == 200)
        }
        let titles = try server.pull().list("links").compactMap { $0["title"]?.stringValue }
        #expect(titles.sorted() == (0..<10).map { "w\($0)" })
        try server.stop()
    }

    /// What a second or so of writing at full speed may leave beside an own slow reader, before its answer is put aside.
    static let walBytesMax = 64 * 1_048_576

    /// Our own answer, taken slowly: the journal stays small beside it, however long that goes on.
    @Test func anAnswerTakenSlowlyHoldsUpNoJournal() throws {
        let server = try ServerProcess.started()
        try server.stop()
        try SQLiteShell.insertLinks(50_000, noteBytes: 400, into: server.databasePath)
        try server.start()
        let slow = try TCPConnection(port: server.port, timeoutMilliseconds: 30_000, receiveBufferBytes: 8_192)
        try slow.send(HTTPCall("GET", "/GET_UPDATES?eventTimestamp=0", token: server.token).bytes(host: "x"))
        _ = try slow.receive(count: 2_048, while: "reading slowly")
        let deadline = Deadline(milliseconds: 15_000)
        var largest = 0
        while !deadline.isOver {
            try Self.write(400, to: server)
            _ = try slow.receive(bytesMax: 2_048, withinMilliseconds: 1)
            largest = max(largest, Self.walBytes(server))
        }
        #expect(largest < Self.walBytesMax, "\(largest) bytes of journal")
        try server.stop()
    }
}
