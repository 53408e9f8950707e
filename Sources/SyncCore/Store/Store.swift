public import JSONText

/// A library of links in some database. The promise that every store keeps, and that one conformance suite checks:
///
/// - **Writes are serial.** ``write(_:)`` is called from one thread at a time; with several servers on one database the
///   store itself makes the others wait.
/// - **All or nothing.** What a transaction wrote is there after ``write(_:)`` returned, also after a power cut, or not
///   at all. A body that throws leaves no trace.
/// - **Nothing uncommitted is seen.** A snapshot shows one committed state for as long as it lives.
/// - **Ids are never used twice**, not after a deletion, a rollback or a restart.
/// - **Text comes back as it went in**, byte for byte (a NUL too).
/// - Updates count the rows that matched, changed or not.
public protocol Store: AnyObject, Sendable {
    /// Runs one transaction and makes it durable. Several requests may share one, and fail together.
    /// - Throws: ``StoreError``, or what the body threw; nothing was written then.
    func write(_ body: (any StoreTransaction) throws -> Void) throws

    /// One committed state to read from, until ``StoreSnapshot/close()``. From any thread; the snapshot itself is used
    /// by one thread at a time.
    /// - Throws: ``StoreError``.
    func snapshot() throws -> any StoreSnapshot

    /// Finishes what can be finished (write-ahead logs) and closes; nothing may be called afterwards.
    func close()
}

/// What can be read of a store.
public protocol StoreReading: AnyObject {
    /// The rows of a query, read one by one. Valid until the snapshot or transaction ends; several may be open at once.
    /// - Throws: ``StoreError``.
    func rows(_ query: Query) throws -> any Cursor

    /// The largest value of a column of whole numbers; `nil` when there is no row.
    /// - Throws: ``StoreError``.
    func largest(_ column: Column) throws -> Int64?
}

/// One committed state. Owned by one thread at a time; may be handed on.
public protocol StoreSnapshot: StoreReading, Sendable {
    /// Ends it; its cursors end with it. Calling it again does nothing.
    func close()
}

/// A transaction that is being made. Its reads see its own writes.
public protocol StoreTransaction: StoreReading {
    /// Adds one row. Columns that are left out are null, or numbered by the store. That the disk is full, say, may be thrown
    /// by a later verb, at the latest by the commit: nobody waits for each row where each would be a trip.
    /// - Returns: the id of the row, or 0 where the table numbers none. A row whose key is there already
    ///   is replaced in a table that numbers none.
    @discardableResult
    func insert(_ table: Table, _ values: [Assignment]) throws -> Int64

    /// - Returns: how many rows matched.
    @discardableResult
    func update(_ table: Table, where predicate: Predicate, set values: [Assignment]) throws -> Int

    /// - Returns: how many rows are gone. `linkTags` of a link or tag go with it, uncounted.
    @discardableResult
    func delete(_ table: Table, where predicate: Predicate) throws -> Int
}

/// The rows of a query, one at a time. Column numbers count from 0 in the order of ``Query/columns``.
public protocol Cursor: AnyObject {
    /// Moves to the next row, at first to the first.
    /// - Returns: `false` after the last one.
    func advance() throws -> Bool

    /// 0 for a null.
    func integer(_ column: Int) -> Int64
    func isNull(_ column: Int) -> Bool
    /// Empty for a null.
    func text(_ column: Int) -> String
    func boolean(_ column: Int) -> Bool
    /// Writes a text, or `null`, without making a `String` of it: long answers are made of such texts.
    func write(text column: Int, to writer: inout JSONWriter)
    /// Ends it early. A cursor that was read to its end is closed already.
    func close()
}

/// Why a store could not do what it was asked, as operators and HTTP statuses tell it apart.
public struct StoreError: Error, Sendable {
    public enum Code: Sendable, Equatable {
        /// Somebody else holds the database longer than we wait.
        case busy
        /// No space left.
        case full
        /// May be read, not written.
        case readOnly
        /// Can't be reached, opened or read just now.
        case unavailable
        /// More than the database takes at once, by its settings.
        case tooLarge
        /// The file is no database, or a damaged one.
        case damaged
        /// Ours: a statement that the database does not take.
        case mistaken
    }

    public let code: Code
    /// For the operator's log: may hold paths and the database's own words, never values of rows.
    public let reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
