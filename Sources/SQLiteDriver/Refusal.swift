import Glibc
import SyncCore

/// Why a database can't be opened: one sentence each, with the path, whose it is, the right that is needed and the command
/// that mends it.
enum Refusal {
    static func noParent(_ folder: String) -> StoreError {
        StoreError(
            .unavailable,
            "The folder \(folder) for the database is not there, and neither is the folder that it would be made in: "
                + "is a volume not mounted? Else make it with `mkdir -p '\(folder)'`.")
    }

    static func isFolder(_ path: String) -> StoreError {
        StoreError(
            .unavailable, "\(path) is a folder: the database URL must name a file, such as sqlite:\(path)/linkora.db.")
    }

    static func notADatabase(_ path: String) -> StoreError {
        StoreError(
            .damaged,
            "\(path) is no SQLite database; it was not touched: give another path, or put a backup in its place.")
    }

    /// A file or folder that the system refuses to open for reading and writing.
    static func denied(_ what: String, _ path: String, need: String, _ systemError: Int32) -> StoreError {
        switch systemError {
        case EROFS: readOnlyFileSystem(what, path)
        case ENOSPC, EDQUOT: full(path)
        case EACCES, EPERM: noRight(what, path, need: need)
        default:
            StoreError(.unavailable, "\(what) \(path) can't be opened: \(String(cString: strerror(systemError))).")
        }
    }

    static func full(_ path: String) -> StoreError {
        StoreError(.full, "No space is left for the database \(path): see `df -h '\(folder(of: path))'` and make some.")
    }

    static func locked(_ path: String, by holder: String) -> StoreError {
        StoreError(
            .busy,
            "Another Linkora sync server\(holder) uses the database \(path): stop that one first, or give this one a "
                + "database of its own.")
    }

    static func busy(_ path: String) -> StoreError {
        StoreError(
            .busy,
            "Another program holds the database \(path) locked: close it (`fuser '\(path)'` names it) and start again.")
    }

    static func noSharedMemory(_ path: String, _ cause: String) -> StoreError {
        StoreError(
            .unavailable,
            "The file system of \(path) can't carry SQLite's write-ahead log, which needs shared memory in a file beside "
                + "it (\(path)-shm: \(cause)); network shares often can't: put the database on a local disk.")
    }

    static func other(_ path: String, _ error: StoreError) -> StoreError {
        StoreError(error.code, "The database \(path) can't be opened: \(error.reason).")
    }

    private static func noRight(_ what: String, _ path: String, need: String) -> StoreError {
        let owner = FileOwner(of: path) ?? FileOwner(of: folder(of: path))
        let process = FileOwner.process
        let isOwn = owner?.uid == process.uid
        let command = isOwn ? "chmod u+rwX '\(path)'" : "sudo chown -R \(process.uid) '\(path)'"
        return StoreError(
            .readOnly,
            "\(what) \(path) (\(owner?.words ?? "of an owner that can't be read")) can't be used by \(process.name), who "
                + "needs \(need): run `\(command)`.")
    }

    private static func readOnlyFileSystem(_ what: String, _ path: String) -> StoreError {
        StoreError(
            .readOnly,
            "\(what) \(path) lies on a file system that is mounted read-only: mount it writable "
                + "(`mount -o remount,rw …`, or without `:ro` in Docker).")
    }

    private static func folder(of path: String) -> String { DatabaseFiles.folder(of: path) }
}
