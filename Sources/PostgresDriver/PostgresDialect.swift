public import SQLStore
public import SyncCore

/// PostgreSQL, as of 14, and what speaks its wire and its SQL.
public struct PostgresDialect: SQLDialect {
    public init() {}

    /// Always quoted: the original has columns in mixed case.
    public func quoted(_ name: String) -> String { "\"\(name)\"" }
    public func placeholder(_ number: Int) -> String { "$\(number)" }
    public var never: String { "FALSE" }

    /// Arrays carry a list of any length in one value.
    public func listPlaceholdersMax(_ type: ColumnType) -> Int { 1 }

    public func packed(_ values: [Value], _ type: ColumnType) -> Value {
        let members = values.map { value in
            switch value {
            case .integer(let number): String(number)
            case .boolean(let flag): flag ? "t" : "f"
            case .text(let text): Self.quotedMember(text)
            case .null: "NULL"
            }
        }
        return .text("{" + members.joined(separator: ",") + "}")
    }

    private static func quotedMember(_ text: String) -> String {
        var member = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { member.unicodeScalars.append("\\") }
            member.unicodeScalars.append(scalar)
        }
        return member + "\""
    }

    public func isMember(_ column: String, ofPacked placeholder: String, _ type: ColumnType) -> String {
        let element =
            switch type {
            case .integer: "bigint"
            case .boolean: "boolean"
            case .text: "text"
            }
        return "\(column) = ANY(\(placeholder)::\(element)[])"
    }

    public func contains(_ column: String, _ placeholder: String) -> String {
        "strpos(\(Self.folded(column)), \(Self.folded("\(placeholder)::text"))) > 0"
    }

    /// `lower` would fold what the database's locale folds.
    private static func folded(_ text: String) -> String {
        "translate(\(text), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
    }

    public func ordered(_ name: String, _ column: Column) -> String {
        (column.type == .text ? "\(name) COLLATE \"C\"" : name) + (column.isNullable ? " NULLS FIRST" : "")
    }

    public func replacing(_ key: [String], setting others: [String]) -> String {
        let settings = others.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return " ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(settings)"
    }

    // MARK: Ids

    /// Of the table's sequence, which goes on where the original left it. Rows that somebody brought from elsewhere may
    /// stand above it.
    public func highestId(of table: Table) -> String {
        let sequence = quoted(sequenceName(table))
        return """
            SELECT greatest(CASE WHEN is_called THEN last_value ELSE last_value - 1 END, \
            (SELECT coalesce(max("id"), 0) FROM \(quoted(table.name)))) FROM \(sequence)
            """
    }

    public func raiseIds(of table: Table, to number: Int64) -> [SchemaStatement] {
        keepIds(of: table, upTo: number).map { [SchemaStatement($0)] } ?? []
    }

    /// An insert with an id leaves the sequence where it was.
    public func keepIds(of table: Table, upTo number: Int64) -> SQLStatementText? {
        let sequence = quoted(sequenceName(table))
        return SQLStatementText(
            "SELECT setval('\(sequence)', $1::bigint) FROM \(sequence) WHERE last_value <= $1::bigint",
            [.integer(number)])
    }

    /// Comes with the commit.
    public var tellOthers: SQLStatementText? { SQLStatementText("NOTIFY \(PostgresConnector.channel)") }

    private func sequenceName(_ table: Table) -> String { table.name + "_id_seq" }

    // MARK: Tables

    private static let types = ColumnTypes(
        id: "BIGSERIAL PRIMARY KEY", originalText: "TEXT", text: "TEXT", keyText: "TEXT")

    public func createOriginal(_ table: Table) -> String { Self.types.create(table, quoted: quoted) }

    public var createMigrationsTable: String {
        "CREATE TABLE IF NOT EXISTS linkora_migrations (number BIGINT PRIMARY KEY)"
    }

    public func countTables(named names: [String]) -> SQLStatementText {
        SQLStatementText(
            """
            SELECT count(*) FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND relname = ANY($1::text[]) \
            AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
            """, [packed(names.map { .text($0) }, .text)])
    }

    /// The first two steps were made before any version knew PostgreSQL, so they come as one.
    public var migrations: [Migration] {
        let tables = Table.allCases.filter { !$0.isOriginal }.map { Self.types.create($0, quoted: quoted) }
        return [Migration(2, (tables + TableIndex.all.map(create)).map { SchemaStatement(stringLiteral: $0) })]
    }

    /// Texts of any length are found by their hash: a tree refuses rows beyond 2,704 bytes.
    private func create(_ index: TableIndex) -> String {
        let isText = index.columns.contains { $0.type == .text }
        let columns = index.columns.map { quoted($0.name) }.joined(separator: ", ")
        return """
            CREATE INDEX IF NOT EXISTS \(index.name) ON \(quoted(index.table.name)) \
            USING \(isText ? "hash" : "btree") (\(columns))
            """
    }
}
