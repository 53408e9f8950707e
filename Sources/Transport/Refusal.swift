/// An answer that the transport gives by itself: a status and one sentence.
struct Refusal: Equatable, Sendable {
    let status: Int
    let phrase: String
    let sentence: String

    static func badRequest(_ sentence: String) -> Refusal {
        Refusal(status: 400, phrase: "Bad Request", sentence: sentence)
    }

    static func bodyTooLarge(_ bytesMax: Int) -> Refusal {
        Refusal(
            status: 413, phrase: "Content Too Large",
            sentence: "The body of this request may have at most \(bytesMax) bytes.")
    }

    static func headTooLarge(_ bytesMax: Int) -> Refusal {
        Refusal(
            status: 431, phrase: "Request Header Fields Too Large",
            sentence: "The head of a request may have at most \(bytesMax) bytes.")
    }

    static func tooManyConnections(_ max: Int) -> Refusal {
        Refusal(
            status: 503, phrase: "Service Unavailable",
            sentence: "The server holds \(max) connections, the most it may; try again later.")
    }

    static let stopping = Refusal(
        status: 503, phrase: "Service Unavailable", sentence: "The server is stopping; try again in a moment.")

    private static let contentType = "text/plain; charset=utf-8"

    var reply: HTTPReply {
        HTTPReply(
            status: status, headers: [("Content-Type", Self.contentType)], body: .bytes(Array((sentence + "\n").utf8)),
            closesConnection: true)
    }

    /// The same as it stands on the wire, where the HTTP engine is not in between.
    var rawBytes: String.UTF8View {
        let body = sentence + "\n"
        return
            ("HTTP/1.1 \(status) \(phrase)\r\nContent-Type: \(Self.contentType)\r\n"
            + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)").utf8
    }
}
