import CPostgres
import JSONText
import SQLStore
import SyncCore

/// A prepared statement whose answer comes at once.
///
/// `@unchecked Sendable`: the seam promises that one thread at a time uses it.
final class PostgresStatement: SQLStatement, @unchecked Sendable {
    private let name: String
    private let connection: PostgresConnection
    private var parameters = PostgresParameters([])
    private var rows = PostgresRows()
    private(set) var changedRows = 0

    init(_ name: String, _ connection: PostgresConnection) {
        self.name = name
        self.connection = connection
    }

    deinit { connection.retire(statement: name) }

    func bind(_ values: [Value]) throws(StoreError) { parameters = PostgresParameters(values) }

    func step() throws(StoreError) -> Bool {
        if rows.result == nil { try execute() }
        if rows.advance() { return true }
        rows.forget()
        return false
    }

    func perform() throws(StoreError) { try connection.postpone(.prepared(name, parameters)) }

    private func execute() throws(StoreError) {
        let answer = try connection.answer(to: .prepared(name, parameters))
        rows.result = answer
        rows.row = -1
        changedRows = answer?.changedRows ?? 0
    }

    func reset() {
        rows.forget()
        parameters = PostgresParameters([])
    }

    func integer(_ column: Int) -> Int64 { rows.integer(column) }
    func isNull(_ column: Int) -> Bool { rows.isNull(column) }
    func text(_ column: Int) -> String { rows.text(column) }
    func write(text column: Int, to writer: inout JSONWriter) { rows.write(text: column, to: &writer) }
}

/// A statement whose answer comes piece by piece, out of a cursor of the server's; others may be run in between.
///
/// `@unchecked Sendable`: the seam promises that one thread at a time uses it.
final class PostgresCursor: SQLStatement, @unchecked Sendable {
    private let sql: String
    private let connection: PostgresConnection
    private var parameters = PostgresParameters([])
    private var rows = PostgresRows()
    /// While the server holds one open.
    private var name: String?
    let changedRows = 0

    init(_ sql: String, _ connection: PostgresConnection) {
        self.sql = sql
        self.connection = connection
    }

    func bind(_ values: [Value]) throws(StoreError) { parameters = PostgresParameters(values) }

    func step() throws(StoreError) -> Bool {
        if rows.advance() { return true }
        if let result = rows.result, result.rowCount < connection.limits.rowsPerFetch {
            reset()
            return false
        }
        try fetch()
        if rows.advance() { return true }
        reset()
        return false
    }

    private func fetch() throws(StoreError) {
        let isOpen = name != nil
        let cursor = name ?? connection.newName()
        name = cursor
        if !isOpen {
            for command in connection.takeRetired() { try connection.postpone(.command(command)) }
            try connection.postpone(.text("DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql)", parameters))
        }
        rows.result = try connection.answer(
            to: .command("FETCH FORWARD \(connection.limits.rowsPerFetch) FROM \(cursor)"))
        rows.row = -1
    }

    /// The server's cursor ends with the transaction, if it is not told before.
    func reset() {
        rows.forget()
        parameters = PostgresParameters([])
        guard let name else { return }
        self.name = nil
        if connection.isInTransaction { connection.retire(cursor: name) }
    }

    func integer(_ column: Int) -> Int64 { rows.integer(column) }
    func isNull(_ column: Int) -> Bool { rows.isNull(column) }
    func text(_ column: Int) -> String { rows.text(column) }
    func write(text column: Int, to writer: inout JSONWriter) { rows.write(text: column, to: &writer) }
}
