/// A reply, taken apart.
struct RawReply {
    let statusLine: String
    let headers: [(name: String, value: String)]
    var body: [UInt8] = []

    var status: Int { Int(statusLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }

    init(head: String) {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: true).map(String.init)
        statusLine = lines.first ?? ""
        headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            return (parts[0].lowercased(), String((parts.count > 1 ? parts[1] : "").drop { $0 == " " }))
        }
    }
}

extension RawClient {
    /// Takes one reply whole: by its length, its chunks, or to the end of the connection.
    func takeReply(withoutBody: Bool = false, withinMilliseconds: Int = 5_000) throws -> RawReply {
        var reply = RawReply(head: try take(through: "\r\n\r\n", withinMilliseconds: withinMilliseconds))
        if withoutBody { return reply }
        if reply.header("transfer-encoding") == "chunked" {
            reply.body = try takeChunks()
        } else if let length = reply.header("content-length").flatMap(Int.init) {
            reply.body = try take(length, withinMilliseconds: withinMilliseconds)
        } else {
            reply.body = try takeToEnd(withinMilliseconds: withinMilliseconds)
        }
        return reply
    }

    private func takeChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try take(through: "\r\n").dropLast()
            guard let count = Int(line, radix: 16) else { throw Failure(description: "no chunk size: \(line)") }
            body += try take(count)
            _ = try take(2)
            if count == 0 { return body }
        }
    }

    /// Asks and takes the reply.
    func ask(_ request: String) throws -> RawReply {
        try send(request)
        return try takeReply()
    }
}
