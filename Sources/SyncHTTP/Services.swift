public import Observing
public import SyncCore
public import SyncModel
public import Transport

/// What the door needs of the house behind it.
public struct Services: Sendable {
    public let store: any Store
    /// Where the store is read.
    public let place: ReadingPlace
    /// Who brings this token, and from where; `nil` for a wrong one, a revoked one, an expired one. In constant time.
    public let identify: @Sendable (_ token: [UInt8], _ peer: PeerAddress) -> Bearer?
    /// Queues a write; `false` when the server can't take more, and the closure is not called then.
    public let submit:
        @Sendable (
            PreparedWrite, @escaping @Sendable (Result<Committed, StoreError>) -> Void
        ) -> Bool
    /// The answer to a pull that finds nothing; `nil`: it takes longer, ask for it with ``pull``.
    public let pullNow: @Sendable (Pull) -> Result<PulledAnswer, StoreError>?
    /// Answers a pull, sooner or later, from any thread.
    public let pull: @Sendable (Pull, @escaping @Sendable (Result<PulledAnswer, StoreError>) -> Void) -> Void
    /// Told of sockets that open and close, of whose they are and where they come from.
    public let socketOpened: @Sendable (any WebSocket, Correlation, Asker, PeerAddress) -> Void
    public let socketClosed: @Sendable (any WebSocket) -> Void
    /// A ping was answered.
    public let socketPonged: @Sendable (_ socket: any WebSocket, _ afterMilliseconds: Int64) -> Void
    /// Has a command about tokens carried out; `false` when the server is stopping, and the closure is not called then.
    public let changeTokens:
        @Sendable (TokenCommand, @escaping @Sendable (Result<[DeviceToken], TokenFailure>) -> Void) -> Bool
    /// The server's certificates; `nil` when HTTPS is switched off.
    public let certificates: CertificateDesk?
    /// Whose word about clients counts.
    public let proxies: ProxyTrust
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
        store: any Store, place: ReadingPlace = .here, identify: @escaping @Sendable ([UInt8], PeerAddress) -> Bearer?,
        submit:
            @escaping @Sendable (
                PreparedWrite, @escaping @Sendable (Result<Committed, StoreError>) -> Void
            ) -> Bool,
        pullNow: @escaping @Sendable (Pull) -> Result<PulledAnswer, StoreError>?,
        pull: @escaping @Sendable (Pull, @escaping @Sendable (Result<PulledAnswer, StoreError>) -> Void) -> Void,
        socketOpened: @escaping @Sendable (any WebSocket, Correlation, Asker, PeerAddress) -> Void,
        socketClosed: @escaping @Sendable (any WebSocket) -> Void,
        socketPonged: @escaping @Sendable (any WebSocket, Int64) -> Void,
        changeTokens:
            @escaping @Sendable (
                TokenCommand, @escaping @Sendable (Result<[DeviceToken], TokenFailure>) -> Void
            ) -> Bool,
        certificates: CertificateDesk? = nil, proxies: ProxyTrust = ProxyTrust(proxies: [], basePath: ""),
        status: @escaping @Sendable () -> [UInt8], logger: Logger, limits: DoorLimits, longAnswers: LongAnswers,
        uptimeSeconds: @escaping @Sendable () -> Int64, version: String
    ) {
        self.store = store
        self.place = place
        self.identify = identify
        self.submit = submit
        self.pullNow = pullNow
        self.pull = pull
        self.socketPonged = socketPonged
        self.socketOpened = socketOpened
        self.socketClosed = socketClosed
        self.changeTokens = changeTokens
        self.certificates = certificates
        self.proxies = proxies
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
