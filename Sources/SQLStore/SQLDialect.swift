public import SyncCore

/// Everything that differs between databases; each conforming type stands in a file of its own.
///
/// A dialect makes text out of names and placeholders only. Values never pass through it, except ``packed(_:_:)``, whose
/// result is bound like any other value.
public protocol SQLDialect: Sendable {
    func quoted(_ name: String) -> String
    /// Of the value that is bound at this place, from 1.
    func placeholder(_ number: Int) -> String
    /// A condition that no row fulfils: an empty list.
    var never: String { get }

    /// How many values of a list stand in the statement as placeholders of their own; longer ones are packed into one.
    func listPlaceholdersMax(_ type: ColumnType) -> Int
    /// A list as the one value that ``isMember(_:ofPacked:_:)`` looks into.
    func packed(_ values: [Value], _ type: ColumnType) -> Value
    func isMember(_ column: String, ofPacked placeholder: String, _ type: ColumnType) -> String

    /// As ``Predicate/contains(_:_:)`` says.
    func contains(_ column: String, _ placeholder: String) -> String

    /// A column as it stands in an order: ascending, nulls first, texts by their bytes.
    /// - Parameter name: the column, quoted.
    func ordered(_ name: String, _ column: Column) -> String
    /// A select of ids as it stands in a list of its own. Some databases do not let a statement read the table that it
    /// changes, unless the select is wrapped.
    func subquery(_ select: String) -> String

    /// What an insert ends with when the row that has the key already shall be replaced.
    func replacing(_ key: [String], setting others: [String]) -> String

    /// A statement that answers the highest number that the table's ids ever reached, or 0.
    func highestId(of table: Table) -> String
    /// Statements that make a table's next id larger than `number`; they do nothing where it is already.
    func raiseIds(of table: Table, to number: Int64) -> [SchemaStatement]
    /// What must be run before a commit so that the database knows the last id that was handed out; `nil` where it
    /// takes note of inserted ids by itself.
    func keepIds(of table: Table, upTo number: Int64) -> SQLStatementText?

    /// What a transaction that adds to ``Table/events`` ends with, so that those who listen are woken; `nil` where they ask.
    var tellOthers: SQLStatementText? { get }

    /// Whether a transaction that is undone undoes the tables that it made. Where it does not, each step is one that may be
    /// made again (``SchemaStatement/isDone``).
    var undoesSchemaChanges: Bool { get }
    /// Makes a table of the original, exactly as the original would, where it is missing.
    func createOriginal(_ table: Table) -> String
    /// What we need beyond the original's tables, as numbered steps. A step that was released is never edited.
    var migrations: [Migration] { get }
    /// The table of the migrations that were made.
    var createMigrationsTable: String { get }
    /// A statement that answers one row with the number of tables there are of these names.
    func countTables(named names: [String]) -> SQLStatementText
}

/// A statement and the values to bind in it.
public struct SQLStatementText: Sendable, Equatable {
    public var sql: String
    public var values: [Value]

    public init(_ sql: String, _ values: [Value] = []) {
        self.sql = sql
        self.values = values
    }
}

extension SQLDialect {
    public func ordered(_ name: String, _ column: Column) -> String { name }
    public func subquery(_ select: String) -> String { "(\(select))" }
    public func keepIds(of table: Table, upTo number: Int64) -> SQLStatementText? { nil }
    public var tellOthers: SQLStatementText? { nil }
    public var undoesSchemaChanges: Bool { true }
}

/// A statement that changes the schema.
public struct SchemaStatement: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public let text: SQLStatementText
    /// Answers a number other than 0 when the statement was carried out before; `nil` for one that may be repeated, or
    /// that is undone with its transaction.
    public let isDone: SQLStatementText?

    public init(_ text: SQLStatementText, unless isDone: SQLStatementText? = nil) {
        self.text = text
        self.isDone = isDone
    }

    public init(stringLiteral sql: String) { self.init(SQLStatementText(sql)) }
}

/// One numbered step from one schema to the next.
public struct Migration: Sendable {
    public let number: Int64
    public let statements: [SchemaStatement]

    public init(_ number: Int64, _ statements: [SchemaStatement]) {
        self.number = number
        self.statements = statements
    }
}
