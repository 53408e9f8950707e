public import SQLStore
public import SyncCore

/// MariaDB as of 10.6, and MySQL as of 8.0.17: where they differ, ``Flavour`` says it.
public struct MySQLDialect: SQLDialect {
    public enum Flavour: Sendable {
        case mariaDB
        case mySQL

        /// Tells letters apart by their code alone, and blanks at the end too.
        var collation: String {
            switch self {
            case .mariaDB: "utf8mb4_nopad_bin"
            case .mySQL: "utf8mb4_0900_bin"
            }
        }
    }

    private let types: ColumnTypes
    private let collation: String

    public init(_ flavour: Flavour) {
        collation = flavour.collation
        let unicode = "CHARACTER SET utf8mb4 COLLATE \(flavour.collation)"
        types = ColumnTypes(
            id: "BIGINT AUTO_INCREMENT PRIMARY KEY", originalText: "TEXT", text: "LONGTEXT \(unicode)",
            keyText: "VARCHAR(190) \(unicode)", tableSuffix: " ENGINE = InnoDB")
    }

    public func quoted(_ name: String) -> String { "`\(name)`" }
    public func placeholder(_ number: Int) -> String { "?" }
    public var never: String { "FALSE" }

    /// Of the 65,535 that a statement may have. A list in one value would be searched for each row anew when rows are
    /// changed.
    public func listPlaceholdersMax(_ type: ColumnType) -> Int { 16_384 }

    public func packed(_ values: [Value], _ type: ColumnType) -> Value { JSONList.of(values) }

    public func isMember(_ column: String, ofPacked placeholder: String, _ type: ColumnType) -> String {
        let list = { (type: String) in "JSON_TABLE(\(placeholder), '$[*]' COLUMNS (member \(type) PATH '$')) AS list" }
        guard type == .text else { return "\(column) IN (SELECT member FROM \(list("BIGINT")))" }
        return "CAST(HEX(\(column)) AS BINARY) IN (SELECT CAST(member AS BINARY) FROM \(list("LONGTEXT")))"
    }

    public func contains(_ column: String, _ placeholder: String) -> String {
        "LOCATE(\(Self.folded(placeholder)), \(Self.folded(column))) > 0"
    }

    /// `LOWER` would fold letters beyond A–Z, and there is no function that folds these alone.
    private static func folded(_ text: String) -> String {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ".reduce(text) { "REPLACE(\($0), '\($1)', '\($1.lowercased())')" }
    }

    /// What is distinct is gathered first, so a statement may look into the table that it changes.
    public func subquery(_ select: String) -> String {
        "(SELECT * FROM (\(select.replacingFirst("SELECT", with: "SELECT DISTINCT"))) AS referred)"
    }

    public func replacing(_ key: [String], setting others: [String]) -> String {
        let set = others.isEmpty ? key : others
        return " ON DUPLICATE KEY UPDATE " + set.map { "\($0) = VALUES(\($0))" }.joined(separator: ", ")
    }

    // MARK: Ids

    /// Of the table's counter, which inserted ids raise. Rows that somebody brought from elsewhere may stand above it.
    public func highestId(of table: Table) -> String {
        """
        SELECT GREATEST(\(Self.counter), (SELECT COALESCE(MAX(id), 0) FROM \(quoted(table.name)))) \
        FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '\(table.name)'
        """
    }

    /// The last id that the counter has passed.
    private static let counter =
        "CAST(LEAST(COALESCE(AUTO_INCREMENT, 1) - 1, 9223372036854775807) AS SIGNED)"

    public func raiseIds(of table: Table, to number: Int64) -> [SchemaStatement] {
        guard number < Int64.max else { return [] }
        let isHigher = SQLStatementText(
            """
            SELECT \(Self.counter) >= \(number) FROM information_schema.TABLES \
            WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '\(table.name)'
            """)
        let raise = SQLStatementText("ALTER TABLE \(quoted(table.name)) AUTO_INCREMENT = \(number + 1)")
        return [SchemaStatement(raise, unless: isHigher)]
    }

    // MARK: Tables

    /// Each change of a table ends the transaction that is open.
    public var undoesSchemaChanges: Bool { false }

    public func createOriginal(_ table: Table) -> String { types.create(table, quoted: quoted) }

    public var createMigrationsTable: String {
        "CREATE TABLE IF NOT EXISTS linkora_migrations (number BIGINT PRIMARY KEY) ENGINE = InnoDB"
    }

    public func countTables(named names: [String]) -> SQLStatementText {
        let places = names.map { _ in "?" }.joined(separator: ", ")
        return SQLStatementText(
            """
            SELECT COUNT(*) FROM information_schema.TABLES \
            WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (\(places))
            """, names.map { .text($0) })
    }

    /// The first two steps were made before any version knew MySQL, so they come as one.
    public var migrations: [Migration] {
        let originals = Table.allCases.filter(\.isOriginal)
        let tables = Table.allCases.filter { !$0.isOriginal }.map { types.create($0, quoted: quoted) }
        return [
            Migration(
                2,
                originals.flatMap(widen) + tables.map { SchemaStatement(stringLiteral: $0) }
                    + TableIndex.all.map(create))
        ]
    }

    /// The original's texts end at 64 KiB, and its database may know one alphabet alone (PROTOCOL F32).
    private func widen(_ table: Table) -> [SchemaStatement] {
        let texts = table.columns.filter { $0.type == .text }
        guard !texts.isEmpty else { return [] }
        let changes = texts.map { "MODIFY \(quoted($0.name)) \(types.text) \($0.isNullable ? "NULL" : "NOT NULL")" }
        let isDone = SQLStatementText(
            """
            SELECT COUNT(*) = \(texts.count) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() \
            AND TABLE_NAME = '\(table.name)' AND DATA_TYPE = 'longtext' AND COLLATION_NAME = '\(collation)'
            """)
        let widening = SQLStatementText("ALTER TABLE \(quoted(table.name)) \(changes.joined(separator: ", "))")
        return [SchemaStatement(widening, unless: isDone)]
    }

    /// Of texts the beginning is enough to find few.
    private func create(_ index: TableIndex) -> SchemaStatement {
        let columns = index.columns.map { quoted($0.name) + ($0.type == .text ? "(190)" : "") }
        let isDone = SQLStatementText(
            """
            SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() \
            AND TABLE_NAME = '\(index.table.name)' AND INDEX_NAME = '\(index.name)'
            """)
        let create = SQLStatementText(
            "CREATE INDEX \(index.name) ON \(quoted(index.table.name)) (\(columns.joined(separator: ", ")))")
        return SchemaStatement(create, unless: isDone)
    }
}

extension String {
    fileprivate func replacingFirst(_ word: String, with other: String) -> String {
        hasPrefix(word) ? other + dropFirst(word.count) : self
    }
}
