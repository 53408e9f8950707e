import JSONText
import SyncCore
import Synchronization

/// Steps through a prepared statement; gives it back at the end.
final class SQLCursor: Cursor {
    private let session: SQLSession
    private let generation: Int
    private let statement: any SQLStatement
    private var prepared: SQLSession.Prepared?

    init(_ query: Query, _ connection: any SQLConnection, _ dialect: any SQLDialect) throws(StoreError) {
        let shape = try SQLShape(query, dialect)
        session = connection.session
        generation = session.generation.load(ordering: .relaxed)
        let prepared = try session.take(shape, on: connection, isCursor: true) { () throws(StoreError) in
            try SQLRenderer(dialect).select(query)
        }
        self.prepared = prepared
        statement = prepared.statement
        do { try statement.bind(shape.values) } catch {
            session.giveBack(prepared, isCursor: true)
            self.prepared = nil
            throw error
        }
    }

    deinit { close() }

    func advance() throws -> Bool {
        guard prepared != nil else { return false }
        guard session.generation.load(ordering: .relaxed) == generation else {
            prepared = nil
            throw StoreError(.mistaken, "the snapshot or transaction of this cursor is over")
        }
        let hasRow: Bool
        do { hasRow = try statement.step() } catch {
            close()
            throw error
        }
        if !hasRow { close() }
        return hasRow
    }

    func integer(_ column: Int) -> Int64 { statement.integer(column) }
    func isNull(_ column: Int) -> Bool { statement.isNull(column) }
    func text(_ column: Int) -> String { statement.text(column) }
    func boolean(_ column: Int) -> Bool { statement.integer(column) != 0 }
    func write(text column: Int, to writer: inout JSONWriter) { statement.write(text: column, to: &writer) }

    func close() {
        guard let prepared else { return }
        self.prepared = nil
        if session.generation.load(ordering: .relaxed) == generation { session.giveBack(prepared, isCursor: true) }
    }
}
