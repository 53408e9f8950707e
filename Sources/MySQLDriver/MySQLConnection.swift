import CMariaDB
import Observing
import SQLStore
import SyncCore

/// One connection to the server.
///
/// `@unchecked Sendable`: the seam promises that one thread at a time uses a connection, which is all that the library
/// wants.
final class MySQLConnection: NetworkConnection, @unchecked Sendable {
    let session: SQLSession
    let library: MySQLLibrary
    let limits: NetworkLimits
    /// What one statement may carry, by the server's settings.
    private(set) var packetBytesMax = 1 << 20
    private var connection: UnsafeMutablePointer<MYSQL>?
    /// The protocol says it only in good answers.
    private(set) var isInTransaction = false
    private(set) var isBroken = false

    init(
        _ address: NetworkAddress, _ library: MySQLLibrary, _ limits: NetworkLimits, database: String?,
        statementsMax: Int
    ) throws(StoreError) {
        self.library = library
        self.limits = limits
        session = SQLSession(preparedMax: statementsMax)
        connection = library.functions.mysql_init(nil)
        do { try connect(address, database) } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    func close() {
        isBroken = true
        isInTransaction = false
        session.forgetAll()
        guard let connection else { return }
        self.connection = nil
        library.functions.mysql_close(connection)
    }

    func prepare(_ sql: String, mayBeLong: Bool) throws(StoreError) -> any SQLStatement {
        guard let connection, !isBroken, let statement = library.functions.mysql_stmt_init(connection) else {
            throw StoreError(.unavailable, "the connection to the database is closed")
        }
        let prepared = MySQLStatement(statement, self, mayBeLong: mayBeLong)
        try prepared.prepare(sql)
        return prepared
    }

    func run(_ verb: TransactionVerb) throws(StoreError) {
        for sql in verb.statements { try run(sql) }
        switch verb {
        case .beginWriting, .beginMigrating, .beginReading: isInTransaction = true
        case .commit, .rollback: isInTransaction = false
        }
    }

    func run(_ sql: String) throws(StoreError) { _ = try text(sql) }

    /// The first column of the first row.
    @discardableResult
    func text(_ sql: String) throws(StoreError) -> String {
        guard let connection, !isBroken else {
            throw StoreError(.unavailable, "the connection to the database is closed")
        }
        guard library.functions.mysql_real_query(connection, sql, UInt(sql.utf8.count)) == 0 else {
            throw failure()
        }
        guard let result = library.functions.mysql_store_result(connection) else {
            guard library.functions.mysql_errno(connection) == 0 else { throw failure() }
            return ""
        }
        defer { library.functions.mysql_free_result(result) }
        guard let row = library.functions.mysql_fetch_row(result), let text = row[0] else { return "" }
        return String(cString: text)
    }

    /// What went wrong last, noted of this connection.
    func failure() -> StoreError {
        guard let connection else { return StoreError(.unavailable, "the connection to the database is closed") }
        let number = library.functions.mysql_errno(connection)
        return failure(number, library.functions.mysql_error(connection).map { String(cString: $0) } ?? "")
    }

    func failure(_ number: UInt32, _ message: String) -> StoreError {
        if StoreError.undoesTransaction(number) { isInTransaction = false }
        if StoreError.endsConnection(number) { isBroken = true }
        return StoreError(number: number, message)
    }

    // MARK: Connecting

    private func connect(_ address: NetworkAddress, _ database: String?) throws(StoreError) {
        guard let connection else { throw StoreError(.unavailable, "libmariadb has no memory for a connection") }
        setOptions(connection, address)
        let connected = library.functions.mysql_real_connect(
            connection, address.host, address.user, address.password.reveal(), database, UInt32(address.port),
            address.socketPath, UInt(CLIENT_FOUND_ROWS))
        guard connected != nil else { throw failure() }
        // The library goes on in plain text where the server, or somebody in between, offers nothing else.
        let isWanted = address.encryption != .disable && address.encryption != .prefer
        guard !isWanted || library.functions.mysql_get_ssl_cipher(connection) != nil else {
            throw StoreError(
                .unavailable,
                "The server of \(address.shown) speaks no TLS, which sslmode=\(address.encryption.rawValue) asks for.")
        }
    }

    /// Files of this machine are nobody's business: the server could ask for any.
    private func setOptions(_ connection: UnsafeMutablePointer<MYSQL>, _ address: NetworkAddress) {
        let functions = library.functions
        var connectSeconds = UInt32((limits.connectMillisecondsMax + 999) / 1_000)
        var answerSeconds = UInt32((limits.answerMillisecondsMax + 999) / 1_000)
        var (yes, no): (my_bool, UInt32) = (1, 0)
        _ = functions.mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        _ = functions.mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connectSeconds)
        _ = functions.mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &answerSeconds)
        _ = functions.mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &answerSeconds)
        _ = functions.mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &no)
        if address.encryption == .disable { return }
        _ = functions.mysql_ssl_set(connection, nil, nil, address.authorityPath, nil, nil)
        if address.encryption == .prefer { return }
        _ = functions.mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes)
        if address.encryption == .require { return }
        _ = functions.mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes)
    }

    /// What a session needs, whatever the server's defaults are.
    func setUp(_ role: NetworkRole, _ flavour: MySQLDialect.Flavour) throws(StoreError) {
        let isWriter = if case .writer = role { true } else { false }
        try run(
            """
            SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION', \
            SESSION innodb_lock_wait_timeout = \(max(1, limits.lockWaitMilliseconds / 1_000)), SESSION autocommit = 1, \
            SESSION foreign_key_checks = 1
            """)
        if case .mySQL = flavour { try run("SET SESSION information_schema_stats_expiry = 0") }
        try run(
            "SET SESSION TRANSACTION ISOLATION LEVEL \(isWriter ? "READ COMMITTED" : "REPEATABLE READ")")
        packetBytesMax = Int(try text("SELECT @@max_allowed_packet")) ?? packetBytesMax
    }
}

extension TransactionVerb {
    /// A write takes the row that every server takes first, so that one after the other writes, and sees what the one before
    /// has written.
    fileprivate var statements: [String] {
        switch self {
        case .beginWriting:
            [
                "START TRANSACTION",
                "SELECT `value` FROM `linkora_facts` WHERE `fact` = '\(FactName.idBase)' FOR UPDATE",
            ]
        // The opening of a database holds a lock of its own.
        case .beginMigrating: ["START TRANSACTION"]
        case .beginReading: ["START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"]
        case .commit: ["COMMIT"]
        case .rollback: ["ROLLBACK"]
        }
    }
}
