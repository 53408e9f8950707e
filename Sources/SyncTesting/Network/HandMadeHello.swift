/// A hello of TLS 1.2 as the apps send it (PROTOCOL §1.8), with any bytes as the server's name.
public struct HandMadeHello {
    /// The content of the extension; `nil` without one.
    public var serverNameExtension: [UInt8]?

    public init(serverName: [UInt8]?) {
        serverNameExtension = serverName.map { name in
            Self.vector(2, [0] + Self.vector(2, name))
        }
    }

    public init(serverNameExtension: [UInt8]) { self.serverNameExtension = serverNameExtension }

    public static func vector(_ lengthBytes: Int, _ content: [UInt8]) -> [UInt8] {
        (0..<lengthBytes).reversed().map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) } + content
    }

    /// As records.
    public var bytes: [UInt8] {
        let suites: [UInt8] = [0xC0, 0x2C, 0xC0, 0x30, 0xC0, 0x2B, 0xC0, 0x2F, 0x00, 0x9C, 0x00, 0x35, 0x00, 0x2F]
        var extensions: [UInt8] = []
        if let serverNameExtension { extensions += [0, 0] + Self.vector(2, serverNameExtension) }
        extensions += [0, 10] + Self.vector(2, Self.vector(2, [0, 23, 0, 24]))
        extensions += [0, 11] + Self.vector(2, Self.vector(1, [0]))
        extensions += [0, 13] + Self.vector(2, Self.vector(2, [5, 3, 4, 3, 5, 1, 4, 1]))
        let hello =
            [3, 3] + [UInt8](repeating: 7, count: 32) + Self.vector(1, []) + Self.vector(2, suites)
            + Self.vector(1, [0])
            + Self.vector(2, extensions)
        let message = [1] + Self.vector(3, hello)
        return stride(from: 0, to: message.count, by: 16_000).flatMap { start in
            [22, 3, 1] + Self.vector(2, Array(message[start..<min(start + 16_000, message.count)]))
        }
    }
}
