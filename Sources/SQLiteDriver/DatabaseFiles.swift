import Glibc

/// The names of the files that belong to a database, all beside it.
public enum DatabaseFiles {
    /// Held by the server, or by one of our commands while no server runs.
    public static func lock(of path: String) -> String { path + ".lock" }
    /// Where our commands speak to the running server.
    public static func controlSocket(of path: String) -> String { path + ".sock" }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The same path without symbolic links, so that a file has one lock whatever name it is called by. What is not there
    /// yet is left as it is.
    public static func resolved(_ path: String) -> String {
        if let whole = realpath(path) { return whole }
        let folder = folder(of: path)
        guard let real = realpath(folder) else { return path }
        return (real == "/" ? "" : real) + path.dropFirst(folder == "/" ? 0 : folder.utf8.count)
    }

    private static func realpath(_ path: String) -> String? {
        guard let resolved = Glibc.realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
