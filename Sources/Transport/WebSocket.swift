/// How a WebSocket handshake is accepted.
public struct WebSocketAcceptance: Sendable {
    /// The value of `Sec-WebSocket-Key`, checked by the service to be 16 bytes in base64.
    public let key: [UInt8]
    public let delegate: any WebSocketDelegate

    public init(key: [UInt8], delegate: any WebSocketDelegate) {
        self.key = key
        self.delegate = delegate
    }
}

/// Who is told what happens on a socket. Calls come from the socket loop, the first one from the HTTP loop: they must
/// not block.
public protocol WebSocketDelegate: AnyObject, Sendable {
    /// The handshake is about to be answered; frames sent from now on leave right behind the answer, so that nothing is
    /// missed from the moment on in which the peer knows that it is connected.
    func opened(_ socket: any WebSocket)
    /// A text frame, whole.
    func received(text: [UInt8], on socket: any WebSocket)
    /// The answer to a ping: everything sent before that ping has been taken by the peer.
    /// - Parameter delay: how long after it.
    func ponged(_ socket: any WebSocket, afterMilliseconds delay: Int64)
    /// Called once per socket, whatever ended it.
    func closed(_ socket: any WebSocket)
}

/// One open socket. May be used from any thread.
public protocol WebSocket: AnyObject, Sendable {
    /// Unique in this process.
    var id: UInt64 { get }

    /// Queues a text frame. Frames leave in the order of their sending.
    ///
    /// A peer that does not take its frames is closed when its queue is full (``TransportLimits``), never waited for.
    /// - Parameter receipt: this frame, and those after it, wait until that reply has left, a second at most.
    func send(_ frame: TextFrame, after receipt: ReplyReceipt?)

    /// Sends a ping after what is queued. Until its pong comes, those of earlier pings are not told.
    func ping()

    /// Sends a close frame after what is queued, and ends.
    func close(code: UInt16, reason: String)
}

/// A text frame that many sockets share: encoded once, in two pieces around a number that may differ between them.
public struct TextFrame: Sendable {
    public let head: [UInt8]
    /// Decimal digits, or nothing.
    public let number: Int64?
    public let tail: [UInt8]

    public init(head: [UInt8], number: Int64?, tail: [UInt8]) {
        self.head = head
        self.number = number
        self.tail = tail
    }

    public init(_ text: [UInt8]) { self.init(head: text, number: nil, tail: []) }
}
