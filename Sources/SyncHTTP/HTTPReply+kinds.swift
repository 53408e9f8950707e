import JSONText
import SyncModel
import Transport

extension HTTPReply {
    static let plainText = "text/plain; charset=UTF-8"

    /// One sentence for whoever looks; apps only see the status.
    static func text(_ status: Int, _ sentence: String) -> HTTPReply {
        HTTPReply(status: status, headers: [("Content-Type", plainText)], body: .bytes(Array(sentence.utf8)))
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

    static func html(_ page: String) -> HTTPReply {
        HTTPReply(
            status: 200, headers: [("Content-Type", "text/html; charset=UTF-8")], body: .bytes(Array(page.utf8)))
    }
}
