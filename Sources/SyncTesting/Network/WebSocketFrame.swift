/// One frame (RFC 6455 §5.2), as it stands on the wire.
public struct WebSocketFrame: Equatable {
    public enum Opcode {
        public static let continuation: UInt8 = 0
        public static let text: UInt8 = 1
        public static let binary: UInt8 = 2
        public static let close: UInt8 = 8
        public static let ping: UInt8 = 9
        public static let pong: UInt8 = 10
    }

    public var isFinal = true
    /// The three reserved bits, 0 unless a test wants to break the rules.
    public var reserved: UInt8 = 0
    public var opcode: UInt8
    public var payload: [UInt8]

    public init(_ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true) {
        self.opcode = opcode
        self.payload = payload
        self.isFinal = isFinal
    }

    public init(closeCode: UInt16, reason: String) {
        self.init(Opcode.close, [UInt8(closeCode >> 8), UInt8(closeCode & 0xFF)] + Array(reason.utf8))
    }

    /// - Parameter mask: clients must mask, with four bytes nobody can guess; `nil` breaks that rule.
    public func bytes(mask: [UInt8]?) -> [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ..<126: bytes.append(maskBit | UInt8(payload.count))
        case ..<65_536: bytes += [maskBit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(maskBit | 127)
            bytes += stride(from: 56, through: 0, by: -8).map { UInt8(payload.count >> $0 & 0xFF) }
        }
        guard let mask else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    /// Reads a frame of a server: unmasked, without reserved bits, its length in the shortest form.
    static func read(from stream: TCPConnection) throws -> WebSocketFrame {
        let head = try stream.receive(count: 2, while: "reading the head of a frame")
        guard head[0] & 0x70 == 0 else { throw NetworkError.malformed("a frame with reserved bits (an extension?)") }
        guard head[1] & 0x80 == 0 else { throw NetworkError.malformed("a server's frame that is masked") }
        let count = try readLength(head[1], from: stream)
        let payload = try stream.receive(count: count, while: "reading a frame of \(count) bytes")
        return WebSocketFrame(head[0] & 0x0F, payload, isFinal: head[0] & 0x80 != 0)
    }

    private static func readLength(_ short: UInt8, from stream: TCPConnection) throws -> Int {
        guard short >= 126 else { return Int(short) }
        let bytes = try stream.receive(count: short == 126 ? 2 : 8, while: "reading the length of a frame")
        let count = bytes.reduce(0) { $0 << 8 | Int($1) }
        guard count >= (short == 126 ? 126 : 65_536) else { throw NetworkError.malformed("a length in a longer form") }
        return count
    }
}
