/// A WebSocket client (RFC 6455) that holds the server to the letter. Shares no code with the server.
public final class WebSocketClient {
    public enum Incoming: Equatable {
        case text(String)
        case binary([UInt8])
        case pong([UInt8])
        /// `nil`: a close frame without code, or (with the reason `nil`) an end without a close frame.
        case closed(code: UInt16?, reason: String?)
    }

    public enum Opening {
        case open(WebSocketClient)
        /// Anything but 101.
        case refused(HTTPAnswer)
    }

    public let stream: TCPConnection
    /// The server's answer to the handshake.
    public let acceptance: HTTPAnswer
    /// Whether pings are answered; a client that does not is what a dead phone looks like.
    public var answersPings = true
    public private(set) var pingCount = 0
    public private(set) var isOpen = true
    private var maskSeed: UInt32 = 0x9E37_79B9
    private var fragments: WebSocketFrame?

    private init(_ stream: TCPConnection, _ acceptance: HTTPAnswer) {
        self.stream = stream
        self.acceptance = acceptance
    }

    // MARK: Opening

    /// Dials and shakes hands on a new connection.
    /// - Parameter headers: beside those of the handshake itself.
    public static func open(
        port: UInt16, target: String, headers: [HTTPLine] = [], timeoutMilliseconds: Int = 10_000
    ) throws -> Opening {
        let connection = try HTTPConnection(port: port, timeoutMilliseconds: timeoutMilliseconds)
        return try open(on: connection, target: target, headers: headers)
    }

    /// Shakes hands on a connection that may have served other requests before.
    public static func open(on connection: HTTPConnection, target: String, headers: [HTTPLine]) throws -> Opening {
        let key = HandshakeKey(nonce: (0..<16).map { _ in UInt8.random(in: 0...255) })
        let answer = try connection.send(
            HTTPCall("GET", target, headers: handshakeLines(key, besides: headers) + headers))
        guard answer.status == 101 else { return .refused(answer) }
        try check(answer, key)
        return .open(WebSocketClient(connection.stream, answer))
    }

    /// What the test gives itself is not given twice.
    private static func handshakeLines(_ key: HandshakeKey, besides given: [HTTPLine]) -> [HTTPLine] {
        let lines = [
            HTTPLine("Connection", "Upgrade"), HTTPLine("Upgrade", "websocket"),
            HTTPLine("Sec-WebSocket-Version", "13"), HTTPLine("Sec-WebSocket-Key", key.text),
        ]
        return lines.filter { line in !given.contains { $0.isNamed(line.name) } }
    }

    private static func check(_ answer: HTTPAnswer, _ key: HandshakeKey) throws {
        guard answer.header("Sec-WebSocket-Accept") == key.acceptance else {
            throw NetworkError.malformed("Sec-WebSocket-Accept \(answer.header("Sec-WebSocket-Accept") ?? "missing")")
        }
        guard answer.header("Upgrade")?.lowercased() == "websocket",
            answer.header("Connection")?.lowercased() == "upgrade"
        else { throw NetworkError.malformed("101 without Upgrade and Connection") }
        guard answer.header("Sec-WebSocket-Extensions") == nil, answer.header("Sec-WebSocket-Protocol") == nil else {
            throw NetworkError.malformed("an extension or protocol that nobody asked for")
        }
    }

    // MARK: Receiving

    /// The next message, or the end; `nil` when nothing came in time. Pings are answered on the way.
    public func next(withinMilliseconds: Int) throws -> Incoming? {
        let deadline = Deadline(milliseconds: withinMilliseconds)
        repeat {
            guard isOpen else { return nil }
            guard stream.isReadable(withinMilliseconds: deadline.millisecondsLeft) else { return nil }
            if stream.wasEndedByPeer { return end() }
            if let incoming = try receive(WebSocketFrame.read(from: stream)) { return incoming }
        } while true
    }

    private func end() -> Incoming {
        isOpen = false
        return .closed(code: nil, reason: nil)
    }

    private func receive(_ frame: WebSocketFrame) throws -> Incoming? {
        switch frame.opcode {
        case WebSocketFrame.Opcode.ping:
            pingCount += 1
            if answersPings { try send(WebSocketFrame(WebSocketFrame.Opcode.pong, frame.payload)) }
            return nil
        case WebSocketFrame.Opcode.pong: return .pong(frame.payload)
        case WebSocketFrame.Opcode.close: return try receiveClose(frame)
        default: return try assemble(frame)
        }
    }

    private func receiveClose(_ frame: WebSocketFrame) throws -> Incoming {
        isOpen = false
        guard frame.payload.count != 1 else { throw NetworkError.malformed("a close frame of one byte") }
        guard frame.payload.count >= 2 else { return .closed(code: nil, reason: "") }
        let code = UInt16(frame.payload[0]) << 8 | UInt16(frame.payload[1])
        return .closed(code: code, reason: try text(Array(frame.payload[2...])))
    }

    private func assemble(_ frame: WebSocketFrame) throws -> Incoming? {
        let isContinuation = frame.opcode == WebSocketFrame.Opcode.continuation
        guard isContinuation == (fragments != nil) else { throw NetworkError.malformed("a fragment out of order") }
        var message = fragments ?? WebSocketFrame(frame.opcode)
        message.payload += frame.payload
        fragments = frame.isFinal ? nil : message
        guard frame.isFinal else { return nil }
        switch message.opcode {
        case WebSocketFrame.Opcode.text: return .text(try text(message.payload))
        case WebSocketFrame.Opcode.binary: return .binary(message.payload)
        default: throw NetworkError.malformed("a frame of kind \(message.opcode)")
        }
    }

    private func text(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw NetworkError.malformed("a text that is not UTF-8")
        }
        return text
    }

    // MARK: Sending

    public func send(text: String) throws { try send(WebSocketFrame(WebSocketFrame.Opcode.text, Array(text.utf8))) }

    /// Sends any frame, masked.
    public func send(_ frame: WebSocketFrame) throws { try stream.send(frame.bytes(mask: nextMask())) }

    /// Xorshift: it only has to differ from frame to frame.
    private func nextMask() -> [UInt8] {
        maskSeed ^= maskSeed << 13
        maskSeed ^= maskSeed >> 17
        maskSeed ^= maskSeed << 5
        return [24, 16, 8, 0].map { UInt8(maskSeed >> $0 & 0xFF) }
    }

    /// Closes normally: sends a close frame and waits for the server's.
    /// - Returns: the server's close, or `nil` when it did not answer in time.
    @discardableResult
    public func close(code: UInt16 = 1000, reason: String = "", withinMilliseconds: Int = 5_000) throws -> Incoming? {
        defer { stream.close() }
        guard isOpen else { return nil }
        try send(WebSocketFrame(closeCode: code, reason: reason))
        let deadline = Deadline(milliseconds: withinMilliseconds)
        while isOpen, !deadline.isOver {
            if case .closed(let code, let reason)? = try next(withinMilliseconds: deadline.millisecondsLeft) {
                return .closed(code: code, reason: reason)
            }
        }
        return nil
    }
}
