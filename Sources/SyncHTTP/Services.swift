public import Observing
public import SyncCore
public import SyncModel
public import Transport

/// What the door needs of the house behind it.
public struct Services: Sendable {
    public let store: any Store
    /// Whether this is the token, in constant time.
    public let isToken: @Sendable ([UInt8]) -> Bool
    /// Queues a write; `false` when the server can't take more, and the closure is not called then.
    public let submit:
        @Sendable (
            PreparedWrite, ReplyReceipt, @escaping @Sendable (Result<Committed, StoreError>) -> Void
        ) -> Bool
    /// Told of sockets that open and close.
    public let socketOpened: @Sendable (any WebSocket, Correlation) -> Void
    public let socketClosed: @Sendable (any WebSocket) -> Void
    /// What `status` answers on the control socket, as JSON text.
    public let status: @Sendable () -> [UInt8]
    public let logger: Logger
    public let limits: DoorLimits
    public let longAnswers: LongAnswers
    /// Seconds of a clock that is never set.
    public let uptimeSeconds: @Sendable () -> Int64
    /// For the page that says that the server runs.
    public let version: String

    public init(
        store: any Store, isToken: @escaping @Sendable ([UInt8]) -> Bool,
        submit:
            @escaping @Sendable (
                PreparedWrite, ReplyReceipt, @escaping @Sendable (Result<Committed, StoreError>) -> Void
            ) -> Bool,
        socketOpened: @escaping @Sendable (any WebSocket, Correlation) -> Void,
        socketClosed: @escaping @Sendable (any WebSocket) -> Void,
        status: @escaping @Sendable () -> [UInt8], logger: Logger, limits: DoorLimits, longAnswers: LongAnswers,
        uptimeSeconds: @escaping @Sendable () -> Int64, version: String
    ) {
        self.store = store
        self.isToken = isToken
        self.submit = submit
        self.socketOpened = socketOpened
        self.socketClosed = socketClosed
        self.status = status
        self.logger = logger
        self.limits = limits
        self.longAnswers = longAnswers
        self.uptimeSeconds = uptimeSeconds
        self.version = version
    }
}

/// The bounds of what the door reads; an error that follows from one names it.
public struct DoorLimits: Sendable {
    public var bodyBytesMax = 64 * 1_024 * 1_024
    public var nestingLevelsMax = 1_000

    public init() {}
}
