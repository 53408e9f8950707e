import Glibc
public import SQLStore
public import SyncCore

/// Makes connections to one database of MariaDB or MySQL, and the database itself where it is missing.
public final class MySQLConnector: NetworkConnector {
    private let address: NetworkAddress
    private let claim: DatabaseClaim
    private let limits: NetworkLimits
    private let library: MySQLLibrary
    private let flavour: MySQLDialect.Flavour

    /// Asks the server which of the two it is.
    /// - Parameter mayMakeDatabase: a database that is missing is made.
    /// - Throws: ``StoreError``; when the client library is missing, too, or with the statement that somebody with the right
    ///   to make a database must run.
    public init(
        _ address: NetworkAddress, _ claim: DatabaseClaim, _ limits: NetworkLimits, mayMakeDatabase: Bool = true
    ) throws(StoreError) {
        self.address = address
        self.claim = claim
        self.limits = limits
        library = try MySQLLibrary.open()
        let connection = try Self.first(address, library, limits, mayMakeDatabase)
        defer { connection.close() }
        flavour = try connection.text("SELECT VERSION()").contains("MariaDB") ? .mariaDB : .mySQL
    }

    public var dialect: any SQLDialect { MySQLDialect(flavour) }

    public func connect(_ role: NetworkRole) throws(StoreError) -> any NetworkConnection {
        let isWriter = if case .writer = role { true } else { false }
        let connection = try MySQLConnection(
            address, library, limits, database: address.database,
            statementsMax: isWriter ? limits.writerStatementsMax : limits.readerStatementsMax)
        do {
            try connection.setUp(role, flavour)
            if isWriter { try take(claim, connection) }
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    public func pause(milliseconds: Int32) { _ = poll(nil, 0, milliseconds) }

    public func newsSource() -> any NewsSource { MySQLNews(self) }

    func connectToAsk() throws(StoreError) -> MySQLConnection {
        try MySQLConnection(address, library, limits, database: address.database, statementsMax: 1)
    }

    // MARK: The claim

    /// A lock of the server for as long as the connection lives: one that dies gives it up. Locks have no shared form,
    /// so who shares looks whether somebody does not.
    private func take(_ claim: DatabaseClaim, _ connection: MySQLConnection) throws(StoreError) {
        let name = "CONCAT('linkora.', MD5(DATABASE()))"
        var isTaken = try connection.text("SELECT GET_LOCK(\(name), 1)") != "1"
        if case .shared = claim, !isTaken { isTaken = try connection.text("SELECT RELEASE_LOCK(\(name))") != "1" }
        guard isTaken else { return }
        throw StoreError(
            .busy,
            "Another Linkora sync server uses the database \(address.shown): stop that one first, or let all of them "
                + "share it (databaseIsShared).")
    }

    // MARK: Making the database

    private static func first(
        _ address: NetworkAddress, _ library: MySQLLibrary, _ limits: NetworkLimits, _ mayMakeDatabase: Bool
    ) throws(StoreError) -> MySQLConnection {
        let connect = { (database: String?) throws(StoreError) -> MySQLConnection in
            try MySQLConnection(address, library, limits, database: database, statementsMax: 1)
        }
        do throws(StoreError) { return try connect(address.database) } catch {
            // Who may not use a database is not told whether there is one.
            let mayBeMissing = error.reason.contains("(error 1049)") || error.reason.contains("(error 1044)")
            guard mayMakeDatabase, mayBeMissing else { throw error }
            let server = try connect(nil)
            defer { server.close() }
            try make(address, on: server)
            return try connect(address.database)
        }
    }

    private static func make(_ address: NetworkAddress, on server: MySQLConnection) throws(StoreError) {
        let name = address.database.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``")
        let statement = "CREATE DATABASE IF NOT EXISTS `\(name)` CHARACTER SET utf8mb4"
        do { try server.run(statement) } catch {
            throw StoreError(
                error.code,
                "There is no database \(address.database), and \(address.user) may not make one (\(error.reason)): run "
                    + "`\(statement)` as an administrator, and `GRANT ALL ON \(name).* TO '\(address.user)'@'%'`.")
        }
    }
}
