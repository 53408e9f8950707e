import SQLStore
import SyncCore

@testable import SQLiteDriver

/// What another program does with the file: a connection of its own.
final class OtherProgram {
    let connection: SQLiteConnection

    init(_ path: String) throws {
        var limits = SQLiteLimits()
        limits.busyWaitMilliseconds = 0
        connection = try SQLiteConnection(.writer, path, limits)
    }

    deinit { connection.close() }

    func run(_ sql: String) throws { try connection.execute(sql) }

    /// All rows, each as one text.
    func rows(_ sql: String) throws -> [String] {
        let statement = try connection.prepare(sql)
        var rows: [String] = []
        while try statement.step() { rows.append(statement.text(0)) }
        return rows
    }

    /// Leaves the file as programs do that know nothing of write-ahead logs.
    func leave() throws {
        _ = try connection.answer("PRAGMA journal_mode = DELETE")
        connection.close()
    }
}
