import Glibc
internal import Observing
public import SQLStore
public import SyncCore
import Synchronization

/// One SQLite file: a connection that writes, and a bounded pool of connections that read.
///
/// The library's own locks stay as they are, so other programs may read and write the file meanwhile.
public final class SQLiteDriver: SQLDriver {
    private let path: String
    private let limits: SQLiteLimits
    private let logger: Logger
    private let writing: SQLiteConnection
    private let pool: ReaderPool<SQLiteConnection>
    private let watch: Mutex<LogWatch>

    /// - Throws: ``StoreError``; see ``SQLiteDatabase`` for an opening that explains itself.
    init(_ path: String, _ limits: SQLiteLimits, _ logger: Logger) throws(StoreError) {
        self.path = path
        self.limits = limits
        self.logger = logger
        pool = ReaderPool(connectionsMax: limits.readersMax, idleMax: limits.idleReadersMax)
        writing = try SQLiteConnection(.writer, path, limits)
        let pageBytes = Int(try writing.answer("PRAGMA page_size")) ?? 4_096
        watch = Mutex(LogWatch(limits, pageBytes: pageBytes))
    }

    public var dialect: any SQLDialect { SQLiteDialect() }

    public func writer() throws(StoreError) -> any SQLConnection {
        guard !pool.isClosed else { throw StoreError(.mistaken, "the store is closed") }
        return writing
    }

    public func reader() throws(StoreError) -> any SQLConnection {
        switch try pool.take() {
        case .kept(let reader): return reader
        case .allTaken: throw .tooManyReads(max: pool.connectionsMax)
        case .mayConnect:
            do { return try SQLiteConnection(.reader, path, limits) } catch {
                pool.forget()
                throw error
            }
        }
    }

    public func giveBack(_ reader: any SQLConnection) {
        guard let reader = reader as? SQLiteConnection else { preconditionFailure("not a connection of this driver") }
        if endReading(reader), pool.keep(reader) { return }
        reader.close()
        pool.forget()
    }

    public func didCommit() {
        let step = watch.withLock { $0.committed(pagesInLog: writing.pagesInLogAfterCommit) }
        if step == .checkpoint { checkpoint(.passive) }
    }

    public func close() {
        for reader in pool.close() { reader.close() }
        checkpoint(.truncating)
        writing.close()
    }

    /// How large the write-ahead log is on the disk.
    public var logBytes: Int64 {
        var status = stat()
        return stat(path + "-wal", &status) == 0 ? Int64(status.st_size) : 0
    }

    /// How long the writing thread, when it has nothing to do, should wait before it calls ``maintain()``; `nil` when
    /// nothing is to be done, so that an idle server does not wake up.
    public var maintenanceDelaySeconds: Int? {
        let bytes = logBytes
        return watch.withLock { $0.delaySeconds(fileBytes: bytes) }
    }

    /// Carries the write-ahead log into the file and cuts it back when it has grown; on the writing thread only.
    /// It waits for nobody: where a reader stands in the way, ``maintenanceDelaySeconds`` asks for another try.
    public func maintain() { checkpoint(logBytes > limits.logBytesKept ? .truncating : .passive) }

    private func checkpoint(_ kind: SQLiteConnection.Checkpoint) {
        do {
            let isComplete = try writing.checkpoint(kind, limits)
            watch.withLock { $0.checkpointed(completely: isComplete) }
        } catch {
            watch.withLock { $0.checkpointed(completely: false) }
            logger.error("The write-ahead log can't be carried into the database", [("reason", error.reason)])
        }
        tellOfLog()
    }

    private func tellOfLog() {
        let bytes = logBytes
        switch watch.withLock({ $0.line(fileBytes: bytes) }) {
        case nil: break
        case .cutBack: logger.notice("The write-ahead log is small again", [("file", path + "-wal")])
        case .grows(let bytes):
            logger.warning(
                "The write-ahead log grows, because somebody reads the database and does not come to an end",
                [("file", path + "-wal"), ("bytes", String(bytes)), ("reader", readerInTheWay)])
        }
    }

    private var readerInTheWay: String {
        let count = pool.takenCount
        return count == 0 ? "another program" : "another program, or one of \(count) open reads of this server"
    }

    /// - Returns: whether the connection can be used again.
    private func endReading(_ reader: SQLiteConnection) -> Bool {
        guard reader.isInTransaction else { return true }
        do { try reader.run(.commit) } catch { return false }
        return true
    }
}
