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

    /// What an insert ends with when the row that has the key already shall be replaced.
    func replacing(_ key: [String], setting others: [String]) -> String

    /// A statement that answers the highest number that the table's ids ever reached, or 0.
    func highestId(of table: Table) -> String
    /// Statements that make a table's next id larger than `number`; they do nothing where it is already.
    func raiseIds(of table: Table, to number: Int64) -> [SQLStatementText]

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

/// One numbered step from one schema to the next.
public struct Migration: Sendable {
    public let number: Int64
    public let statements: [String]

    public init(_ number: Int64, _ statements: [String]) {
        self.number = number
        self.statements = statements
    }
}
