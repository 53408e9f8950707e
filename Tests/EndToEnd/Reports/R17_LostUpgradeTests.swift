import SyncTesting
import Testing

/// R17: a tunnel dropped `Upgrade` but kept the `Sec-WebSocket-*` lines, and nobody could tell which hop was to blame.
///
/// Right: the answer names the cause and the lines that mend it; the log says so once per peer and hour; the next right
/// handshake on the same connection is accepted.
@Suite struct R17_LostUpgradeTests {
    static let key = HTTPLine("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
    static let version = HTTPLine("Sec-WebSocket-Version", "13")
    static let hops = [HTTPLine("Cf-Ray", "x"), HTTPLine("Via", "1.1 tunnel")]
    static let upgrade = [HTTPLine("Connection", "Upgrade"), HTTPLine("Upgrade", "websocket")]

    func call(_ server: ServerProcess, _ lines: [HTTPLine]) -> HTTPCall {
        var call = HTTPCall("GET", Device.b.eventsTarget, token: server.token)
        call.headers += lines + Self.hops
        return call
    }

    @Test func aLostUpgradeIsExplainedAndTheNextHandshakeWorks() throws {
        let server = try ServerProcess.started()
        let connection = try HTTPConnection(port: server.port)
        for lines in [[Self.key, Self.version], [HTTPLine("Connection", "Upgrade"), Self.key, Self.version]] {
            let answer = try connection.send(call(server, lines))
            #expect(answer.status == 426)
            #expect(answer.header("Upgrade") == "websocket")
            #expect(answer.text.contains("A proxy took the Upgrade line away"))
            #expect(answer.text.contains("nginx") && answer.text.contains("tunnel"))
        }
        let opening = try WebSocketClient.open(
            on: connection, target: Device.b.eventsTarget,
            headers: [HTTPLine("Authorization", "Bearer \(server.token)")])
        guard case .open = opening else {
            Issue.record("the right handshake was refused")
            return
        }
        let lines = server.log.split(separator: "\n").filter { $0.lowercased().contains("upgrade") }
        #expect(lines.count == 1, "one line, not one per try: \(server.log)")
        try server.stop()
    }

    @Test func aHandshakeInHTTP10IsExplained() throws {
        let server = try ServerProcess.started()
        let stream = try server.connect()
        let lines = (Self.upgrade + [Self.key, Self.version]).map { "\($0.name): \($0.text)\r\n" }.joined()
        try stream.send(
            "GET \(Device.b.eventsTarget) HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer \(server.token)\r\n\(lines)\r\n")
        let answer = try HTTPConnection(stream).readAnswer()
        #expect(answer.status == 426)
        #expect(answer.text.contains("A proxy took the Upgrade line away"))
        try server.stop()
    }

    @Test func anotherVersionIsToldOurs() throws {
        let server = try ServerProcess.started()
        let answer = try server.send(
            call(server, Self.upgrade + [Self.key, HTTPLine("Sec-WebSocket-Version", "8")]))
        #expect(answer.status == 426)
        #expect(answer.header("Sec-WebSocket-Version") == "13")
        try server.stop()
    }

    @Test func aShortKeyIsABadRequest() throws {
        let server = try ServerProcess.started()
        let key = HTTPLine("Sec-WebSocket-Key", "AAAAAAAAAAAAAA==")
        #expect(try server.send(call(server, Self.upgrade + [key, Self.version])).status == 400)
        try server.stop()
    }
}
