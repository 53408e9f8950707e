import JSONText
import SyncModel
import Transport

extension HTTPReply {
    static let plainText = "text/plain; charset=UTF-8"

    /// One sentence for whoever looks; apps only see the status.
    static func text(_ status: Int, _ sentence: String) -> HTTPReply {
        HTTPReply(
            status: status, headers: [("Content-Type", plainText), noSniffing], body: .bytes(Array(sentence.utf8)))
    }

    static func unauthorized(_ message: String) -> HTTPReply { .text(401, message) }

    static func badRequest(_ sentence: String) -> HTTPReply { .text(400, sentence) }

    static func json(_ bytes: [UInt8]) -> HTTPReply {
        HTTPReply(status: 200, headers: [("Content-Type", "application/json")], body: .bytes(bytes))
    }

    static func json(_ object: any WireObject) -> HTTPReply {
        var writer = JSONWriter()
        object.write(to: &writer)
        return .json(writer.bytes)
    }

    /// - Parameter scripts: what may run in the page, as its `Content-Security-Policy` says it.
    static func html(_ page: String, scripts: String = "'none'") -> HTTPReply {
        HTTPReply(
            status: 200,
            headers: [
                ("Content-Type", "text/html; charset=UTF-8"), noSniffing,
                ("Content-Security-Policy", "\(pagePolicy); script-src \(scripts)"),
            ], body: .bytes(Array(page.utf8)))
    }

    /// A sentence that echoes what was sent must not become a page in a browser's eyes.
    private static let noSniffing = ("X-Content-Type-Options", "nosniff")

    /// Nothing from elsewhere loads in our pages, and they stand in no frame: a token is typed into one of them.
    private static let pagePolicy =
        "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'"
}
