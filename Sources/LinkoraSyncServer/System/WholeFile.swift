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

    /// Makes a file that only its owner may read, whole or not at all, and never in place of another.
    static func create(_ path: String, _ bytes: [UInt8]) throws(FileProblem) {
        let unfinished = "\(path).\(getpid()).new"
        do throws(SystemFailure) {
            unlink(unfinished)
            let file = try Descriptor(openForMaking(unfinished))
            defer { unlink(unfinished) }
            try file.writeAll(bytes)
            guard fsync(file.number) == 0, link(unfinished, path) == 0 else { throw .last }
        } catch {
            throw FileProblem(error)
        }
    }

    private static func openForMaking(_ path: String) -> Int32 {
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
}
