import CPostgres
import SQLStore
import SyncCore

extension PostgresConnection {
    func prepare(_ sql: String, mayBeLong: Bool) throws(StoreError) -> any SQLStatement {
        if mayBeLong { return PostgresCursor(sql, self) }
        let name = newName()
        for command in takeRetired() { _ = try run(simple: command) }
        _ = try answers { library.functions.PQsendPrepare($0, name, sql, 0, nil) }
        return PostgresStatement(name, self)
    }

    func run(_ verb: TransactionVerb) throws(StoreError) {
        if verb != .beginStep && verb != .keepStep { forgetRetiredCursors() }
        let answers = try run(simple: verb.sql)
        // A transaction in which a statement failed is undone, and its commit says so without calling it an error.
        if verb == .commit, answers.last?.command != "COMMIT" {
            throw StoreError(.unavailable, "PostgreSQL undid the transaction")
        }
    }
}

extension TransactionVerb {
    /// All statements of one travel together. A write takes the row that every server takes first, so that one after the other
    /// writes, and sees what the one before has written.
    fileprivate var sql: String {
        switch self {
        case .beginWriting:
            """
            BEGIN ISOLATION LEVEL READ COMMITTED; \
            SELECT "value" FROM "linkora_facts" WHERE "fact" = '\(FactName.idBase)' FOR UPDATE
            """
        case .beginMigrating:
            """
            BEGIN ISOLATION LEVEL READ COMMITTED; \
            SELECT pg_advisory_xact_lock(\(PostgresConnector.migrationLock), hashtext(current_schema()::text))
            """
        case .beginReading: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1"
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        case .beginStep: "SAVEPOINT linkora_step"
        case .keepStep: "RELEASE linkora_step"
        case .undoStep: "ROLLBACK TO linkora_step; RELEASE linkora_step"
        }
    }
}
