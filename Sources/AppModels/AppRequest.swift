/// A request that an app wants to send.
public struct AppRequest: Sendable {
    /// Names the request when its answer is handed in; never used twice by one app.
    public let ticket: Int
    public let method: String
    /// `/GET_UPDATES`
    public let path: String
    public let query: [(name: String, value: String)]
    /// JSON; `nil` for a request without body.
    public let body: [UInt8]?
    /// Beside those that all apps send.
    public var headers: [(name: String, value: String)] = []
}

/// What came of a request, as far as the app can tell.
public enum AppAnswer: Sendable {
    case answered(status: Int, body: [UInt8])
    /// Lost, refused or timed out: the server may have executed it all the same.
    case failed

    /// The body of a success. To apps every status but 2xx is the same failure (PROTOCOL §5.2).
    var bodyOfSuccess: [UInt8]? {
        guard case .answered(let status, let body) = self, (200..<300).contains(status) else { return nil }
        return body
    }
}

/// What an app throws and mostly swallows: a payload that it cannot decode, a row that is not there.
struct AppException: Error {
    let reason: String
    /// Nothing that a report should tell: the network failed, or the app expects and swallows it.
    let isQuiet: Bool

    init(_ reason: String, isQuiet: Bool = false) {
        self.reason = reason
        self.isQuiet = isQuiet
    }

    static let noAnswer = AppException("no answer", isQuiet: true)
    /// A query for one row that is gone, within a success callback, where every exception is swallowed (PROTOCOL §5.2).
    static let rowIsGone = AppException("the row is gone", isQuiet: true)
}
