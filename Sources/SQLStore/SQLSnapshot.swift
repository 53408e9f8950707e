import SyncCore
import Synchronization

/// A read transaction on a connection of its own, which goes back to the pool at its end.
final class SQLSnapshot: StoreSnapshot {
    private let connection: Mutex<(any SQLConnection)?>
    private let driver: any SQLDriver

    init(_ connection: any SQLConnection, _ driver: any SQLDriver) {
        self.connection = Mutex(connection)
        self.driver = driver
    }

    deinit { close() }

    func rows(_ query: Query) throws -> any Cursor {
        guard let connection = connection.withLock({ $0 }) else {
            throw StoreError(.mistaken, "the snapshot is closed")
        }
        return try SQLCursor(query, connection, driver.dialect)
    }

    func largest(_ column: Column) throws -> Int64? {
        guard let connection = connection.withLock({ $0 }) else {
            throw StoreError(.mistaken, "the snapshot is closed")
        }
        return try connection.largest(column, driver.dialect)
    }

    func close() {
        let taken = connection.withLock { connection in
            defer { connection = nil }
            return connection
        }
        guard let taken else { return }
        taken.session.endReading()
        driver.giveBack(taken)
    }
}
