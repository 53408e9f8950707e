import JSONText
import SyncCore
import SyncModel
import Transport

/// The one place where errors become HTTP. It never prints what is inside: reasons go to the log.
extension HTTPReply {
    /// 503 while the same request may succeed later: apps keep it in their queue and send it again.
    init(_ error: StoreError) {
        switch error.code {
        case .busy:
            self = .text(503, "The database is in use by another program. Nothing was changed; try again.")
            headers.append(("Retry-After", "5"))
        case .full:
            self = .text(507, "The disk of the server is full. Nothing was changed.")
        case .readOnly:
            self = .text(503, "The database can't be written at the moment. Nothing was changed; try again.")
            headers.append(("Retry-After", "5"))
        case .unavailable:
            self = .text(503, "The database can't be reached at the moment. Nothing was changed; try again.")
            headers.append(("Retry-After", "5"))
        case .tooLarge:
            self = .text(
                413,
                "This is more than the database takes at once. Nothing was changed. Whoever runs the server can allow more: "
                    + "max_allowed_packet in the settings of MariaDB or MySQL.")
        case .damaged, .mistaken:
            self = .text(500, "The server can't do this because of an error of its own; its log says more.")
        }
    }

    static let tooBusy: HTTPReply = {
        var reply = HTTPReply.text(503, "The server has too many requests waiting. Nothing was changed; try again.")
        reply.headers.append(("Retry-After", "1"))
        return reply
    }()

    init(_ error: FieldError) { self = .badRequest(error.sentence + ".") }

    init(_ error: JSONError) { self = .badRequest("The body is no JSON: \(error).") }
}
