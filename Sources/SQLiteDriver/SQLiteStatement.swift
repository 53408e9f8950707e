import CSQLite
import JSONText
import SQLStore
import SyncCore

/// One prepared statement.
///
/// `@unchecked Sendable`: SQLite's objects are not tied to a thread, and the seam promises that one at a time uses them.
final class SQLiteStatement: SQLStatement, @unchecked Sendable {
    private let statement: OpaquePointer
    private let database: OpaquePointer

    init(_ statement: OpaquePointer, _ database: OpaquePointer) {
        self.statement = statement
        self.database = database
    }

    deinit { sqlite3_finalize(statement) }

    func bind(_ values: [Value]) throws(StoreError) {
        guard values.count == Int(sqlite3_bind_parameter_count(statement)) else {
            throw StoreError(.mistaken, "\(values.count) values for other places")
        }
        var place: Int32 = 0
        for value in values {
            place += 1
            let result = bind(value, at: place)
            guard result == SQLITE_OK else { throw StoreError(database, result) }
        }
    }

    func step() throws(StoreError) -> Bool {
        let result = sqlite3_step(statement)
        if result == SQLITE_ROW { return true }
        defer { sqlite3_reset(statement) }
        guard result == SQLITE_DONE else { throw StoreError(database, result) }
        return false
    }

    var changedRows: Int { Int(sqlite3_changes(database)) }

    /// The result repeats the error of the last step, which was thrown then.
    func reset() {
        _ = sqlite3_reset(statement)
        _ = sqlite3_clear_bindings(statement)
    }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func write(text column: Int, to writer: inout JSONWriter) {
        if isNull(column) { return writer.null() }
        let bytes = bytes(column)
        // Another program may have written what is no UTF-8; JSON must be.
        guard isUTF8(bytes) else { return writer.string(String(decoding: bytes, as: UTF8.self)) }
        writer.string(utf8: bytes.span)
    }

    private func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch { return false }
    }

    /// SQLite's own memory, until the next step.
    private func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(statement, Int32(column))
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column))))
    }

    private func bind(_ value: Value, at place: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, place)
        case .integer(let number): sqlite3_bind_int64(statement, place, number)
        case .boolean(let flag): sqlite3_bind_int(statement, place, flag ? 1 : 0)
        case .text(let text): bind(text, at: place)
        }
    }

    /// With its length, so that a NUL is a letter like others; a null pointer would be a null.
    private func bind(_ text: String, at place: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return linkora_bind_text(statement, place, "", 0) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                linkora_bind_text(statement, place, $0, Int32(clamping: bytes.count))
            }
        }
    }
}
