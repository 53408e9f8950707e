/// An answer to a request.
public struct HTTPReply: Sendable {
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Made while the client takes it; sent in chunks, its length unknown beforehand.
        case stream(any ReplyStream)
    }

    public var status: Int
    /// Beside `Content-Length`, `Transfer-Encoding`, `Connection` and `Date`, which the transport sets.
    public var headers: [(name: String, value: String)]
    public var body: Body
    /// Ends the connection after this reply.
    public var closesConnection: Bool

    public init(
        status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([]),
        closesConnection: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.closesConnection = closesConnection
    }
}

/// A body that is made piece by piece. All calls come from the HTTP loop, one after the other.
public protocol ReplyStream: AnyObject, Sendable {
    /// The next piece, about `bytesWanted` long (more is kept by the transport); empty at the end.
    /// - Throws: whatever broke; the connection is then cut, so that the client sees an incomplete answer.
    func next(bytesWanted: Int) throws -> [UInt8]

    /// Called once, at the end, or when the client has gone before it.
    func close()
}
