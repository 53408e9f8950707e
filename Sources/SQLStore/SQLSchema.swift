import SyncCore

/// Brings a database to the schema of this version.
struct SQLSchema {
    private let connection: any SQLConnection
    private let dialect: any SQLDialect
    private let originals = Table.allCases.filter(\.isOriginal)

    init(_ connection: any SQLConnection, _ dialect: any SQLDialect) {
        self.connection = connection
        self.dialect = dialect
    }

    /// Whether there is no table of the original and none of ours.
    func isAbsent() throws(StoreError) -> Bool {
        try tables(originals.map(\.name) + [Self.migrationsTable]) == 0
    }

    /// Whether nothing is left to do.
    /// - Throws: ``StoreError`` when a newer version has made steps that this one does not know.
    func isComplete() throws(StoreError) -> Bool {
        let names = originals.map(\.name) + [Self.migrationsTable]
        guard try tables(names) == names.count, try latestMigration() == newestMigration else { return false }
        return try hasIdBase()
    }

    private func hasIdBase() throws(StoreError) -> Bool {
        let table = dialect.quoted(Table.facts.name)
        let name = dialect.quoted(Column.factName.name)
        return try answer(SQLStatementText("SELECT 1 FROM \(table) WHERE \(name) = '\(FactName.idBase)'")) == 1
    }

    /// Makes all tables and raises all ids, in the transaction that is open or in none.
    func make(idBase: Int64) throws(StoreError) {
        for table in originals { try answer(SQLStatementText(dialect.createOriginal(table))) }
        try answer(SQLStatementText(dialect.createMigrationsTable))
        try migrate()
        guard try !hasIdBase() else { return }
        for table in originals where table.idColumn != nil {
            for statement in dialect.raiseIds(of: table, to: idBase) { try carryOut(statement) }
        }
    }

    /// Takes note that all is made, and of the base.
    func seal(_ transaction: any StoreTransaction, idBase: Int64) throws {
        guard try !transaction.exists(.facts, where: .equals(.factName, .text(FactName.idBase))) else { return }
        try transaction.insert(
            .facts, [Assignment(.factName, .text(FactName.idBase)), Assignment(.factValue, .integer(idBase))])
    }

    func count(_ table: Table) throws(StoreError) -> Int64 {
        try answer(SQLStatementText("SELECT count(*) FROM \(dialect.quoted(table.name))"))
    }

    func highestId(of table: Table) throws(StoreError) -> Int64 {
        try answer(SQLStatementText(dialect.highestId(of: table)))
    }

    func raiseIds(of table: Table, to number: Int64) throws(StoreError) {
        for statement in dialect.raiseIds(of: table, to: number) { try carryOut(statement) }
    }

    private static let migrationsTable = "linkora_migrations"

    private var newestMigration: Int64 { dialect.migrations.last?.number ?? 0 }

    private func migrate() throws(StoreError) {
        let latest = try latestMigration()
        for migration in dialect.migrations where migration.number > latest {
            for statement in migration.statements { try carryOut(statement) }
            try answer(SQLStatementText("INSERT INTO \(Self.migrationsTable) (number) VALUES (\(migration.number))"))
        }
    }

    private func latestMigration() throws(StoreError) -> Int64 {
        let latest = try answer(SQLStatementText("SELECT coalesce(max(number), 0) FROM \(Self.migrationsTable)"))
        guard latest <= newestMigration else {
            throw StoreError(
                .mistaken, "a newer version of this server has used the database: start that version, or a newer one")
        }
        return latest
    }

    private func carryOut(_ statement: SchemaStatement) throws(StoreError) {
        if let isDone = statement.isDone, try answer(isDone) != 0 { return }
        try answer(statement.text)
    }

    private func tables(_ names: [String]) throws(StoreError) -> Int64 {
        try answer(dialect.countTables(named: names))
    }

    /// Runs a statement; the number that its first row begins with, or 0.
    @discardableResult private func answer(_ text: SQLStatementText) throws(StoreError) -> Int64 {
        let statement = try connection.prepare(text.sql)
        defer { statement.reset() }
        try statement.bind(text.values)
        var first: Int64?
        while try statement.step() { if first == nil { first = statement.integer(0) } }
        return first ?? 0
    }
}
