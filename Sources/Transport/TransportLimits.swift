/// The bounds of the transport, each configurable. An error that follows from one names it.
public struct TransportLimits: Sendable {
    public var connectionsMax = 4_096
    /// Request line and header lines together; beyond: 431, or 414 for the target.
    public var headBytesMax = 16 * 1_024
    /// From the first byte to the end of a TLS handshake.
    public var handshakeSecondsMax = 10
    /// From the first byte of a request (or the accept) to the end of its head.
    public var headSecondsMax = 20
    /// From the end of the head to the end of the body, beyond which the connection is cut…
    public var bodySecondsMax = 120
    /// …unless the body comes faster than this.
    public var bodyBytesPerSecondMin = 10_000
    /// A kept-alive connection without a request, or a client that takes nothing of its answer.
    public var idleSecondsMax = 75
    /// Text frames and messages from a peer.
    public var frameBytesMax = 64 * 1_024
    /// Frames waiting for one socket.
    public var socketQueueFramesMax = 1_024
    public var socketQueueBytesMax = 4 * 1_024 * 1_024
    /// The original's interval, and as long again for the pong (PROTOCOL §4.2).
    public var pingSeconds = 15

    public init() {}
}
