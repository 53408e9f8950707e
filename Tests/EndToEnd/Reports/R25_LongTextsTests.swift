import JSONText
import SyncTesting
import Testing

/// R25: MySQL's `TEXT` ends at 64 KiB and packets at a megabyte: long items gave 500, and the app tried again for ever.
///
/// Right: what fits comes back byte for byte, nothing is cut short silently, and what the server can't take is refused before it
/// is sent, by a sentence that names the setting; the connection survives.
@Suite struct R25_LongTextsTests {
    @Test(arguments: [true, false])
    func textsBeyondTheOriginalsColumnsAreKept(isStrict: Bool) throws {
        let mode = isStrict ? "STRICT_TRANS_TABLES" : ""
        let database = try MariaDBServer(
            waitsForDisk: false, settings: ["--max-allowed-packet=1M", "--sql-mode=\(mode)"])
        let library = try database.newDatabase()
        try OriginalDatabase.make(in: library)
        let server = try ServerProcess.started(library.settings)
        for (place, url) in [70_000, 300_000].enumerated() {
            try expectKept(
                server, Bodies.link("https://x.example/" + String(repeating: "u", count: url), "url \(place)"))
        }
        for count in [65_531, 65_532] {
            try expectKept(
                server, Bodies.link("https://x.example/\(count)", String(repeating: "t", count: count) + "😀"))
        }
        try expectRefused(server)
        try expectManyAtOnce(server)
        try server.stop()
    }

    private func expectKept(_ server: ServerProcess, _ body: String) throws {
        let id = try server.create("CREATE_A_NEW_LINK", body)
        let row = try #require(try server.pull().row("links", id: id))
        let wanted = try JSONReader.read(Array(body.utf8))
        #expect(row["url"] == wanted["url"] && row["title"] == wanted["title"] && row["note"] == wanted["note"])
    }

    private func expectRefused(_ server: ServerProcess) throws {
        let note = Bodies.link("https://x.example/note", "note", note: String(repeating: "n", count: 2 << 20))
        let answer = try server.post("CREATE_A_NEW_LINK", note)
        #expect(answer.status == 413 && answer.text.contains("max_allowed_packet"), "\(answer.status) \(answer.text)")
        #expect(try server.post("CREATE_A_NEW_LINK", Bodies.link("https://x.example/after", "after")).status == 200)
        #expect(!server.log.contains("can't be reached"), "the connection was lost: \(server.log.suffix(500))")
    }

    /// A tombstone beyond 64 KiB.
    private func expectManyAtOnce(_ server: ServerProcess) throws {
        #expect(try server.post("DELETE_DUPLICATE_LINKS", Bodies.duplicates(1...12_000)).status == 200)
        let tombstones = try server.get("/GET_TOMBSTONES?eventTimestamp=1")
        #expect(tombstones.status == 200)
        _ = try JSONReader.read(tombstones.body)
    }
}
