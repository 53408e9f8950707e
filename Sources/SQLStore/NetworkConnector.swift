public import SyncCore

/// Makes connections to one database server; the part of a network driver that knows its client library.
public protocol NetworkConnector: AnyObject, Sendable {
    var dialect: any SQLDialect { get }

    /// Connects, and sets up what every session needs.
    /// - Throws: ``StoreError``; ``StoreError/Code/busy`` when another server has the database to itself.
    func connect(_ role: NetworkRole) throws(StoreError) -> any NetworkConnection

    func newsSource() -> any NewsSource

    /// Lets the thread rest: time is the drivers' affair.
    func pause(milliseconds: Int32)
}

/// What a connection is for.
public enum NetworkRole: Sendable {
    /// Writes; holds the server's claim to the database for as long as it lives.
    case writer
    case reader
}

/// A connection that can be closed.
public protocol NetworkConnection: SQLConnection {
    /// Calling it again does nothing.
    func close()
}

/// What a server claims of its database while it runs.
public enum DatabaseClaim: Sendable {
    /// To be its only server.
    case exclusive
    /// That there be no server that wants it for itself.
    case shared
}
