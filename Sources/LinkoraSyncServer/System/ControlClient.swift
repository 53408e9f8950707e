internal import Glibc

/// Asks the running server over the unix socket beside its database.
enum ControlClient {
    enum Outcome: Equatable {
        case answered(status: Int, body: [UInt8])
        /// Nobody listens: no server runs on this database.
        case nobody
        /// Somebody does, but the answer was none.
        case broken(String)
    }

    /// Answered with 200 by every server that runs, whatever its database does.
    static let aliveTarget = "/control/alive"

    private static let secondsMax = 5
    private static let answerBytesMax = 1_048_576

    /// One `GET`, and the whole answer.
    static func get(_ target: String, socketPath: String) -> Outcome {
        send(Array("GET \(target) HTTP/1.0\r\nHost: localhost\r\n\r\n".utf8), socketPath)
    }

    /// Whether the server behind this socket answers. One that can't have such a socket, because its path is too long, is
    /// taken to.
    static func isAlive(socketPath: String) -> Bool {
        if UnixSocketAddress(socketPath) == nil { return true }
        guard case .answered(200, _) = get(aliveTarget, socketPath: socketPath) else { return false }
        return true
    }

    /// One `POST` of JSON, and the whole answer.
    static func post(_ target: String, _ json: [UInt8], socketPath: String) -> Outcome {
        let head = """
            POST \(target) HTTP/1.0\r
            Host: localhost\r
            Content-Type: application/json\r
            Content-Length: \(json.count)\r
            \r

            """
        return send(Array(head.utf8) + json, socketPath)
    }

    private static func send(_ request: [UInt8], _ socketPath: String) -> Outcome {
        guard let address = UnixSocketAddress(socketPath) else {
            return .broken("the path of \(socketPath) is longer than the 107 bytes that a unix socket may have")
        }
        do throws(SystemFailure) {
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let connection = try Descriptor(socket(AF_UNIX, kind, 0))
            setTimeouts(connection.number)
            guard address.use({ connect(connection.number, $0, $1) }) == 0 else {
                return noConnection(.last)
            }
            try connection.writeAll(request)
            return read(try readAll(connection))
        } catch {
            return .broken("\(error)")
        }
    }

    private static func noConnection(_ failure: SystemFailure) -> Outcome {
        [ENOENT, ECONNREFUSED, ENOTDIR].contains(failure.code) ? .nobody : .broken("\(failure)")
    }

    private static func setTimeouts(_ descriptor: Int32) {
        var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private static func readAll(_ connection: borrowing Descriptor) throws(SystemFailure) -> [UInt8] {
        var answer: [UInt8] = []
        while answer.count < answerBytesMax {
            let piece = try connection.read(bytesMax: 16_384)
            if piece.isEmpty { break }
            answer += piece
        }
        return answer
    }

    /// An answer of HTTP/1.0, which ends with the connection and comes without chunks.
    static func read(_ answer: [UInt8]) -> Outcome {
        let bodyStart = answer.indices.first { answer[$0...].starts(with: [13, 10, 13, 10]) }
        let words = answer.prefix { $0 != 13 }.split(separator: UInt8(ascii: " "))
        guard let bodyStart, words.count >= 2, words[0].starts(with: "HTTP/1.".utf8),
            let status = Int(String(decoding: words[1], as: UTF8.self))
        else { return .broken("the answer is not HTTP") }
        return .answered(status: status, body: Array(answer[(bodyStart + 4)...]))
    }
}
