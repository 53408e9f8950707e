public import Observing
public import SyncCore
import Synchronization

/// A database on a server: one connection that writes, a bounded pool of connections that read, and the way back to it
/// when it goes away.
public final class NetworkDriver: SQLDriver {
    private struct State: Sendable {
        var writer: (any NetworkConnection)?
        var attempts: ConnectionAttempts
    }

    private let connector: any NetworkConnector
    private let limits: NetworkLimits
    private let logger: Logger
    private let nowMilliseconds: @Sendable () -> Int64
    private let pool: ReaderPool<any NetworkConnection>
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
        pool = ReaderPool(connectionsMax: limits.readersMax, idleMax: limits.idleReadersMax)
        state = Mutex(State(attempts: ConnectionAttempts(limits)))
    }

    /// Connections and their statements hold each other until they are closed.
    deinit { close() }

    public var dialect: any SQLDialect { connector.dialect }

    public func writer() throws(StoreError) -> any SQLConnection {
        guard !pool.isClosed else { throw StoreError(.mistaken, "the store is closed") }
        let kept = state.withLock { $0.writer }
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
            switch try pool.take() {
            case .kept(let reader): return reader
            case .mayConnect:
                do { return try connect(.reader) } catch {
                    pool.forget()
                    throw error
                }
            case .allTaken:
                guard nowMilliseconds() < end else { throw .tooManyReads(max: pool.connectionsMax) }
                connector.pause(milliseconds: 2)
            }
        }
    }

    public func giveBack(_ reader: any SQLConnection) {
        guard let reader = reader as? any NetworkConnection else {
            preconditionFailure("not a connection of this driver")
        }
        if endReading(reader), pool.keep(reader) { return }
        let wasBroken = reader.isBroken
        reader.close()
        pool.forget()
        // Where one died, the others that were idle died too.
        if wasBroken { closeAll(pool.takeIdle()) }
    }

    public func didCommit() {}

    public func close() {
        closeAll(pool.close())
        let writer = state.withLock { state in
            defer { state.writer = nil }
            return state.writer
        }
        writer?.close()
    }

    private func closeAll(_ connections: [any NetworkConnection]) {
        for connection in connections { connection.close() }
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
