public import Observing
public import SyncCore
import Synchronization
public import Transport

/// The named tokens while the server runs: who is let in, whose sockets are open, and what operators change.
///
/// Requests are answered out of memory. What the database must hear of is done on the writer's thread, as part of its
/// upkeep: commands, and the last uses at most once a minute. Other processes do not change tokens meanwhile: they
/// would need the database's lock.
public final class DeviceTokens: Sendable {
    /// What came of a command.
    public typealias Answer = Result<[DeviceToken], TokenFailure>

    struct State {
        var living: LivingTokens
        var sockets = SocketsOfTokens()
        var commands: [(command: TokenCommand, completed: @Sendable (Answer) -> Void)] = []
        /// By the clock that is never set.
        var usesDueSeconds: Int64?
        /// When the first token that has sockets expires, epoch seconds.
        var soonestEnd: Int64?
        var isOver = false

        mutating func expectEnd(_ end: Int64) { soonestEnd = min(soonestEnd ?? end, end) }
    }

    static let secondsBetweenUses: Int64 = 60

    let state: Mutex<State>
    let store: any Store
    let clock: Clock
    let logger: Logger
    let company: Company
    private let bell: Bell

    /// The times that this asks for.
    public struct Clock: Sendable {
        let epochSeconds: @Sendable () -> Int64
        /// Of a clock that is never set.
        let uptimeSeconds: @Sendable () -> Int64

        public init(
            epochSeconds: @escaping @Sendable () -> Int64, uptimeSeconds: @escaping @Sendable () -> Int64
        ) {
            self.epochSeconds = epochSeconds
            self.uptimeSeconds = uptimeSeconds
        }
    }

    /// - Parameter bell: the writer's.
    /// - Throws: ``StoreError``.
    public init(_ store: any Store, company: Company = .none, bell: Bell, clock: Clock, logger: Logger) throws {
        self.store = store
        self.company = company
        self.bell = bell
        self.clock = clock
        self.logger = logger
        state = Mutex(State(living: LivingTokens(try Self.kept(store))))
    }

    static func kept(_ store: any Store) throws -> [KeptToken] {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        return try snapshot.deviceTokens()
    }

    /// Takes what another process has changed; on the thread that writes. What can't be read is taken with the next change.
    public func reload() {
        guard let kept = try? Self.kept(store) else { return }
        state.withLock { $0.living = LivingTokens(kept) }
        closeSocketsOfEndedTokens()
    }

    // MARK: From any thread

    /// Who brings this token; `nil` for a wrong, revoked or expired one. Touches no database.
    public func identify(_ token: [UInt8], from peer: PeerAddress) -> Bearer? {
        guard let digest = TokenDigest(bytes: SHA256Digest.of(token)) else { return nil }
        let (bearer, wakes) = state.withLock { state -> (Bearer?, Bool) in
            let bearer = state.living.identify(digest, from: peer.text, nowSeconds: clock.epochSeconds())
            guard bearer != nil, state.usesDueSeconds == nil else { return (bearer, false) }
            state.usesDueSeconds = clock.uptimeSeconds() + Self.secondsBetweenUses
            return (bearer, true)
        }
        if wakes { bell.ring() }
        return bearer
    }

    /// A socket was opened with a token; it will be closed when that token ends. One that ended since the handshake
    /// closes it at once.
    public func opened(_ socket: any WebSocket, by asker: Asker) {
        guard asker.isKnown else { return }
        let term = state.withLock { state -> LivingTokens.Term in
            let term = state.living.term(of: asker.token, nowSeconds: clock.epochSeconds())
            if term != .over { state.sockets.add(socket, of: asker.token) }
            if case .until(let end) = term { state.expectEnd(end) }
            return term
        }
        switch term {
        case .never: break
        case .until: bell.ring()
        case .over: SocketsOfTokens.close(socket)
        }
    }

    public func closed(_ socket: any WebSocket) {
        state.withLock { state in
            state.sockets.remove(socket)
            if state.sockets.isEmpty { state.soonestEnd = nil }
        }
    }

    /// Has a command carried out on the writer's thread.
    /// - Returns: `false` when the server is stopping; `completed` is not called then.
    public func submit(_ command: TokenCommand, completed: @escaping @Sendable (Answer) -> Void) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isOver else { return false }
            state.commands.append((command, completed))
            return true
        }
        if isTaken { bell.ring() }
        return isTaken
    }
}
