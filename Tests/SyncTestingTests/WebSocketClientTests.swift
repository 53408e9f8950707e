import Testing

@testable import SyncTesting

@Suite struct WebSocketClientTests {
    /// A server that accepts the handshake and then says these bytes.
    func open(saying bytes: [UInt8], acceptance: String? = nil) throws -> WebSocketClient {
        let server = try ScriptedServer { request in
            guard let start = request.firstRange(of: "Sec-WebSocket-Key: ")?.upperBound else { return [] }
            let key = HandshakeKey(text: String(request[start...].prefix { $0 != "\r\n" }))
            let lines = [
                "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Accept: " + (acceptance ?? key.acceptance), "\r\n",
            ]
            return Array(lines.joined(separator: "\r\n").utf8) + bytes
        }
        let opening = try WebSocketClient.open(port: server.port, target: "/events", timeoutMilliseconds: 1_000)
        guard case .open(let client) = opening else { throw GrammarError("refused") }
        return client
    }

    @Test func assemblesFragmentsAndAnswersPingsBetween() throws {
        let client = try open(
            saying: [0x01, 2, 0x68, 0x65, 0x89, 1, 0x21, 0x80, 3, 0x6C, 0x6C, 0x6F]
                + WebSocketFrame(closeCode: 1001, reason: "bye").bytes(mask: nil))
        #expect(try client.next(withinMilliseconds: 1_000) == .text("hello"))
        #expect(client.pingCount == 1)
        #expect(try client.next(withinMilliseconds: 1_000) == .closed(code: 1001, reason: "bye"))
        #expect(try client.next(withinMilliseconds: 10) == nil)
    }

    @Test(arguments: [0, 125, 126, 65_535, 65_536])
    func readsEveryFormOfLength(count: Int) throws {
        let payload = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        let client = try open(saying: WebSocketFrame(WebSocketFrame.Opcode.text, payload).bytes(mask: nil))
        #expect(try client.next(withinMilliseconds: 1_000) == .text(String(decoding: payload, as: UTF8.self)))
    }

    @Test(
        arguments: [
            [0x81, 0x81, 1, 2, 3, 4, 0x69], [0xC1, 1, 0x68], [0x81, 126, 0, 1, 0x68], [0x80, 1, 0x68], [0x81, 1, 0xE3],
            [0x01, 1, 0x68, 0x81, 1, 0x68], [0x83, 1, 0x68], [0x88, 1, 3], [0x81, 9, 0x68],
        ] as [[UInt8]])
    func breachesOfTheStandardAreErrors(bytes: [UInt8]) throws {
        let client = try open(saying: bytes)
        #expect(throws: NetworkError.self) { try client.next(withinMilliseconds: 1_000) }
    }

    @Test func aWrongAcceptanceIsAnError() {
        #expect(throws: NetworkError.self) { try open(saying: [], acceptance: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") }
    }

    @Test func framesOfClientsAreMasked() {
        let frame = WebSocketFrame(WebSocketFrame.Opcode.text, [1, 2, 3, 4, 5])
        #expect(frame.bytes(mask: [1, 1, 1, 2]) == [0x81, 0x85, 1, 1, 1, 2, 0, 3, 2, 6, 4])
        #expect(frame.bytes(mask: nil) == [0x81, 5, 1, 2, 3, 4, 5])
    }
}
