import Observing
import SQLStore
import SyncCore
import Synchronization
import Testing

@testable import SQLiteDriver

@Suite struct LogWatchTests {
    private func watch() -> LogWatch {
        var limits = SQLiteLimits()
        limits.logPagesMax = 100
        limits.logBytesKept = 1_000
        limits.logBytesWorthALine = 5_000
        return LogWatch(limits, pageBytes: 4_096)
    }

    @Test func theLogIsCarriedOverWhenItIsLongAndAgainWhenAsMuchHasCome() {
        var watch = watch()
        #expect(watch.committed(pagesInLog: 99) == .nothing)
        #expect(watch.committed(pagesInLog: 100) == .checkpoint)
        watch.checkpointed(completely: false)
        #expect(watch.committed(pagesInLog: 199) == .nothing)
        #expect(watch.committed(pagesInLog: 205) == .checkpoint)
        watch.checkpointed(completely: true)
        #expect(watch.committed(pagesInLog: 3) == .nothing)
        #expect(watch.committed(pagesInLog: 100) == .checkpoint)
    }

    @Test func eachLineIsSaidOnce() {
        var watch = watch()
        #expect(watch.line(fileBytes: 5_000) == nil)
        #expect(watch.line(fileBytes: 5_001) == .grows(bytes: 5_001))
        #expect(watch.line(fileBytes: 9_000) == nil)
        #expect(watch.line(fileBytes: 1_001) == nil)
        #expect(watch.line(fileBytes: 1_000) == .cutBack)
        #expect(watch.line(fileBytes: 0) == nil)
        #expect(watch.line(fileBytes: 6_000) == .grows(bytes: 6_000))
    }

    @Test func anIdleWriterIsNotWokenForNothing() {
        var watch = watch()
        #expect(watch.delaySeconds(fileBytes: 0) == nil)
        #expect(watch.delaySeconds(fileBytes: 1_000) == nil)
        _ = watch.committed(pagesInLog: 11)
        #expect(watch.delaySeconds(fileBytes: 500) == nil)
        _ = watch.committed(pagesInLog: 12)
        #expect(watch.delaySeconds(fileBytes: 500) == 2)
        watch.checkpointed(completely: true)
        #expect(watch.delaySeconds(fileBytes: 500) == nil)
        #expect(watch.delaySeconds(fileBytes: 1_001) == 2)
        _ = watch.committed(pagesInLog: 100)
        watch.checkpointed(completely: false)
        #expect(watch.delaySeconds(fileBytes: 1_001) == 20)
    }
}

/// The same with a real log, and a reader in the way.
@Suite struct LogGrowthTests {
    let folder = TemporaryFolder()

    private final class Lines: LogSink {
        let written = Mutex<[String]>([])
        func write(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
            written.withLock { $0.append("\(level.name): \(message) \(metadata.map { "\($0)=\($1)" })") }
        }
    }

    private func open(_ lines: Lines) throws -> SQLiteDatabase {
        var limits = SQLiteLimits()
        limits.logPagesMax = 50
        limits.logBytesKept = 300_000
        limits.logBytesWorthALine = 1_000_000
        return try SQLiteDatabase.open(
            path: folder.path + "/links.db", idBase: 0, limits: limits, logger: Logger(lines))
    }

    private func grow(_ database: SQLiteDatabase) throws {
        let payload = String(repeating: "x", count: 100_000)
        for _ in 0..<20 {
            try database.store.write { transaction in
                try transaction.insert(
                    .tombstones,
                    [
                        Assignment(.tombstoneStamp, .integer(1)), Assignment(.tombstoneOperation, .text("X")),
                        Assignment(.tombstonePayload, .text(payload)),
                    ])
            }
        }
    }

    @Test func itStaysShortWithoutReaders() throws {
        let lines = Lines()
        let database = try open(lines)
        try grow(database)
        #expect(database.driver.logBytes < 700_000)
        database.driver.maintain()
        #expect(database.driver.maintenanceDelaySeconds == nil)
        #expect(lines.written.withLock { $0 } == [])
        database.close()
        #expect(folder.names() == ["links.db"])
    }

    @Test func aReaderInTheWayIsNamedOnceAndTheLogIsCutBackAfterIt() throws {
        let lines = Lines()
        let database = try open(lines)
        defer { database.close() }
        let other = try OtherProgram(folder.path + "/links.db")
        try other.run("BEGIN; SELECT count(*) FROM tombstone")
        try grow(database)
        #expect(database.driver.logBytes > 1_000_000)
        #expect(database.driver.maintenanceDelaySeconds == 20)
        database.driver.maintain()
        #expect(database.driver.logBytes > 1_000_000)
        try other.run("COMMIT")
        #expect((database.driver.maintenanceDelaySeconds ?? 100) <= 60)
        database.driver.maintain()
        #expect(database.driver.logBytes <= 300_000)
        #expect(database.driver.maintenanceDelaySeconds == nil)
        let written = lines.written.withLock { $0 }
        #expect(written.count == 2)
        #expect(written.first?.hasPrefix("warning: The write-ahead log grows") == true)
        #expect(written.first?.contains("reader=another program\"") == true)
        #expect(written.last?.hasPrefix("notice: The write-ahead log is small again") == true)
    }

    @Test func ourOwnReaderIsNamedToo() throws {
        let lines = Lines()
        let database = try open(lines)
        defer { database.close() }
        let snapshot = try database.store.snapshot()
        try grow(database)
        snapshot.close()
        #expect(lines.written.withLock { $0 }.first?.contains("one of 1 open reads of this server") == true)
    }
}
