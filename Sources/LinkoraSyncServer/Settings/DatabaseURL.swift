/// Which database to open, as `databaseUrl` says it.
enum DatabaseURL: Sendable, Equatable {
    /// The embedded database in this file. Relative paths count from the working directory.
    case sqlite(path: String)
    /// A database on a server.
    case network(NetworkURL)

    /// What came of reading a URL.
    enum Reading: Equatable {
        case url(DatabaseURL, warning: String?)
        /// Continues the sentence "databaseUrl …".
        case wrong(String)
    }

    /// Reads the forms that the original documents, with or without its `jdbc:`. Its documented parameters are dropped with
    /// a warning: what they set, this server sets itself.
    static func read(_ text: String) -> Reading {
        let text = text.withoutBlanksAround
        let url = text.lowercased().hasPrefix("jdbc:") ? String(text.dropFirst(5)) : text
        guard let colon = url.firstIndex(of: ":") else {
            return .wrong("is no database URL. \(forms)")
        }
        let rest = String(url[url.index(after: colon)...])
        switch url[..<colon].lowercased() {
        case "sqlite": return readSQLite(rest)
        case "postgresql", "postgres": return NetworkURL.read(rest, .postgres)
        case "mysql", "mariadb": return NetworkURL.read(rest, .mySQL)
        default: return .wrong("begins with none of the databases known here. \(forms)")
        }
    }

    private static let forms =
        "Write sqlite:PATH, for example sqlite:linkora.db, or postgresql://HOST/NAME, or mariadb://HOST/NAME"

    /// The same, whatever folder it is looked at from.
    func absolute(from folder: String) -> DatabaseURL {
        switch self {
        case .sqlite(let path): return .sqlite(path: path.path(from: folder))
        case .network(var url):
            url.folder = folder
            url.authorityPath = url.authorityPath?.path(from: folder)
            return .network(url)
        }
    }

    private static func readSQLite(_ text: String) -> Reading {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts[0])
        if path.hasPrefix("file:") { path.removeFirst(5) }
        if let problem = problem(withPath: path) { return .wrong(problem) }
        let warning = parts.count > 1 ? "has parameters after '?', which are not needed here and are left out" : nil
        return .url(.sqlite(path: path), warning: warning)
    }

    private static func problem(withPath path: String) -> String? {
        if path.isEmpty { return "names no file. Write sqlite:PATH, for example sqlite:linkora.db" }
        if path.hasPrefix(":memory:") { return "would keep nothing: name a file, for example sqlite:linkora.db" }
        if path.hasSuffix("/") {
            return "names a folder. Add the name of the file, for example sqlite:\(path)linkora.db"
        }
        if path.hasPrefix("~") { return "begins with ~, which only a shell understands. Write the whole path" }
        if path.utf8.contains(0) { return "holds a NUL character, which no file name can have" }
        return nil
    }
}
