/// The library as the original server leaves it (README §7).
public enum OriginalDatabase {
    /// Makes the SQLite file with the `sqlite3` command-line tool.
    public static func make(at path: String, fixturesFolder: String = Package.fixtures) throws {
        let result = try ChildProcess.run("sqlite3", ["-bail", path, ".read \(fixturesFolder)/original-sqlite.sql"])
        guard result.succeeded, result.errors.isEmpty else {
            throw GrammarError("sqlite3 could not make the original's database: \(result.errors)")
        }
    }

    /// Makes the tables in an empty database on a server.
    public static func make(in database: DatabaseOfTest, fixturesFolder: String = Package.fixtures) throws {
        try database.server.runScript("\(fixturesFolder)/\(database.server.originalScript)", in: database.name)
    }
}
