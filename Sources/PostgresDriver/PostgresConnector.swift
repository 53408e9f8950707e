import Glibc
import Observing
public import SQLStore
public import SyncCore

/// Makes connections to one PostgreSQL database, and the database itself where it is missing.
public final class PostgresConnector: NetworkConnector {
    private let address: NetworkAddress
    private let claim: DatabaseClaim
    private let limits: NetworkLimits
    private let library: PostgresLibrary

    /// The first of the two numbers of our advisory locks; the second is the schema.
    static let serverLock = 1_279_871_308
    static let migrationLock = 1_279_871_309
    /// The claim of a server that was cut off is given up within this time, once the server notices.
    private static let claimPatienceMilliseconds: Int64 = 1_000

    /// - Throws: ``StoreError`` when the client library is missing.
    public init(
        _ address: NetworkAddress, _ claim: DatabaseClaim, _ limits: NetworkLimits
    ) throws(StoreError) {
        self.address = address
        self.claim = claim
        self.limits = limits
        library = try PostgresLibrary.open()
    }

    public var dialect: any SQLDialect { PostgresDialect() }

    public func connect(_ role: NetworkRole) throws(StoreError) -> any NetworkConnection {
        let connection = try connect(to: address.database, role)
        do {
            _ = try connection.run(simple: Self.settings(role, limits))
            if case .writer = role {
                try checkEncoding(connection)
                try take(claim, connection)
            }
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    public func pause(milliseconds: Int32) { _ = poll(nil, 0, milliseconds) }

    public func newsSource() -> any NewsSource { PostgresNews(self) }

    func listen() throws(StoreError) -> PostgresConnection {
        let connection = try connect(to: address.database, .reader)
        do {
            _ = try connection.run(simple: Self.settings(.reader, limits) + "; LISTEN \(Self.channel)")
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    static let channel = "linkora_events"

    private func connect(to database: String, _ role: NetworkRole) throws(StoreError) -> PostgresConnection {
        let isWriter = if case .writer = role { true } else { false }
        return try PostgresConnection(
            parameters(database), library, limits,
            statementsMax: isWriter ? limits.writerStatementsMax : limits.readerStatementsMax)
    }

    private func parameters(_ database: String) -> [(String, String)] {
        var parameters = [
            ("host", address.socketPath ?? address.host), ("port", String(address.port)), ("dbname", database),
            ("user", address.user), ("password", address.password.reveal()), ("client_encoding", "UTF8"),
            ("application_name", "linkora-sync-server"), ("sslmode", address.encryption.rawValue),
        ]
        if let path = address.authorityPath { parameters.append(("sslrootcert", path)) }
        if let schema = address.schema { parameters.append(("options", "-c search_path=\(Self.escaped(schema))")) }
        return parameters.filter { !$0.1.isEmpty }
    }

    /// As a quoted name, with what separates options escaped.
    private static func escaped(_ schema: String) -> String {
        let name =
            "\"" + schema.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        var escaped = ""
        for letter in name {
            if letter == " " || letter == "\\" { escaped.append("\\") }
            escaped.append(letter)
        }
        return escaped
    }

    /// Commits wait for the disk whatever the database's default is, unless it waits for more. A server that stands still
    /// within a transaction, holding off the others, loses it.
    private static func settings(_ role: NetworkRole, _ limits: NetworkLimits) -> String {
        let idleMilliseconds = if case .writer = role { 2 * limits.answerMillisecondsMax } else { Int64(600_000) }
        return """
            SET client_min_messages = warning; SET jit = off; SET lock_timeout = \(limits.lockWaitMilliseconds); \
            SET statement_timeout = \(limits.answerMillisecondsMax); \
            SET idle_in_transaction_session_timeout = \(idleMilliseconds); \
            SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; \
            SELECT set_config('synchronous_commit', 'on', false) \
            WHERE current_setting('synchronous_commit') IN ('off', 'local')
            """
    }

    private func checkEncoding(_ connection: PostgresConnection) throws(StoreError) {
        let encoding = try connection.text("SELECT current_setting('server_encoding')")
        guard encoding == "UTF8" else {
            throw StoreError(
                .unavailable,
                "The database \(address.database) keeps texts in \(encoding), which has no letters for most of the world: "
                    + "make one with `CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0`.")
        }
    }

    // MARK: The claim

    /// An advisory lock for as long as the connection lives: a server that dies gives it up.
    private func take(_ claim: DatabaseClaim, _ connection: PostgresConnection) throws(StoreError) {
        let shared = if case .shared = claim { "_shared" } else { "" }
        let wish =
            "SELECT pg_try_advisory_lock\(shared)(\(Self.serverLock), hashtext(current_schema()::text))"
        let deadline = Deadline(milliseconds: Self.claimPatienceMilliseconds)
        while try connection.text(wish) != "t" {
            guard deadline.pause(milliseconds: 50) else {
                throw StoreError(
                    .busy,
                    "Another Linkora sync server uses the database \(address.shown): stop that one first, or let all "
                        + "of them share it (databaseIsShared).")
            }
        }
    }

    // MARK: Making the database

    /// Makes the database where it is missing.
    /// - Throws: ``StoreError`` with the statement that somebody with the right to do so must run.
    public func makeDatabaseIfMissing() throws(StoreError) {
        let failure: StoreError
        do {
            try connect(to: address.database, .reader).close()
            return
        } catch { failure = error }
        guard let maintenance = try? connect(to: "postgres", .reader) else { throw failure }
        defer { maintenance.close() }
        let name = address.database.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        let count = try maintenance.text("SELECT count(*) FROM pg_catalog.pg_database WHERE datname = '\(name)'")
        guard count == "0" else { throw failure }
        try makeDatabase(maintenance)
    }

    private func makeDatabase(_ maintenance: PostgresConnection) throws(StoreError) {
        let name = address.database.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        do {
            _ = try maintenance.run(simple: "CREATE DATABASE \"\(name)\" ENCODING 'UTF8' TEMPLATE template0")
        } catch {
            throw StoreError(
                error.code,
                "There is no database \(address.database), and \(address.user) may not make one (\(error.reason)): "
                    + "run `CREATE DATABASE \"\(name)\" OWNER \"\(address.user)\" ENCODING 'UTF8' TEMPLATE template0` "
                    + "as an administrator.")
        }
    }
}

extension PostgresConnection {
    /// The first column of the first row of the last answer.
    func text(_ sql: String) throws(StoreError) -> String {
        var rows = PostgresRows()
        rows.result = try run(simple: sql).last
        return rows.advance() ? rows.text(0) : ""
    }
}
