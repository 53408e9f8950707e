internal import Glibc

/// Why a small file could not be read or made.
enum FileProblem: Error, Equatable {
    case missing
    case isFolder
    case tooLarge(bytesMax: Int)
    case existsAlready
    case other(SystemFailure)

    /// Continues the sentence "the file X …".
    var sentence: String {
        switch self {
        case .missing: "does not exist"
        case .isFolder: "is a folder"
        case .tooLarge(let bytesMax): "is larger than \(bytesMax) bytes"
        case .existsAlready: "exists already"
        case .other(let failure): "can't be used (\(failure))"
        }
    }

    init(_ failure: SystemFailure) {
        switch failure.code {
        case ENOENT, ENOTDIR: self = .missing
        case EISDIR: self = .isFolder
        case EEXIST: self = .existsAlready
        default: self = .other(failure)
        }
    }
}

/// Small files that are read and written as a whole.
enum WholeFile {
    static let bytesMax = 1_048_576

    static func read(_ path: String) -> Result<[UInt8], FileProblem> {
        do throws(SystemFailure) {
            let file = try Descriptor(openForReading(path))
            var bytes: [UInt8] = []
            while bytes.count <= bytesMax {
                let piece = try file.read(bytesMax: 65_536)
                if piece.isEmpty { return .success(bytes) }
                bytes += piece
            }
            return .failure(.tooLarge(bytesMax: bytesMax))
        } catch {
            return .failure(FileProblem(error))
        }
    }

    private static func openForReading(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC) }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Who may read a file that is made. It has this mode from its first byte on.
    enum Readers: mode_t {
        case owner = 0o600
        case everybody = 0o644
    }

    /// Makes a file that only its owner may read, whole or not at all, and never in place of another.
    static func create(_ path: String, _ bytes: [UInt8]) throws(FileProblem) {
        try make(path, bytes, .owner) { unfinished in link(unfinished, path) }
    }

    /// Makes a file, whole or not at all, in place of another if there is one. Made by root, it belongs to whom its folder
    /// belongs to: the server's user must be able to read what a command of the administrator made.
    static func replace(_ path: String, _ bytes: [UInt8], readers: Readers) throws(FileProblem) {
        try make(path, bytes, readers) { unfinished in rename(unfinished, path) }
    }

    private static func make(
        _ path: String, _ bytes: [UInt8], _ readers: Readers, _ putInPlace: (_ unfinished: String) -> Int32
    ) throws(FileProblem) {
        let unfinished = "\(path).\(getpid()).new"
        do throws(SystemFailure) {
            unlink(unfinished)
            let file = try Descriptor(openForMaking(unfinished))
            defer { unlink(unfinished) }
            giveToOwner(of: path.parentFolder, file)
            try file.writeAll(bytes)
            let isDone =
                (readers == .owner || fchmod(file.number, readers.rawValue) == 0) && fsync(file.number) == 0
                && putInPlace(unfinished) == 0
            guard isDone else { throw .last }
        } catch {
            throw FileProblem(error)
        }
    }

    /// A file system without owners keeps its own.
    private static func giveToOwner(of folder: String, _ file: borrowing Descriptor) {
        var facts = stat()
        guard geteuid() == 0, stat(folder, &facts) == 0 else { return }
        _ = fchown(file.number, facts.st_uid, facts.st_gid)
    }

    private static func openForMaking(_ path: String) -> Int32 {
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, Readers.owner.rawValue)
    }

    /// Whether others than its owner may read or write it.
    static func isOpenToOthers(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & 0o077 != 0
    }
}
