import SQLiteDriver
import SyncCore
import Testing

@Suite struct SQLiteURLTests {
    @Test(
        arguments: [
            ("sqlite:/srv/links.db", "/srv/links.db"), ("jdbc:sqlite:/srv/links.db", "/srv/links.db"),
            ("sqlite:///srv/links.db", "/srv/links.db"), ("sqlite:data/links.db", "/work/data/links.db"),
            ("sqlite:./data/links.db", "/work/data/links.db"), ("sqlite:../links.db", "/work/../links.db"),
            ("SQLite:links.db?foreign_keys=on", "/work/links.db"), ("sqlite:/srv/a b?x=1&y=2", "/srv/a b"),
            ("jdbc:sqlite:file:/srv/links.db?mode=rwc", "/srv/links.db"),
            ("sqlite:/srv/library/linkora", "/srv/library/linkora"),
        ])
    func namesAFile(url: String, path: String) throws {
        #expect(try SQLiteURL.path(url, workingDirectory: "/work") == path)
        #expect(SQLiteURL.isSQLite(url))
    }

    @Test(arguments: ["sqlite:", "sqlite::memory:", "sqlite:?foreign_keys=on", "jdbc:sqlite:/srv/", "sqlite:file:"])
    func namesNone(url: String) {
        let error = #expect(throws: StoreError.self) { try SQLiteURL.path(url, workingDirectory: "/work") }
        #expect(error?.code == .mistaken)
    }

    @Test(arguments: ["mysql://h:1/db", "postgresql://h/db", "", "jdbc:", "/srv/links.db", "jdbc:postgresql:sqlite:"])
    func isOfAnotherDatabase(url: String) {
        #expect(!SQLiteURL.isSQLite(url))
        #expect(throws: StoreError.self) { try SQLiteURL.path(url, workingDirectory: "/work") }
    }
}
