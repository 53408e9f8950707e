import Glibc

/// What is left of a long answer, in a file without a name: it vanishes with its descriptor, also after a crash.
final class Spool: Sendable {
    private let descriptor: Int32

    /// - Parameter folder: where the library is, so there is room for what came out of it.
    /// - Returns: `nil` when no file can be made there.
    init?(folder: String) {
        var path = Array((folder + "/.linkora-answer-XXXXXX").utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(path)
    }

    deinit { Glibc.close(descriptor) }

    /// - Returns: `false` when it does not fit; the file is of no use then.
    func append(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, Array(rest), rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// - Returns: fewer bytes than wanted at the end; `nil` when the file can't be read.
    func read(at offset: Int, bytesMax: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = pread(descriptor, &bytes, bytesMax, offset)
        guard count >= 0 else { return nil }
        bytes.removeLast(bytesMax - count)
        return bytes
    }
}
