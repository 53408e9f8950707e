import Glibc
import SQLStore
import SyncCore
import Synchronization

/// Asks now and then: the server tells nobody.
final class MySQLNews: NewsSource {
    private struct State: Sendable {
        var connection: MySQLConnection?
        var last = ""
    }

    private let connector: MySQLConnector
    private let state = Mutex(State())

    init(_ connector: MySQLConnector) { self.connector = connector }

    func wait(millisecondsMax: Int64) -> Bool {
        _ = poll(nil, 0, Int32(clamping: millisecondsMax))
        return state.withLock { state in
            do throws(StoreError) {
                if state.connection?.isBroken ?? true { state.connection = try connector.connectToAsk() }
                let newest = try state.connection?.text("SELECT MAX(id) FROM linkora_events") ?? ""
                defer { state.last = newest }
                return newest != state.last
            } catch {
                state.connection?.close()
                state.connection = nil
                return false
            }
        }
    }

    func close() {
        state.withLock { state in
            state.connection?.close()
            state.connection = nil
        }
    }
}
