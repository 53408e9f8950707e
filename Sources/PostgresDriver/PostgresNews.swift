import CPostgres
import Glibc
import SQLStore
import SyncCore
import Synchronization

/// Listens on a connection of its own.
final class PostgresNews: NewsSource {
    private let connector: PostgresConnector
    private let connection = Mutex<PostgresConnection?>(nil)
    private static let pauseMilliseconds: Int32 = 500

    init(_ connector: PostgresConnector) { self.connector = connector }

    func wait(millisecondsMax: Int64) -> Bool {
        let kept = connection.withLock { $0 }
        guard let listening = kept, !listening.isBroken else { return connect() }
        return listening.waitForNotification(millisecondsMax: millisecondsMax)
    }

    /// What came while nobody listened is looked for, too.
    private func connect() -> Bool {
        do throws(StoreError) {
            let new = try connector.listen()
            connection.withLock { $0 = new }
            return true
        } catch {
            _ = poll(nil, 0, Self.pauseMilliseconds)
            return false
        }
    }

    func close() { connection.withLock { $0.take() }?.close() }
}
