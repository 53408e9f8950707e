import JSONText
import SyncTesting
import Testing

/// The original's database on a server: opened in place, by an ordinary user, and one that the original can go on with.
@Suite struct OriginalOnServersTests {
    private static let tables = [
        "folders_table", "links_table", "tombstone", "panels", "panel_folders", "tags", "link_tags",
    ]

    private static func rows(_ database: DatabaseOfTest) throws -> [String] {
        try tables.map { table in
            let text = try database.run("SELECT * FROM \(table)")
            return text.split(separator: "\n").sorted().joined(separator: "\n")
        }
    }

    @Test(arguments: DatabaseKind.allCases)
    func nothingOfItChangesAndTheOriginalCanGoOn(_ kind: DatabaseKind) throws {
        let database = try kind.shared.newDatabase()
        try OriginalDatabase.make(in: database)
        let before = try Self.rows(database)
        let server = try ServerProcess.started(database.settings)
        #expect(server.log.contains("opened, 200 links"), "\(server.log)")
        #expect(try Self.rows(database) == before)
        let made = try server.create("CREATE_FOLDER", Bodies.folder("ours"))
        #expect(made > 1_000_000_000, "ids jump to the library's base")
        #expect(try server.post("DELETE_FOLDER", Bodies.id(made)).status == 200)
        try server.stop()
        // As the original inserts: it leaves the numbering to the database.
        try database.run(
            "INSERT INTO folders_table (last_modified, folder_name, note, is_folder_archived) VALUES (1, 'theirs', '', FALSE)"
        )
        let theirs = try database.run("SELECT max(id) FROM folders_table").split(separator: "\n").first
        #expect(Int64(theirs ?? "") == made + 1)
        try server.start()
        #expect(try server.create("CREATE_FOLDER", Bodies.folder("next")) == made + 2)
        try server.stop()
    }

    @Test(arguments: DatabaseKind.allCases)
    func aSecondServerIsRefusedUntilBothShare(_ kind: DatabaseKind) throws {
        let database = try kind.shared.newDatabase()
        let server = try ServerProcess.started(database.settings)
        let second = try ServerProcess(database.settings)
        try second.launch()
        #expect(second.process?.waitForExit(withinMilliseconds: 15_000) == .code(75), "\(second.log)")
        #expect(second.log.contains("Another Linkora sync server uses the database"), "\(second.log)")
        // The claim of a server that dies goes with it.
        server.killNow()
        let next = try ServerProcess.started(database.settings)
        try next.stop()
    }

    @Test(arguments: DatabaseKind.allCases)
    func whatKeepsItFromStartingIsSaidInASentence(_ kind: DatabaseKind) throws {
        let database = try kind.shared.newDatabase()
        var wrongPassword = database.settings
        wrongPassword.environment["LINKORA_DATABASE_PASSWORD"] = "wrong"
        var missing = database.settings
        missing.databaseURL = database.server.url(of: "nowhere")
        var nobodyThere = database.settings
        nobodyThere.databaseURL = "\(kind == .postgres ? "postgresql" : "mysql")://127.0.0.1:9/x"
        for (settings, words) in [
            (wrongPassword, "password"), (missing, "CREATE DATABASE"), (nobodyThere, "127.0.0.1"),
        ] {
            let server = try ServerProcess(settings)
            try server.launch()
            #expect(server.process?.waitForExit(withinMilliseconds: 15_000) == .code(74), "\(server.log)")
            #expect(server.log.contains(words), "\(server.log)")
            #expect(!server.log.contains("wrong"), "a password is no news: \(server.log)")
        }
    }
}
