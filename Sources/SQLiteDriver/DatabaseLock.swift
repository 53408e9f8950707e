import Glibc
public import SyncCore
import Synchronization

/// The right to be the one server of a database, or the one command that works on it while no server runs.
///
/// A file beside the database, locked with `flock`: the kernel gives it up when the process dies, however it dies. SQLite's
/// own locks are not touched, so that other programs may read and write the database meanwhile.
public final class DatabaseLock: Sendable {
    private let path: String
    private let descriptor: Mutex<Int32?>

    /// - Parameter databasePath: absolute; see ``DatabaseFiles/resolved(_:)``.
    /// - Throws: ``StoreError/Code/busy`` when another process holds it, with its number where it can be read; or why the
    ///   lock file can't be made. Nothing is left behind then.
    public init(databasePath: String) throws(StoreError) {
        path = DatabaseFiles.lock(of: databasePath)
        descriptor = Mutex(try Self.take(path, databasePath))
    }

    deinit { release() }

    /// Gives it up and removes the file. Calling it again does nothing.
    public func release() {
        descriptor.withLock { descriptor in
            guard let taken = descriptor else { return }
            unlink(path)
            Glibc.close(taken)
            descriptor = nil
        }
    }

    /// A lock file that was removed between opening and locking it is nobody's: it is tried again.
    private static func take(_ path: String, _ databasePath: String) throws(StoreError) -> Int32 {
        while true {
            let descriptor = try open(path, databasePath)
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let systemError = errno
                defer { Glibc.close(descriptor) }
                guard systemError == EWOULDBLOCK else {
                    throw Refusal.denied("The lock file", path, need: "the right to lock it", systemError)
                }
                throw Refusal.locked(databasePath, by: holder(descriptor))
            }
            if isStill(descriptor, at: path) {
                leaveNumber(in: descriptor)
                return descriptor
            }
            Glibc.close(descriptor)
        }
    }

    private static func open(_ path: String, _ databasePath: String) throws(StoreError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor < 0 else { return descriptor }
        let systemError = errno
        if access(path, F_OK) == 0 {
            throw Refusal.denied("The lock file", path, need: "to read and write it", systemError)
        }
        let folder = DatabaseFiles.folder(of: databasePath)
        throw Refusal.denied(
            "The database folder", folder, need: "to make files in it, because SQLite keeps its journal there",
            systemError)
    }

    private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var (mine, there) = (stat(), stat())
        return fstat(descriptor, &mine) == 0 && stat(path, &there) == 0 && mine.st_ino == there.st_ino
            && mine.st_dev == there.st_dev
    }

    /// Only for the message of whoever comes next; a full disk must not keep the lock from being taken.
    private static func leaveNumber(in descriptor: Int32) {
        let number = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = pwrite(descriptor, number, number.count, 0)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0, let number = Int32(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self)) else {
            return ""
        }
        return " (process \(number))"
    }
}
