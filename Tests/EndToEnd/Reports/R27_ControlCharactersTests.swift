import JSONText
import SyncTesting
import Testing

/// R27: a NUL in a text is legal JSON; some databases refuse it, and such an item could never be stored.
///
/// Right: 200 everywhere, the same visible text in event, row and pull, valid UTF-8 and JSON, and nothing is wedged.
@Suite struct R27_ControlCharactersTests {
    static let odd = Device(id: "dddddddd-0000-4000-8000-000000000004", name: "C\u{0}")

    @Test func everyTextComesBackTheSameEverywhere() throws {
        try expectEveryText(on: try ServerProcess.started())
    }

    @Test(arguments: DatabaseKind.allCases) func everyTextComesBackTheSameOnServers(_ kind: DatabaseKind) throws {
        try expectEveryText(on: try ServerProcess.started(kind.shared.newDatabase().settings))
    }

    private func expectEveryText(on server: ServerProcess) throws {
        let socket = try server.openSocket(of: .b)
        let link = try server.create(
            "CREATE_A_NEW_LINK", Bodies.link("https://x.example/\u{0}a", "t\u{0}t", by: Self.odd))
        let linkEvent = try socket.event("CREATE_A_NEW_LINK").payload
        let folder = try server.create("CREATE_FOLDER", Bodies.folder("\u{0}"))
        let folderEvent = try socket.event("CREATE_FOLDER").payload
        let tag = try server.create("CREATE_TAG", Bodies.tag("a\u{0}"))
        let tagEvent = try socket.event("CREATE_TAG").payload
        #expect(try server.post("UPDATE_LINK_NOTE", Bodies.note("\u{1}\u{1F}\u{FFFE}", of: link)).status == 200)
        let noteEvent = try socket.event("UPDATE_LINK_NOTE").payload

        let pull = try server.pull()
        let row = try #require(pull.row("links", id: link))
        #expect(row["url"] == linkEvent["url"] && row["title"] == linkEvent["title"])
        #expect(row["note"] == noteEvent["newNote"])
        #expect(row["note"] == .string("\u{1}\u{1F}\u{FFFE}"))
        #expect(pull.row("folders", id: folder)?["name"] == folderEvent["name"])
        #expect(pull.row("tags", id: tag)?["name"] == tagEvent["name"])
        let visible = row["title"]?.stringValue?.unicodeScalars.filter { $0.value >= 0x20 && $0 != "\u{FFFD}" }.map(
            String.init)
        #expect(visible == ["t", "t"])
        try server.stop()
    }

    /// A lone half of a pair, which no UTF-8 can hold, becomes U+FFFD.
    @Test(arguments: [(#"\ud83d"#, "\u{FFFD}"), (#"a\ud83dz"#, "a\u{FFFD}z"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}")])
    func loneHalvesAreReplaced(escaped: String, kept: String) throws {
        let server = try ServerProcess.started()
        let socket = try server.openSocket(of: .b)
        let link = try server.create("CREATE_A_NEW_LINK", Bodies.link("https://x.example/", "t"))
        let body = Bodies.title("TITLE", of: link).replacing("TITLE", with: escaped)
        #expect(try server.post("UPDATE_LINK_TITLE", body).status == 200)
        #expect(try socket.event("UPDATE_LINK_TITLE").payload["newTitleOfTheLink"] == .string(kept))
        #expect(try server.pull().row("links", id: link)?["title"] == .string(kept))
        try server.stop()
    }

    /// A file that already holds such rows, written by another program.
    @Test func rowsOfOthersWithControlCharactersAreHandedOut() throws {
        let server = try ServerProcess.started()
        let link = try server.create("CREATE_A_NEW_LINK", Bodies.link("https://x.example/", "t"))
        try server.stop()
        try SQLiteShell.run(
            "UPDATE links_table SET link_title = 'a' || char(0) || 'b' || char(1), note = CAST(x'61FF62' AS TEXT)",
            on: server.databasePath)
        try server.start()
        let row = try #require(try server.pull().row("links", id: link))
        #expect(row["title"]?.stringValue?.hasPrefix("a") == true)
        #expect(row["note"] == .string("a\u{FFFD}b"))
        try server.stop()
    }
}
