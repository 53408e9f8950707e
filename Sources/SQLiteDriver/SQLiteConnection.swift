import CSQLite
import SQLStore
import SyncCore

/// One connection to the file.
///
/// `@unchecked Sendable`: SQLite's objects are not tied to a thread (they are opened without a mutex of their own), and
/// the seam promises that one thread at a time uses a connection.
final class SQLiteConnection: SQLConnection, @unchecked Sendable {
    enum Role {
        case writer
        case reader
    }

    let session: SQLSession
    private let database: OpaquePointer
    /// By ``TransactionVerb/rawValue``.
    private var verbs: [[SQLiteStatement]] = []
    /// What SQLite's hook leaves after each commit: how many pages stand in the write-ahead log.
    private let pagesInLog: UnsafeMutablePointer<Int32>
    private var isOpen = true

    /// Opens the file, which must be there.
    init(_ role: Role, _ path: String, _ limits: SQLiteLimits) throws(StoreError) {
        try SQLiteLibrary.configure()
        session = SQLSession(preparedMax: role == .writer ? limits.writerStatementsMax : limits.readerStatementsMax)
        database = try Self.open(path, readOnly: role == .reader)
        pagesInLog = .allocate(capacity: 1)
        pagesInLog.initialize(to: 0)
        do { try prepare(role, limits) } catch {
            close()
            throw error
        }
    }

    deinit {
        close()
        pagesInLog.deallocate()
    }

    /// A long answer is read row by row like any other.
    func prepare(_ sql: String, mayBeLong: Bool) throws(StoreError) -> any SQLStatement { try prepareStatement(sql) }

    func run(_ verb: TransactionVerb) throws(StoreError) {
        for statement in verbs[verb.rawValue] { while try statement.step() {} }
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

    /// A file does not go away.
    var isBroken: Bool { false }

    /// How many pages stood in the write-ahead log after the last commit of this connection.
    var pagesInLogAfterCommit: Int { Int(pagesInLog.pointee) }

    /// Runs statements that answer nothing of interest.
    func execute(_ sql: String) throws(StoreError) {
        let result = sqlite3_exec(database, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw StoreError(database, result) }
    }

    /// The first column of the first row.
    func answer(_ sql: String) throws(StoreError) -> String {
        let statement = try prepareStatement(sql)
        guard try statement.step() else { return "" }
        return statement.text(0)
    }

    enum Checkpoint {
        /// As far as readers let it, waiting for nobody.
        case passive
        /// To the end, and the file cut to nothing; not at all while a reader needs it.
        case truncating
    }

    /// Carries the write-ahead log into the file, waiting for nobody.
    /// - Returns: whether all of it was carried over.
    func checkpoint(_ checkpoint: Checkpoint, _ limits: SQLiteLimits) throws(StoreError) -> Bool {
        sqlite3_busy_timeout(database, 0)
        defer { sqlite3_busy_timeout(database, Int32(limits.busyWaitMilliseconds)) }
        var (pages, carried): (Int32, Int32) = (0, 0)
        let mode = checkpoint == .passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE
        let result = sqlite3_wal_checkpoint_v2(database, nil, mode, &pages, &carried)
        if result & 0xFF == SQLITE_BUSY || result & 0xFF == SQLITE_LOCKED { return false }
        guard result == SQLITE_OK else { throw StoreError(database, result) }
        return pages == carried
    }

    /// Calling it again does nothing.
    func close() {
        guard isOpen else { return }
        isOpen = false
        session.forgetAll()
        verbs = []
        sqlite3_close_v2(database)
    }

    private static func open(_ path: String, readOnly: Bool) throws(StoreError) -> OpaquePointer {
        var database: OpaquePointer?
        let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let result = sqlite3_open_v2(path, &database, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nil)
        guard result == SQLITE_OK, let database else {
            defer { sqlite3_close_v2(database) }
            throw StoreError(database, result)
        }
        return database
    }

    private func prepare(_ role: Role, _ limits: SQLiteLimits) throws(StoreError) {
        sqlite3_extended_result_codes(database, 1)
        sqlite3_busy_timeout(database, Int32(limits.busyWaitMilliseconds))
        try registerContains(on: database)
        switch role {
        case .writer: try prepareWriter(limits)
        case .reader: try execute("PRAGMA cache_size = -\(limits.readerCacheKibibytes)")
        }
        verbs = try TransactionVerb.allCases.map { (verb) throws(StoreError) in
            try verb.statements.map { (sql) throws(StoreError) in try prepareStatement(sql) }
        }
    }

    /// The write-ahead log is carried into the file by ``SQLiteDriver``, not by whichever commit makes it too long.
    private func prepareWriter(_ limits: SQLiteLimits) throws(StoreError) {
        let mode = try answer("PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
            throw StoreError(.unavailable, "SQLite can't use a write-ahead log here (it answers \"\(mode)\")")
        }
        try execute(
            """
            PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -\(limits.writerCacheKibibytes);
            PRAGMA journal_size_limit = \(limits.logBytesKept); PRAGMA wal_autocheckpoint = 0;
            """)
        sqlite3_wal_hook(
            database,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, pagesInLog)
    }

    private func prepareStatement(_ sql: String) throws(StoreError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let result = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard result == SQLITE_OK, let statement else { throw StoreError(database, result) }
        return SQLiteStatement(statement, database)
    }
}

extension TransactionVerb {
    /// The read makes SQLite take its snapshot now instead of at the first query.
    fileprivate var statements: [String] {
        switch self {
        case .beginWriting, .beginMigrating: ["BEGIN IMMEDIATE"]
        case .beginReading: ["BEGIN", "SELECT 1 FROM sqlite_master LIMIT 1"]
        case .commit: ["COMMIT"]
        case .rollback: ["ROLLBACK"]
        }
    }
}
