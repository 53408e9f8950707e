import Certificates

/// A hello of TLS 1.2 as the apps send it (PROTOCOL §1.8), with any bytes as the server's name.
struct HandMadeHello {
    /// The content of the extension; `nil` without one.
    var serverNameExtension: [UInt8]?

    init(serverName: [UInt8]?) {
        serverNameExtension = serverName.map { name in
            Self.vector(2, [0] + Self.vector(2, name))
        }
    }

    init(serverNameExtension: [UInt8]) { self.serverNameExtension = serverNameExtension }

    static func vector(_ lengthBytes: Int, _ content: [UInt8]) -> [UInt8] {
        (0..<lengthBytes).reversed().map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) } + content
    }

    /// As records.
    var bytes: [UInt8] {
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

extension RawClient {
    /// Reads the server's plain flight of TLS 1.2 up to its certificate.
    func takeCertificate() throws -> Certificate {
        var messages: [UInt8] = []
        while true {
            while messages.count >= 4 {
                let count = messages[1...3].reduce(0) { $0 << 8 | Int($1) }
                guard messages.count >= 4 + count else { break }
                let message = Array(messages[..<(4 + count)])
                messages.removeFirst(4 + count)
                // The list's length, the first one's length, the first one.
                if message[0] == 11 { return try Certificate(der: Array(message[10...])) }
            }
            let head = try take(5)
            let body = try take(Int(head[3]) << 8 | Int(head[4]))
            guard head[0] == 22 else { throw Failure(description: "record \(head[0]): \(body)") }
            messages += body
        }
    }
}
