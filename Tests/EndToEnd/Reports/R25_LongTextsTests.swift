import AppModels
import JSONText
import SyncTesting
import Testing

/// R25: MySQL's `TEXT` ends at 64 KiB and packets at a megabyte: long items gave 500, and the app tried again for ever.
///
/// Right: what fits comes back byte for byte, nothing is cut short silently, and what the server can't take is refused
/// before it is sent, by a sentence that names the setting; the connection survives.
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
        try expectManyAreDeleted(server)
        try expectManyAreCopied(server)
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

    /// A tombstone beyond 64 KiB, which apps of both dialects of that time read to its end.
    private func expectManyAreDeleted(_ server: ServerProcess) throws {
        let apps = [Generation.v0_13_7, .v0_19].map { ModelApp($0, of: server) }
        let doomed = try (1...40).map {
            try server.create("CREATE_A_NEW_LINK", Bodies.link("https://doomed.example/\($0)", "doomed \($0)"))
        }
        var before: [Set<Int64>] = []
        for app in apps {
            try app.open()
            before.append(app.links)
            #expect(app.links.isSuperset(of: doomed))
            app.leave()
        }
        let gone = doomed + (1...11_960).map { (doomed.last ?? 0) + 1_000_000 + $0 }
        #expect(try server.post("DELETE_DUPLICATE_LINKS", Bodies.duplicates(gone)).status == 200)
        for (app, before) in zip(apps, before) {
            try app.open()
            #expect(app.app.problems == [])
            #expect(app.links == before.subtracting(doomed))
        }
    }

    /// Each copy is as its source.
    private func expectManyAreCopied(_ server: ServerProcess) throws {
        let note = String(repeating: "ü", count: 200)
        let source = try server.create(
            "CREATE_A_NEW_LINK", Bodies.link("https://x.example/copied", "copied", note: note))
        let answer = try server.post("COPY_EXISTING_ITEMS", Bodies.copies(of: source, count: 5_000))
        #expect(answer.status == 200, "\(answer.text.prefix(300))")
        guard case .object(let ids)? = answer.json["linkIds"] else {
            Issue.record("\(answer.text.prefix(300))")
            return
        }
        let copies = Set(ids.compactMap(\.value.integerValue))
        #expect(copies.count == 5_000)
        let links = try #require(try server.pull()["links"]?.arrayValue)
        let rows = links.filter { copies.contains($0["id"]?.integerValue ?? 0) }
        #expect(rows.count == 5_000)
        #expect(
            rows.allSatisfy {
                $0["url"] == .string("https://x.example/copied") && $0["note"] == .string(note)
                    && $0["title"] == .string("copied")
            })
    }
}
