/// A peer of a WebSocket that sends frames as a test wants them.
extension RawClient {
    struct Frame: Equatable {
        var isFinal = true
        var opcode: UInt8
        var payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        var closeCode: Int { payload.count < 2 ? 0 : Int(payload[0]) << 8 | Int(payload[1]) }
        var closeReason: String { String(decoding: payload.dropFirst(2), as: UTF8.self) }
    }

    static let sampleKey = "dGhlIHNhbXBsZSBub25jZQ=="

    static let handshake =
        "GET /events HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \(sampleKey)\r\n"
        + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"

    /// Switches this connection.
    @discardableResult
    func upgrade() throws -> RawReply {
        try send(Self.handshake)
        let reply = try takeReply(withoutBody: true)
        guard reply.status == 101 else { throw Failure(description: "not switched: \(reply.statusLine)") }
        return reply
    }

    static func frame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true) -> [UInt8] {
        let mask: [UInt8] = [0x11, 0x22, 0x33, 0x44]
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        var frame: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        if payload.count < 126 {
            frame.append(maskBit | UInt8(payload.count))
        } else if payload.count < 65_536 {
            frame += [maskBit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        } else {
            frame.append(maskBit | 127)
            for index in (0..<8).reversed() { frame.append(UInt8(truncatingIfNeeded: payload.count >> (index * 8))) }
        }
        guard isMasked else { return frame + payload }
        return frame + mask + payload.enumerated().map { $0.element ^ mask[$0.offset % 4] }
    }

    func sendText(_ text: String) throws { try send(Self.frame(1, Array(text.utf8))) }

    func sendClose(_ code: UInt16) throws { try send(Self.frame(8, [UInt8(code >> 8), UInt8(code & 255)])) }

    func takeFrame(withinMilliseconds: Int = 5_000) throws -> Frame {
        let head = try take(2, withinMilliseconds: withinMilliseconds)
        guard head[1] & 0x80 == 0 else { throw Failure(description: "a server's frame is masked") }
        var count = Int(head[1])
        if count >= 126 { count = try take(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) } }
        let payload = try take(count, withinMilliseconds: withinMilliseconds)
        return Frame(isFinal: head[0] & 0x80 != 0, opcode: head[0] & 0x0F, payload: payload)
    }
}
