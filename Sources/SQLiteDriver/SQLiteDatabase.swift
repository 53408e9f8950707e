import Glibc
public import Observing
public import SQLStore
public import SyncCore

/// An opened database file, with its lock.
///
/// Opening never harms: a file that can't be used is left byte for byte as it was, and what an opening made before it
/// failed is removed again.
public final class SQLiteDatabase: Sendable {
    /// Absolute, without symbolic links: for the banner.
    public let path: String
    public let store: SQLStore
    /// There was no library before.
    public let wasNew: Bool
    /// When it was opened.
    public let linksCount: Int64
    /// Looks after the write-ahead log: see ``SQLiteDriver/maintain()``.
    public let driver: SQLiteDriver
    private let lock: DatabaseLock

    private init(_ path: String, _ driver: SQLiteDriver, _ opening: StoreOpening, _ lock: DatabaseLock) {
        self.path = path
        self.driver = driver
        self.lock = lock
        store = opening.store
        wasNew = opening.wasNew
        linksCount = opening.linksCount
    }

    /// Opens a library, the original's too, or makes a new one.
    ///
    /// The last folder of the path is made (mode 0700) when it is missing, the file with mode 0600.
    /// - Parameters:
    ///   - path: absolute; relative paths are the caller's to resolve.
    ///   - idBase: the number after which ids begin, at the very first opening; drawn at random by the caller.
    /// - Throws: ``StoreError`` whose reason is a sentence for the operator that tells how to mend it.
    public static func open(
        path: String, idBase: Int64, limits: SQLiteLimits = SQLiteLimits(), logger: Logger = .none
    ) throws(StoreError) -> SQLiteDatabase {
        var place = try DatabasePlace(path)
        do throws(StoreError) {
            return try open(&place, idBase, limits, logger)
        } catch {
            place.removeFolder()
            throw error
        }
    }

    /// Carries everything into the file, so that no other stands beside it, and gives up the lock.
    public func close() {
        store.close()
        lock.release()
    }

    private static func open(
        _ place: inout DatabasePlace, _ idBase: Int64, _ limits: SQLiteLimits, _ logger: Logger
    ) throws(StoreError) -> SQLiteDatabase {
        let lock = try DatabaseLock(databasePath: place.path)
        do throws(StoreError) {
            try place.makeFile()
            let driver = try connect(place.path, limits, logger)
            return SQLiteDatabase(place.path, driver, try openLibrary(driver, idBase, place.path), lock)
        } catch {
            place.removeFiles()
            lock.release()
            throw error
        }
    }

    private static func connect(
        _ path: String, _ limits: SQLiteLimits, _ logger: Logger
    ) throws(StoreError) -> SQLiteDriver {
        do throws(StoreError) { return try SQLiteDriver(path, limits, logger) } catch { throw explained(error, path) }
    }

    private static func openLibrary(
        _ driver: SQLiteDriver, _ idBase: Int64, _ path: String
    ) throws(StoreError) -> StoreOpening {
        do { return try SQLStore.open(driver, idBase: idBase) } catch {
            driver.close()
            throw explained(error, path)
        }
    }

    private static func explained(_ error: any Error, _ path: String) -> StoreError {
        guard let error = error as? StoreError else { return StoreError(.mistaken, "\(error)") }
        switch error.code {
        case .busy: return Refusal.busy(path)
        case .full: return Refusal.full(path)
        case .damaged: return Refusal.notADatabase(path)
        case .unavailable, .readOnly: return unusable(error, path)
        case .tooLarge, .mistaken: return Refusal.other(path, error)
        }
    }

    /// The usual causes: a file beside the database that another user left, or a file system without shared memory.
    private static func unusable(_ error: StoreError, _ path: String) -> StoreError {
        for beside in [path + "-wal", path + "-shm", path + "-journal"] where access(beside, F_OK) == 0 {
            guard access(beside, R_OK | W_OK) != 0 else { continue }
            return Refusal.denied("The file", beside, need: "to read and write it", errno)
        }
        return Refusal.noSharedMemory(path, error.reason)
    }
}
