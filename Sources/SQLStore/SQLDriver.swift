public import JSONText
public import SyncCore

/// A database as its client library gives it: one connection to write with and a bounded number to read with.
public protocol SQLDriver: AnyObject, Sendable {
    var dialect: any SQLDialect { get }

    /// The connection that writes. Asked for before every write, so that a driver may connect anew.
    /// - Throws: ``StoreError``.
    func writer() throws(StoreError) -> any SQLConnection

    /// A connection to read with, taken out of the pool until ``giveBack(_:)``.
    /// - Throws: ``StoreError/Code/busy`` when all are taken.
    func reader() throws(StoreError) -> any SQLConnection
    func giveBack(_ reader: any SQLConnection)

    /// Called after each commit, on the writing thread.
    func didCommit()

    /// Finishes and closes everything.
    func close()
}

/// One connection. Used by one thread at a time; it is `Sendable` because it may be handed on.
public protocol SQLConnection: AnyObject, Sendable {
    /// The prepared statements of this connection.
    var session: SQLSession { get }

    /// - Parameter mayBeLong: the statement may answer more rows than memory should hold (``Query/mayBeLong``).
    /// - Throws: ``StoreError``.
    func prepare(_ sql: String, mayBeLong: Bool) throws(StoreError) -> any SQLStatement

    func run(_ verb: TransactionVerb) throws(StoreError)

    /// Whether a transaction is open: after an error a database may have ended it by itself.
    var isInTransaction: Bool { get }

    /// Whether it can't be used any more: the database went away, or did not answer in time.
    var isBroken: Bool { get }
}

extension SQLConnection {
    public func prepare(_ sql: String) throws(StoreError) -> any SQLStatement { try prepare(sql, mayBeLong: false) }
}

/// What begins and ends transactions.
public enum TransactionVerb: Int, CaseIterable, Sendable {
    /// A transaction that writes: holds off all others from its beginning.
    case beginWriting
    /// The same while tables that hold others off may be missing.
    case beginMigrating
    /// A transaction that reads; it sees the state of this moment, not of its first query.
    case beginReading
    case commit
    case rollback
}

/// A prepared statement. Used by one thread at a time; it is `Sendable` because a snapshot may be handed on.
public protocol SQLStatement: AnyObject, Sendable {
    /// Binds all values, from the first place on.
    func bind(_ values: [Value]) throws(StoreError)
    /// - Returns: whether there is a row; the statement is reset by itself after the last one.
    func step() throws(StoreError) -> Bool
    /// Runs it for its effect alone. What goes wrong may be thrown by a later statement of the transaction, at the latest by
    /// its commit: a network driver sends it together with the next one that has an answer.
    func perform() throws(StoreError)
    /// How many rows the last step changed.
    var changedRows: Int { get }
    /// Ends it and forgets its values, so that it can be run again.
    func reset()

    func integer(_ column: Int) -> Int64
    func isNull(_ column: Int) -> Bool
    func text(_ column: Int) -> String
    func write(text column: Int, to writer: inout JSONWriter)
}

extension SQLStatement {
    public func perform() throws(StoreError) { while try step() {} }
}
