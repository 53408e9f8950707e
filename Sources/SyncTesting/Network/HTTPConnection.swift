/// Speaks HTTP/1.1 over one connection: writes requests, reads answers, in any order a test likes.
///
/// It is strict where a stock client would be lenient: an answer with two lengths, a bad chunk or bytes that stop short is
/// an error, so a server cannot pass by luck.
public final class HTTPConnection {
    public let stream: TCPConnection

    public init(_ stream: TCPConnection) { self.stream = stream }

    public convenience init(port: UInt16, timeoutMilliseconds: Int = 10_000) throws {
        self.init(try TCPConnection(port: port, timeoutMilliseconds: timeoutMilliseconds))
    }

    private var hostLine: String { "\(stream.host):\(stream.port)" }

    /// Sends a request and reads its answer.
    public func send(_ call: HTTPCall) throws -> HTTPAnswer {
        try write(call)
        return try readAnswer(toMethod: call.method)
    }

    public func write(_ call: HTTPCall) throws { try stream.send(call.bytes(host: hostLine)) }

    /// Reads the next answer; interim ones (1xx but 101) are passed over.
    public func readAnswer(toMethod method: String = "GET") throws -> HTTPAnswer {
        while true {
            var answer = try readHead()
            if (100..<200).contains(answer.status), answer.status != 101 { continue }
            answer.body = try readBody(of: answer, toMethod: method)
            return answer
        }
    }

    /// Reads status line and header lines only: the body is still on the stream.
    public func readHead() throws -> HTTPAnswer {
        let statusLine = Latin1.text(try stream.receiveLine(while: "waiting for an answer"))
        let words = statusLine.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3, let status = Int(words[1])
        else { throw NetworkError.malformed("status line \(statusLine.debugDescription)") }
        return HTTPAnswer(version: String(words[0]), status: status, headers: try readHeaders())
    }

    private func readHeaders() throws -> [HTTPLine] {
        var headers: [HTTPLine] = []
        while true {
            let line = try stream.receiveLine(while: "reading the header lines of an answer")
            if line.isEmpty { return headers }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                throw NetworkError.malformed("header line \(Latin1.text(line).debugDescription)")
            }
            let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
            headers.append(HTTPLine(Latin1.text(line[..<colon]), Array(value)))
        }
    }

    private func readBody(of answer: HTTPAnswer, toMethod method: String) throws -> [UInt8] {
        let lengths = answer.headers.filter { $0.isNamed("Content-Length") }
        guard lengths.count <= 1, lengths.isEmpty || !answer.isChunked else {
            throw NetworkError.malformed("an answer with two lengths")
        }
        if method == "HEAD" || [101, 204, 304].contains(answer.status) { return [] }
        if answer.isChunked { return try readChunks() }
        guard let length = lengths.first else { return try stream.receiveToEnd(while: "reading a body without length") }
        guard let count = Int(length.text) else { throw NetworkError.malformed("Content-Length: \(length.text)") }
        return try stream.receive(count: count, while: "reading a body of \(count) bytes")
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = Latin1.text(try stream.receiveLine(while: "reading the size of a chunk"))
            let digits = line.prefix { $0 != ";" && $0 != " " }
            guard let count = Int(digits, radix: 16) else { throw NetworkError.malformed("chunk size \(line)") }
            if count == 0 { break }
            body += try stream.receive(count: count, while: "reading a chunk of \(count) bytes")
            try expectLineEnd()
        }
        while !(try stream.receiveLine(while: "reading the end of the chunks").isEmpty) {}
        return body
    }

    private func expectLineEnd() throws {
        let line = try stream.receiveLine(while: "reading the end of a chunk")
        guard line.isEmpty else { throw NetworkError.malformed("a chunk longer than it said") }
    }
}
