import CMariaDB
import JSONText
import SQLStore
import SyncCore

/// One prepared statement. A short answer is taken whole; a long one comes piece by piece out of a cursor of the server's,
/// so that others may be run in between.
///
/// `@unchecked Sendable`: the seam promises that one thread at a time uses it.
final class MySQLStatement: SQLStatement, @unchecked Sendable {
    private let statement: UnsafeMutablePointer<MYSQL_STMT>
    private let connection: MySQLConnection
    private let mayBeLong: Bool
    private var functions: linkora_libmariadb { connection.library.functions }
    private var parameters: MySQLParameters
    private var row: MySQLRow?
    private var isExecuted = false
    private(set) var changedRows = 0

    init(_ statement: UnsafeMutablePointer<MYSQL_STMT>, _ connection: MySQLConnection, mayBeLong: Bool) {
        self.statement = statement
        self.connection = connection
        self.mayBeLong = mayBeLong
        parameters = MySQLParameters([])
    }

    /// After its connection was closed, too: the library takes the statement from it then.
    deinit { _ = functions.mysql_stmt_close(statement) }

    func prepare(_ sql: String) throws(StoreError) {
        if mayBeLong {
            var type = UInt(CURSOR_TYPE_READ_ONLY.rawValue)
            var rows = UInt(connection.limits.rowsPerFetch)
            _ = functions.mysql_stmt_attr_set(statement, STMT_ATTR_CURSOR_TYPE, &type)
            _ = functions.mysql_stmt_attr_set(statement, STMT_ATTR_PREFETCH_ROWS, &rows)
        }
        guard functions.mysql_stmt_prepare(statement, sql, UInt(sql.utf8.count)) == 0 else { throw failure() }
        let columnCount = Int(functions.mysql_stmt_field_count(statement))
        if columnCount > 0 { row = MySQLRow(statement, columnCount, connection.library) }
    }

    func bind(_ values: [Value]) throws(StoreError) {
        guard values.count == Int(functions.mysql_stmt_param_count(statement)) else {
            throw StoreError(.mistaken, "\(values.count) values for other places")
        }
        parameters = MySQLParameters(values)
    }

    func step() throws(StoreError) -> Bool {
        if !isExecuted { try execute() }
        guard let row else {
            reset()
            return false
        }
        switch functions.mysql_stmt_fetch(statement) {
        case 0, MYSQL_DATA_TRUNCATED: return true
        case MYSQL_NO_DATA:
            row.forget()
            reset()
            return false
        default: throw failure()
        }
    }

    private func execute() throws(StoreError) {
        try checkSize()
        let isBound = parameters.withBindings {
            functions.mysql_stmt_bind_param(statement, $0) == 0
                && functions.mysql_stmt_execute(statement) == 0
        }
        guard isBound else { throw failure() }
        isExecuted = true
        guard let row else {
            changedRows = Int(functions.mysql_stmt_affected_rows(statement))
            return
        }
        guard functions.mysql_stmt_bind_result(statement, row.bindings) == 0 else { throw failure() }
        guard mayBeLong || functions.mysql_stmt_store_result(statement) == 0 else { throw failure() }
    }

    /// Before the server is asked: it would end the connection.
    private func checkSize() throws(StoreError) {
        guard parameters.bytesCount + 1_024 > connection.packetBytesMax else { return }
        throw StoreError(
            .tooLarge,
            "\(parameters.bytesCount) bytes are more than the database takes at once: "
                + "max_allowed_packet is \(connection.packetBytesMax)")
    }

    func reset() {
        if isExecuted, row != nil { _ = functions.mysql_stmt_free_result(statement) }
        isExecuted = false
        parameters = MySQLParameters([])
    }

    func integer(_ column: Int) -> Int64 { row?.integer(column) ?? 0 }
    func isNull(_ column: Int) -> Bool { row?.isNull(column) ?? true }
    func text(_ column: Int) -> String {
        row?.withBytes(column) { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The server has checked that texts are UTF-8, as their columns say.
    func write(text column: Int, to writer: inout JSONWriter) {
        guard let row, !row.isNull(column) else { return writer.null() }
        row.withBytes(column) { writer.string(utf8: $0.span) }
    }

    private func failure() -> StoreError {
        let number = functions.mysql_stmt_errno(statement)
        return connection.failure(number, functions.mysql_stmt_error(statement).map { String(cString: $0) } ?? "")
    }
}
