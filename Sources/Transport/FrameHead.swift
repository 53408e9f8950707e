/// The first bytes of a frame that a server sends (RFC 6455 §5.2): whole messages, never masked.
enum FrameHead {
    enum Opcode: UInt8 {
        case text = 1
        case close = 8
        case ping = 9
    }

    static let bytesMax = 10

    static func append(_ opcode: Opcode, payloadBytes count: Int, to bytes: inout [UInt8]) {
        bytes.append(0x80 | opcode.rawValue)
        switch count {
        case ...125: bytes.append(UInt8(count))
        case ...0xFFFF:
            bytes.append(126)
            appendBigEndian(count, byteCount: 2, to: &bytes)
        default:
            bytes.append(127)
            appendBigEndian(count, byteCount: 8, to: &bytes)
        }
    }

    /// A close frame. A reason that is too long for it is cut between two characters.
    static func close(code: UInt16, reason: String) -> [UInt8] {
        var text = reason.utf8.prefix(123)
        while String(text) == nil { text = text.dropLast() }
        var frame: [UInt8] = []
        append(.close, payloadBytes: 2 + text.count, to: &frame)
        appendBigEndian(Int(code), byteCount: 2, to: &frame)
        frame.append(contentsOf: text)
        return frame
    }

    static func ping(_ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        append(.ping, payloadBytes: payload.count, to: &frame)
        return frame + payload
    }

    private static func appendBigEndian(_ number: Int, byteCount: Int, to bytes: inout [UInt8]) {
        for index in stride(from: byteCount - 1, through: 0, by: -1) {
            bytes.append(UInt8(truncatingIfNeeded: number >> (index * 8)))
        }
    }
}
