/// What the HTTP engine's parser lets pass and we refuse: requests that two programs in a row could read differently.
struct HeadCheck {
    /// How the body comes.
    enum Framing: Equatable {
        case none
        case bytes(UInt64)
        case chunked
    }

    let framing: Framing
    /// The client waits for leave before it sends its body.
    let expectsContinue: Bool

    /// - Throws: what to answer, with a sentence.
    init(_ headers: HTTPHeaders, _ version: RequestHead.Version) throws(RefusalError) {
        guard headers.allNames({ $0.allSatisfy(Self.isNameByte) && !$0.isEmpty }) else {
            throw RefusalError(
                .badRequest("The name of a header line is empty, or holds a blank or control character."))
        }
        let hosts = headers.count(of: "host")
        guard hosts <= 1 else { throw RefusalError(.badRequest("The request has several Host lines.")) }
        guard hosts == 1 || version == .http10 else {
            throw RefusalError(.badRequest("An HTTP/1.1 request needs a Host line."))
        }
        framing = try Self.framing(headers, version)
        expectsContinue = headers.first("expect") != nil && version == .http11
    }

    private static func framing(
        _ headers: HTTPHeaders, _ version: RequestHead.Version
    ) throws(RefusalError) -> Framing {
        let lengths = headers.all("content-length")
        let encodings = headers.all("transfer-encoding")
        guard lengths.count <= 1 else {
            throw RefusalError(.badRequest("The request has several Content-Length lines."))
        }
        guard !encodings.isEmpty else { return try lengths.first.map(length) ?? .none }
        guard lengths.isEmpty else {
            throw RefusalError(.badRequest("The request has both Content-Length and Transfer-Encoding."))
        }
        guard version == .http11, encodings.count == 1, isChunked(encodings[0]) else {
            throw RefusalError(.badRequest("The only Transfer-Encoding served is “chunked”, in HTTP/1.1."))
        }
        return .chunked
    }

    private static func length(_ text: [UInt8]) throws(RefusalError) -> Framing {
        var value: UInt64 = 0
        var isNumber = !text.isEmpty
        for byte in text {
            let digit = UInt64(byte &- UInt8(ascii: "0"))
            let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
            isNumber = isNumber && digit <= 9 && !overflows && tens <= UInt64.max - 9
            value = tens &+ digit
        }
        guard isNumber else { throw RefusalError(.badRequest("Content-Length is not a number.")) }
        return value == 0 ? .none : .bytes(value)
    }

    private static func isChunked(_ value: [UInt8]) -> Bool {
        value.count == 7 && zip(value, "chunked".utf8).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x7F }
}
