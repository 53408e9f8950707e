/// Reads one HTTP/1.1 answer out of bytes as they come. As strict as ``HTTPConnection``.
struct AnswerReader {
    private enum State {
        case head
        case body(left: Int)
        case chunkSize
        case chunk(left: Int)
        case chunkEnd
        case trailer
        case whole
    }

    private var state = State.head
    private var line: [UInt8] = []
    private var headers: [HTTPLine] = []
    private var version = ""
    private(set) var status = 0
    private(set) var body: [UInt8] = []

    var isWhole: Bool { if case .whole = state { true } else { false } }
    /// What was read, once it is whole.
    var answer: HTTPAnswer { HTTPAnswer(version: version, status: status, headers: headers, body: body) }

    /// - Returns: bytes after the end of the answer: of a WebSocket that came to be.
    /// - Throws: ``NetworkError/malformed(_:)``.
    mutating func read(_ bytes: [UInt8]) throws -> ArraySlice<UInt8> {
        var rest = bytes[...]
        while !rest.isEmpty, !isWhole {
            switch state {
            case .body(let left), .chunk(let left): take(min(left, rest.count), of: left, &rest)
            default: if let line = takeLine(&rest) { try read(line: line) }
            }
        }
        return rest
    }

    private mutating func take(_ count: Int, of left: Int, _ rest: inout ArraySlice<UInt8>) {
        body += rest.prefix(count)
        rest = rest.dropFirst(count)
        if case .chunk = state {
            state = left == count ? .chunkEnd : .chunk(left: left - count)
        } else {
            state = left == count ? .whole : .body(left: left - count)
        }
    }

    /// A line without its end, once it is there.
    private mutating func takeLine(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            line += rest
            rest = []
            return nil
        }
        line += rest[..<end]
        rest = rest[(end + 1)...]
        defer { line = [] }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return Latin1.text(line)
    }

    private mutating func read(line: String) throws {
        switch state {
        case .head: try read(headLine: line)
        case .chunkSize:
            guard let count = Int(line.prefix { $0 != ";" && $0 != " " }, radix: 16) else {
                throw NetworkError.malformed("chunk size \(line)")
            }
            state = count == 0 ? .trailer : .chunk(left: count)
        case .chunkEnd:
            guard line.isEmpty else { throw NetworkError.malformed("a chunk longer than it said") }
            state = .chunkSize
        case .trailer: if line.isEmpty { state = .whole }
        case .body, .chunk, .whole: break
        }
    }

    private mutating func read(headLine line: String) throws {
        if status == 0 {
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3, let number = Int(words[1])
            else { throw NetworkError.malformed("status line \(line.debugDescription)") }
            (version, status) = (String(words[0]), number)
            return
        }
        guard line.isEmpty else {
            guard let colon = line.firstIndex(of: ":") else {
                throw NetworkError.malformed("header line \(line.debugDescription)")
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append(HTTPLine(String(line[..<colon]), String(value)))
            return
        }
        try beginBody()
    }

    private mutating func beginBody() throws {
        if (100..<200).contains(status), status != 101 {
            (status, headers) = (0, [])
            return
        }
        let answer = answer
        let lengths = headers.filter { $0.isNamed("Content-Length") }
        guard lengths.count <= 1, lengths.isEmpty || !answer.isChunked else {
            throw NetworkError.malformed("an answer with two lengths")
        }
        if [101, 204, 304].contains(status) {
            state = .whole
        } else if answer.isChunked {
            state = .chunkSize
        } else {
            guard let count = lengths.first.flatMap({ Int($0.text) }) else {
                throw NetworkError.malformed("an answer without a length")
            }
            state = count == 0 ? .whole : .body(left: count)
        }
    }
}
