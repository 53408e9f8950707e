import JSONText
import SyncTesting
import Testing

/// A library that moves from database to database, and what devices then see of it.
@Suite struct MigrateTests {
    private static func side(_ name: String, _ database: DatabaseOfTest, _ server: ServerProcess) throws -> [String] {
        let file = server.folder.file("password-\(database.name)")
        try Files.write(database.server.password, to: file)
        return ["--\(name)", database.url, "--\(name)-user", database.server.user, "--\(name)-password-file", file]
    }

    private static func migrate(_ server: ServerProcess, _ arguments: [String]) throws -> ChildProcess.Result {
        try ChildProcess.run(
            Files.absolute(server.settings.binary), ["migrate"] + arguments, folder: server.folder.path)
    }

    /// Everything that the tables of a library hold, as JSON less its numbers.
    private static func library(_ server: ServerProcess) throws -> String {
        try server.get("/GET_UPDATES?eventTimestamp=0").body.withoutNumbers
    }

    /// R27: an SQLite file that holds NULs, moved to PostgreSQL, on to MariaDB, and back into a file.
    @Test func aLibraryGoesRoundAndStaysTheSame() throws {
        let server = try ServerProcess()
        try OriginalDatabase.make(at: server.databasePath)
        try server.start()
        _ = try server.create("CREATE_A_NEW_LINK", Bodies.link("https://x.example/\u{0}a", "t\u{0}t\u{1}\u{2}"))
        let deleted = try server.create("CREATE_FOLDER", Bodies.folder("\u{0}"))
        #expect(try server.post("DELETE_FOLDER", Bodies.id(deleted)).status == 200)
        let before = try Self.library(server)
        try server.stop()

        let postgres = try DatabaseKind.postgres.shared.newDatabase()
        let mariaDB = try DatabaseKind.mariaDB.shared.newDatabase()
        let original = ["--from", "sqlite:library.db"]
        let dry = try Self.migrate(server, original + Self.side("to", postgres, server) + ["--dry-run"])
        #expect(dry.succeeded && dry.output.contains("rows would be copied"), "\(dry.errors)")
        #expect(try postgres.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0\n")

        let first = try Self.migrate(server, original + Self.side("to", postgres, server))
        #expect(first.succeeded && first.output.contains("rows were copied"), "\(first.errors)")
        let second = try Self.migrate(
            server, Self.side("from", postgres, server) + Self.side("to", mariaDB, server))
        #expect(second.output == first.output, "\(second.errors)")
        let third = try Self.migrate(
            server, Self.side("from", mariaDB, server) + ["--to", "sqlite:again.db"])
        #expect(third.output == first.output, "\(third.errors)")

        let refused = try Self.migrate(server, original + Self.side("to", postgres, server))
        #expect(refused.exit == .code(65) && refused.errors.contains("holds a library already"), "\(refused.errors)")
        var again = ServerProcess.Settings()
        again.databaseURL = "sqlite:" + server.folder.file("again.db")
        for settings in [postgres.settings, mariaDB.settings, again] {
            let moved = try ServerProcess.started(settings)
            #expect(try Self.library(moved) == before, "\(settings.databaseURL ?? "")")
            let next = try moved.create("CREATE_FOLDER", Bodies.folder("next"))
            #expect(next > deleted, "\(next) may have been \(deleted): an id was used twice")
            try moved.stop()
        }
    }

    @Test func whatIsWrongIsSaid() throws {
        let server = try ServerProcess.started()
        for (arguments, code, words) in [
            (["--from", "sqlite:library.db"], 64, "--to is missing"),
            (["--from", "oracle:x", "--to", "sqlite:y.db"], 78, "--from begins with none of the databases"),
            (["--from", "sqlite:none.db", "--to", "sqlite:y.db"], 74, "There is no database"),
            (["--from", "sqlite:y.db", "--to", "sqlite:y.db"], 65, "the same database"),
            (["--from", "sqlite:library.db", "--to", "sqlite:y.db"], 75, "Another Linkora sync server"),
        ] as [([String], Int32, String)] {
            let result = try Self.migrate(server, arguments)
            #expect(result.exit == .code(code) && result.errors.contains(words), "\(result.errors)")
        }
        try server.stop()
    }
}
