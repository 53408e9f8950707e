import Glibc

/// Whose a file or folder is, in words for an operator.
struct FileOwner {
    let uid: uid_t
    let name: String
    /// As `chmod` writes it.
    let mode: String

    /// `nil` when there is nothing at the path.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        uid = status.st_uid
        name = Self.name(of: status.st_uid)
        let digits = String(status.st_mode & 0o7777, radix: 8)
        mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    var words: String { "owned by \(name), mode \(mode)" }

    /// Who this process is.
    static var process: (uid: uid_t, name: String) { (geteuid(), name(of: geteuid())) }

    /// With its number, which is what counts inside of containers.
    private static func name(of uid: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var space = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(uid, &entry, &space, space.count, &found) == 0, found != nil else { return "uid \(uid)" }
        return "\(String(cString: entry.pw_name)) (uid \(uid))"
    }
}
