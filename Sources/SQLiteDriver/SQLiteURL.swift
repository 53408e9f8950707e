public import SyncCore

/// The path in a database URL, as the original reads it (PROTOCOL §1.1).
public enum SQLiteURL {
    /// Whether the URL asks for SQLite; `jdbc:` before it is allowed.
    public static func isSQLite(_ url: String) -> Bool { pathPart(url) != nil }

    /// The absolute path of the file.
    ///
    /// `sqlite:/srv/links.db`, `sqlite:data/links.db`, either after `jdbc:`; what follows a `?` is ignored, because the
    /// original appends `?foreign_keys=on` itself.
    /// - Parameter workingDirectory: what relative paths count from; absolute.
    /// - Throws: ``StoreError/Code/mistaken`` with a sentence when there is no path in it.
    public static func path(_ url: String, workingDirectory: String) throws(StoreError) -> String {
        guard let part = pathPart(url) else {
            throw StoreError(.mistaken, "The database URL does not begin with sqlite: (write sqlite:/path/to/file.db).")
        }
        var path = part.prefix { $0 != "?" }
        if path.hasPrefix("file:") { path = path.dropFirst(5) }
        guard !path.isEmpty, !path.hasPrefix(":memory:"), !path.hasSuffix("/") else {
            throw StoreError(.mistaken, "The database URL names no file (write sqlite:/path/to/file.db).")
        }
        guard path.hasPrefix("/") else { return joined(workingDirectory, path) }
        return "/" + path.drop { $0 == "/" }
    }

    private static func pathPart(_ url: String) -> Substring? {
        var rest = url[...]
        for scheme in ["jdbc:", "sqlite:"] {
            let beginning = rest.prefix(scheme.count)
            if beginning.lowercased() == scheme {
                rest = rest.dropFirst(scheme.count)
            } else if scheme == "sqlite:" {
                return nil
            }
        }
        return rest
    }

    private static func joined(_ directory: String, _ path: Substring) -> String {
        var path = path
        while path.hasPrefix("./") { path = path.dropFirst(2).drop { $0 == "/" } }
        return (directory == "/" ? "" : directory) + "/" + path
    }
}
