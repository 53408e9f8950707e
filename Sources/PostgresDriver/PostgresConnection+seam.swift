import CPostgres
import SQLStore
import SyncCore

extension PostgresConnection {
    func prepare(_ sql: String, mayBeLong: Bool) throws(StoreError) -> any SQLStatement {
        if mayBeLong { return PostgresCursor(sql, self) }
        let name = newName()
        for command in takeRetired() { _ = try run(simple: command) }
        try prepare(sql, as: name)
        return PostgresStatement(name, self)
    }

    func run(_ verb: TransactionVerb) throws(StoreError) {
        forgetRetiredCursors()
        switch verb {
        case .commit:
            // A transaction in which a statement failed is undone, and its commit says so without calling it an error.
            guard try answer(to: .command(verb.sql))?.command == "COMMIT" else {
                throw StoreError(.unavailable, "PostgreSQL undid the transaction")
            }
        case .rollback:
            forgetPostponed()
            _ = try run(simple: verb.sql)
        case .beginWriting, .beginMigrating, .beginReading: _ = try run(simple: verb.sql)
        }
    }
}

extension TransactionVerb {
    /// All statements of one travel together. A write takes the row that every server takes first, so that one after
    /// the other writes, and sees what the one before has written.
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
        }
    }
}
