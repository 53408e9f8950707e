public import SyncCore
import Synchronization

/// A ``Store`` in an SQL database, whichever its driver speaks to.
public final class SQLStore: Store {
    let driver: any SQLDriver
    private let isWriting = Atomic<Bool>(false)
    /// The highest ids that were handed out, so that a rollback does not hand one out again.
    private let lastIds = Mutex<[Int64]>(Table.allCases.map { _ in 0 })

    /// For ``open(_:idBase:)``, which sees to the schema first.
    init(_ driver: any SQLDriver) { self.driver = driver }

    public func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try write(beginningWith: .beginWriting, body)
    }

    func write(beginningWith verb: TransactionVerb, _ body: (any StoreTransaction) throws -> Void) throws {
        guard !isWriting.exchange(true, ordering: .acquiring) else { throw StoreError(.mistaken, "two writes at once") }
        defer { isWriting.store(false, ordering: .releasing) }
        let connection = try begin(verb)
        let transaction = SQLTransaction(connection, driver.dialect, lastIds: lastIds.withLock { $0 })
        do {
            try body(transaction)
            try transaction.finish()
            end(transaction)
            try commit(connection)
        } catch {
            end(transaction)
            try rollBack(connection, after: error)
        }
        driver.didCommit()
    }

    /// A connection may have died since it was used last: the next one is tried before anybody hears of it.
    private func begin(_ verb: TransactionVerb) throws(StoreError) -> any SQLConnection {
        var connection = try driver.writer()
        do {
            if connection.isInTransaction { try connection.run(.rollback) }
            try connection.run(verb)
        } catch {
            guard connection.isBroken else { throw error }
            connection = try driver.writer()
            try connection.run(verb)
        }
        return connection
    }

    public func snapshot() throws -> any StoreSnapshot {
        do { return try snapshot(on: driver.reader()) } catch let failure as ReaderFailure {
            guard failure.isBroken else { throw failure.error }
            do { return try snapshot(on: driver.reader()) } catch let failure as ReaderFailure { throw failure.error }
        }
    }

    private struct ReaderFailure: Error {
        let error: StoreError
        let isBroken: Bool
    }

    private func snapshot(on connection: any SQLConnection) throws -> SQLSnapshot {
        do { try connection.run(.beginReading) } catch {
            defer { driver.giveBack(connection) }
            throw ReaderFailure(error: error, isBroken: connection.isBroken)
        }
        return SQLSnapshot(connection, driver)
    }

    public func close() { driver.close() }

    private func end(_ transaction: SQLTransaction) {
        transaction.end()
        lastIds.withLock { $0 = transaction.lastIds }
    }

    private func commit(_ connection: any SQLConnection) throws {
        guard connection.isInTransaction else { throw StoreError(.unavailable, "the database ended the transaction") }
        try connection.run(.commit)
    }

    /// Throws the error that is the reason; a rollback that fails too is made before the next write.
    private func rollBack(_ connection: any SQLConnection, after reason: any Error) throws -> Never {
        if connection.isInTransaction { try? connection.run(.rollback) }
        throw reason
    }
}
