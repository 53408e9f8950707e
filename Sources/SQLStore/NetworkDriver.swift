public import Observing
public import SyncCore
import Synchronization

/// A database on a server: one connection that writes, a bounded pool of connections that read, and the way back to it
/// when it goes away.
public final class NetworkDriver: SQLDriver {
    private struct State: Sendable {
        var writer: (any NetworkConnection)?
        var idle: [any NetworkConnection] = []
        var readersCount = 0
        var attempts: ConnectionAttempts
        var isClosed = false
    }

    private let connector: any NetworkConnector
    private let limits: NetworkLimits
    private let logger: Logger
    private let nowMilliseconds: @Sendable () -> Int64
    private let state: Mutex<State>

    /// - Parameter nowMilliseconds: of a clock that is never set.
    public init(
        _ connector: any NetworkConnector, _ limits: NetworkLimits, logger: Logger,
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.connector = connector
        self.limits = limits
        self.logger = logger
        self.nowMilliseconds = nowMilliseconds
        state = Mutex(State(attempts: ConnectionAttempts(limits)))
    }

    /// Connections and their statements hold each other until they are closed.
    deinit { close() }

    public var dialect: any SQLDialect { connector.dialect }

    public func writer() throws(StoreError) -> any SQLConnection {
        let (kept, isClosed) = state.withLock { ($0.writer, $0.isClosed) }
        guard !isClosed else { throw StoreError(.mistaken, "the store is closed") }
        if let kept, !kept.isBroken { return kept }
        kept?.close()
        let writer = try connect(.writer)
        state.withLock { $0.writer = writer }
        return writer
    }

    /// Where all are taken, waits a while for one.
    public func reader() throws(StoreError) -> any SQLConnection {
        let end = nowMilliseconds() + limits.readerWaitMilliseconds
        while true {
            switch try takeReader() {
            case .kept(let reader): return reader
            case .mayConnect:
                do { return try connect(.reader) } catch {
                    state.withLock { $0.readersCount -= 1 }
                    throw error
                }
            case .allTaken:
                guard nowMilliseconds() < end else {
                    throw StoreError(.busy, "more than \(limits.readersMax) reads at once")
                }
                connector.pause(milliseconds: 2)
            }
        }
    }

    private enum Taken {
        case kept(any NetworkConnection)
        /// Counted already.
        case mayConnect
        case allTaken
    }

    private func takeReader() throws(StoreError) -> Taken {
        try state.withLock { (state) throws(StoreError) in
            guard !state.isClosed else { throw StoreError(.mistaken, "the store is closed") }
            if let kept = state.idle.popLast() { return .kept(kept) }
            guard state.readersCount < limits.readersMax else { return .allTaken }
            state.readersCount += 1
            return .mayConnect
        }
    }

    public func giveBack(_ reader: any SQLConnection) {
        guard let reader = reader as? any NetworkConnection else {
            preconditionFailure("not a connection of this driver")
        }
        let isKept =
            endReading(reader)
            && state.withLock { state in
                guard !state.isClosed, state.idle.count < limits.idleReadersMax else { return false }
                state.idle.append(reader)
                return true
            }
        guard !isKept else { return }
        let wasBroken = reader.isBroken
        reader.close()
        state.withLock { $0.readersCount -= 1 }
        if wasBroken { closeIdle() }
    }

    public func didCommit() {}

    public func close() {
        let writer = state.withLock { state in
            state.isClosed = true
            defer { state.writer = nil }
            return state.writer
        }
        closeIdle()
        writer?.close()
    }

    /// Where one died, the others that were idle died too.
    private func closeIdle() {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            state.readersCount -= state.idle.count
            return state.idle
        }
        for reader in idle { reader.close() }
    }

    private func connect(_ role: NetworkRole) throws(StoreError) -> any NetworkConnection {
        guard state.withLock({ $0.attempts.mayTry(nowMilliseconds: nowMilliseconds()) }) else {
            throw StoreError(.unavailable, "the database is away; the next attempt to reach it follows soon")
        }
        do {
            let connection = try connector.connect(role)
            if state.withLock({ $0.attempts.succeeded() }) { logger.notice("The database is back") }
            return connection
        } catch {
            let isNews = state.withLock { $0.attempts.failed(nowMilliseconds: nowMilliseconds()) }
            if isNews { logger.error("The database can't be reached", [("reason", error.reason)]) }
            throw error
        }
    }

    /// - Returns: whether the connection can be used again.
    private func endReading(_ reader: any NetworkConnection) -> Bool {
        guard !reader.isBroken else { return false }
        guard reader.isInTransaction else { return true }
        do { try reader.run(.rollback) } catch { return false }
        return true
    }
}
