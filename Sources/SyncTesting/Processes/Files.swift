import Glibc

/// Reading and writing whole files, for tests.
public enum Files {
    public struct Failure: Error, CustomStringConvertible {
        public let path: String
        public let reason: String

        init(_ path: String) {
            self.path = path
            reason = lastErrorText()
        }

        public var description: String { "\(path): \(reason)" }
    }

    public static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&block, 1, block.count, file)
            bytes += block[..<count]
            if count < block.count { break }
        }
        guard ferror(file) == 0 else { throw Failure(path) }
        return bytes
    }

    public static func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }

    public static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    public static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "wb") else { throw Failure(path) }
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else { throw Failure(path) }
    }

    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path from the root, links followed; the same when there is nothing there.
    public static func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// In bytes; `nil` when there is no such file.
    public static func size(_ path: String) -> Int? {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : nil
    }

    public static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws {
        guard mkdir(path, mode) == 0, chmod(path, mode) == 0 else { throw Failure(path) }
    }

    public static func setMode(_ mode: UInt32, of path: String) throws {
        guard chmod(path, mode) == 0 else { throw Failure(path) }
    }

    public static func setOwner(_ userID: UInt32, of path: String) throws {
        guard chown(path, userID, userID) == 0 else { throw Failure(path) }
    }

    /// The names in a folder, in order, without `.` and `..`.
    public static func names(in folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw Failure(folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    public static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// Removes a file or a folder with all that is in it; links are not followed.
    public static func removeTree(_ path: String) {
        guard isFolder(path) else {
            unlink(path)
            return
        }
        chmod(path, 0o700)
        for name in (try? names(in: path)) ?? [] { removeTree(path + "/" + name) }
        rmdir(path)
    }
}
