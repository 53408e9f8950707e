import Certificates

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
