/// What stands behind the transport. Called on the HTTP loop: it must not block.
public protocol HTTPService: Sendable {
    /// Decides by the head alone, before any of the body is read.
    func receive(_ head: RequestHead) -> Admission
}

/// What becomes of a request whose head has arrived.
public enum Admission: Sendable {
    /// Answered at once; a body that is still being sent is not waited for, and the answer reaches the client
    /// nevertheless.
    case refuse(HTTPReply)
    /// The body is read, up to this many bytes (beyond: the transport answers 413 and names the limit), and then
    /// handed on, empty when there is none.
    case read(bodyBytesMax: Int, then: @Sendable (_ body: [UInt8]) -> Answer)
}

/// How a request that was read is answered.
public enum Answer: Sendable {
    case reply(HTTPReply)
    /// Later, from another thread. The transport has suspended the connection by the time it calls `start`, which is
    /// called exactly once and must lead to exactly one ``Exchange/complete(with:)``, whatever becomes of the client.
    case later(start: @Sendable (any Exchange) -> Void)
    /// Switches to WebSocket (RFC 6455). The service has checked the handshake and says what to answer it with.
    case webSocket(WebSocketAcceptance)
}

/// The way back to a client that waits for its answer.
public protocol Exchange: Sendable {
    /// Hands over the answer; from any thread, once. Wakes the HTTP loop.
    func complete(with reply: HTTPReply)

    /// Released when the reply has been handed to the kernel whole, or the client has gone.
    var receipt: ReplyReceipt { get }
}
