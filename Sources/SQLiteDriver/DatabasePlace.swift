import Glibc
import SyncCore

/// Where a database is or will be: looked at before SQLite is, so that nothing is harmed, and remembered, so that what was
/// made can be removed again.
struct DatabasePlace {
    let path: String
    private let madeFolder: Bool
    private let hadLog: Bool
    private var madeFile = false

    /// Makes the folder when only that is missing.
    init(_ path: String) throws(StoreError) {
        let made = try Self.makeFolder(DatabaseFiles.folder(of: path))
        self.path = DatabaseFiles.resolved(path)
        madeFolder = made
        hadLog = access(self.path + "-wal", F_OK) == 0
    }

    /// Looks at the file, or makes it when there is none. Called with the lock held.
    mutating func makeFile() throws(StoreError) {
        if try !Self.usesLog(path) { try SharedMemoryTrial.run(beside: path) }
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            Glibc.close(descriptor)
            madeFile = true
        } else if errno != EEXIST {
            throw Refusal.denied("The database file", path, need: "to make it", errno)
        }
    }

    /// Removes the files that were made since. Called with the lock held.
    func removeFiles() {
        if madeFile { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) } }
        var status = stat()
        // SQLite makes an empty log before it finds that it can't use one.
        if !hadLog, stat(path + "-wal", &status) == 0, status.st_size == 0 { unlink(path + "-wal") }
    }

    /// Removes the folder, if it was made here and is empty.
    func removeFolder() {
        if madeFolder { rmdir(DatabaseFiles.folder(of: path)) }
    }

    private static func makeFolder(_ folder: String) throws(StoreError) -> Bool {
        var status = stat()
        if stat(folder, &status) == 0 { return false }
        guard mkdir(folder, 0o700) != 0 else { return true }
        switch errno {
        case EEXIST: return false
        case ENOENT, ENOTDIR: throw Refusal.noParent(folder)
        case let systemError:
            let parent = DatabaseFiles.folder(of: folder)
            throw Refusal.denied("The folder", parent, need: "to make the database's folder in it", systemError)
        }
    }

    /// Whether the file notes that it uses a write-ahead log.
    private static func usesLog(_ path: String) throws(StoreError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw Refusal.denied("The database folder", DatabaseFiles.folder(of: path), need: "to enter it", errno)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Refusal.isFolder(path) }
        return try checkHeader(path)
    }

    /// Closed again before SQLite opens the file: closing any descriptor later would give up all of SQLite's locks.
    private static func checkHeader(_ path: String) throws(StoreError) -> Bool {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Refusal.denied("The database file", path, need: "to read and write it", errno)
        }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &header, header.count)
        if count == 0 { return false }
        guard count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw Refusal.notADatabase(path)
        }
        return header[18] == 2
    }
}
