internal import Glibc

/// Where things really are.
enum RealPath {
    /// The path without symbolic links; `nil` when it leads nowhere.
    static func of(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The folder that this program was started from.
    static var ofThisProgramsFolder: String? { of("/proc/self/exe")?.parentFolder }

    static var ofWorkingDirectory: String { of(".") ?? "/" }
}
