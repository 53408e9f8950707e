import JSONText
import SyncTesting
import Testing

/// R7 a–d: a bare `proxy_pass` speaks HTTP/1.0, buffers little and caps bodies at 1 MB.
///
/// Right: long answers arrive whole and can be told from cut ones; what nginx itself refuses changes nothing.
@Suite(.serialized) struct R07_PlainProxyTests {
    static let linkCount = 20_000

    /// A server with many links, inserted while it was stopped.
    static func filledServer() throws -> ServerProcess {
        let server = try ServerProcess.started()
        try server.stop()
        try SQLiteShell.insertLinks(linkCount, noteBytes: 400, into: server.databasePath)
        try server.start()
        return server
    }

    @Test func longAnswersComeWhole() throws {
        let server = try Self.filledServer()
        let direct = try server.get("/GET_UPDATES?eventTimestamp=0").body
        #expect(try JSONReader.read(direct).list("links").count == Self.linkCount)
        let proxy = try Nginx.bareProxy(to: server.port)
        let call = HTTPCall("GET", "/GET_UPDATES?eventTimestamp=0", token: server.token)
        for _ in 0..<10 {
            #expect(try HTTPClient.once(port: proxy.port, call).body.withoutNumbers == direct.withoutNumbers)
        }
        #expect(try Self.readSlowly(call, port: proxy.port).withoutNumbers == direct.withoutNumbers)
        try server.stop()
    }

    /// Takes 50 kB/s for three seconds, then all that is left.
    static func readSlowly(_ call: HTTPCall, port: UInt16) throws -> [UInt8] {
        let stream = try TCPConnection(port: port, timeoutMilliseconds: 30_000, receiveBufferBytes: 16_384)
        let connection = HTTPConnection(stream)
        try connection.write(call)
        var taken: [UInt8] = []
        for _ in 0..<30 {
            MonotonicClock.sleep(milliseconds: 100)
            taken += try stream.receive(count: 5_000, while: "reading slowly")
        }
        stream.unread(taken)
        return try connection.readAnswer().body
    }

    @Test func anAnswerInHTTP10IsPlainBytesUpToTheEnd() throws {
        let server = try Self.filledServer()
        let direct = try server.get("/GET_UPDATES?eventTimestamp=0").body
        let stream = try server.connect()
        try stream.send("GET /GET_UPDATES?eventTimestamp=0 HTTP/1.0\r\nAuthorization: Bearer \(server.token)\r\n\r\n")
        let connection = HTTPConnection(stream)
        let answer = try connection.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.header("Transfer-Encoding") == nil)
        #expect(answer.body.withoutNumbers == direct.withoutNumbers)
        try server.stop()
    }

    @Test func aBodyThatNginxRefusesChangesNothingAndOurLinesLetItThrough() throws {
        let server = try Self.filledServer()
        let ids = Array(Int64(1)...10) + (0..<200_000).map { 5_000_000 + Int64($0) }
        let call = HTTPCall("POST", "/DELETE_DUPLICATE_LINKS", token: server.token, json: Bodies.duplicates(ids))
        let bare = try Nginx.bareProxy(to: server.port)
        #expect(try HTTPClient.once(port: bare.port, call).status == 413)
        #expect(try server.pull().list("links").count == Self.linkCount)
        let ours = try Nginx.documentedProxy(to: server.port)
        #expect(try HTTPClient.once(port: ours.port, call).status == 200)
        #expect(try server.pull().list("links").count == Self.linkCount - 10)
        try server.stop()
    }

    /// The socket that the documented lines are for; through a connection that nginx makes for it.
    @Test func theDocumentedLinesLetSocketsThrough() throws {
        let server = try ServerProcess.started()
        let proxy = try Nginx.documentedProxy(to: server.port)
        // As apps do: events are held until the device has pulled.
        _ = try server.pull()
        let opening = try WebSocketClient.open(
            port: proxy.port, target: Device.b.eventsTarget,
            headers: [HTTPLine("Authorization", "Bearer \(server.token)")])
        guard case .open(let socket) = opening else {
            Issue.record("refused")
            return
        }
        let folder = try server.create("CREATE_FOLDER", Bodies.folder("through nginx"))
        #expect(try socket.event("CREATE_FOLDER").payload["id"] == .integer(folder))
        try server.stop()
    }
}
