internal import MySQLDriver
internal import PostgresDriver
internal import SQLiteDriver
internal import Transport

/// The version of this program, as `--version`, the banner and the page show it.
enum ServerVersion {
    static let text = "0.1.0"

    /// What `--version` prints: this program on the first line, then what it was made from and what it runs on.
    static var report: String {
        let absent = "not here; only for its databases"
        let libraries =
            LinkedLibraries.versions + [
                ("SQLite", SQLiteVersion.text), ("libpq", PostgresClient.version ?? absent),
                ("libmariadb", MySQLClient.version ?? absent),
            ]
        let lines = [("commit", BuildFacts.commit)] + libraries
        return "linkora-sync-server \(text)\n" + lines.map { "\($0.0.padded(14)) \($0.1)\n" }.joined()
    }
}
