import JSONText
import SQLStore
import SyncCore
import SyncTesting
import Testing

@testable import SQLiteDriver

/// The original's file (PROTOCOL §3), opened in place and given back.
@Suite struct OriginalDatabaseTests {
    let folder = TemporaryFolder()
    var path: String { folder.path + "/links.db" }

    private static let tables = Table.allCases.filter(\.isOriginal)

    private func makeOriginal(_ more: String = "") throws {
        write([], to: path)
        let fixture =
            #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/original-sqlite.sql"
        let other = try OtherProgram(path)
        try other.run(String(decoding: contents("/" + fixture), as: UTF8.self))
        try other.run(more)
        try other.leave()
    }

    /// Every value of every row of the original's tables, and how the tables were made.
    private func dump() throws -> [[String]] {
        let other = try OtherProgram(path)
        let names = Self.tables.map { "'\($0.name)'" }.joined(separator: ",")
        let schema = try other.rows(
            "SELECT name || rootpage || sql FROM sqlite_master WHERE name IN (\(names)) ORDER BY 1")
        return try [schema]
            + Self.tables.map { table in
                let columns = table.columns.map { "quote(\"\($0.name)\")" }.joined(separator: " || ',' || ")
                return try other.rows("SELECT \(columns) FROM \(table.name) ORDER BY rowid")
            }
    }

    @Test func isOpenedInPlaceAndNothingOfItChanges() throws {
        try makeOriginal()
        let before = try dump()
        #expect(before.map(\.count) == [7, 30, 200, 25, 3, 10, 12, 113])
        let database = try SQLiteDatabase.open(path: path, idBase: 5_000)
        #expect(!database.wasNew)
        #expect(database.linksCount == 200)
        database.close()
        #expect(try dump() == before)
        #expect(folder.names() == ["links.db"])
    }

    @Test func itsRowsAreRead() throws {
        try makeOriginal()
        let database = try SQLiteDatabase.open(path: path, idBase: 5_000)
        defer { database.close() }
        let snapshot = try database.store.snapshot()
        let archived = Query(
            .folders, [.folderName], where: .equals(.folderIsArchived, .boolean(true)), order: [.folderId])
        #expect(try snapshot.all(archived) { $0.text(0) } == ["Music", "Concerts 2024"])
        let note = Query(.folders, [.folderNote], where: .equals(.folderName, .text("Garden 🌱")))
        #expect(try snapshot.first(note) { $0.text(0) } == "sow in March\nharvest in July")
        snapshot.close()
    }

    @Test func idsJumpToTheBaseOnceAndNeverGoBack() throws {
        try makeOriginal(
            "UPDATE sqlite_sequence SET seq = 90000 WHERE name = 'tags'; DELETE FROM sqlite_sequence WHERE name = 'panels';"
        )
        for base in [5_000, 70_000] as [Int64] { try SQLiteDatabase.open(path: path, idBase: base).close() }
        let other = try OtherProgram(path)
        #expect(
            try other.rows("SELECT name || ' ' || seq FROM sqlite_sequence ORDER BY name") == [
                "folders_table 5000", "links_table 5000", "panel_folders 5000", "panels 5000", "tags 90000",
                "tombstone 5000",
            ])
        #expect(try other.rows("SELECT value FROM linkora_facts WHERE fact = 'id_base'") == ["5000"])
    }

    @Test func aFileWithoutTagTablesGetsThem() throws {
        try makeOriginal("DROP TABLE link_tags; DROP TABLE tags;")
        let database = try SQLiteDatabase.open(path: path, idBase: 5_000)
        defer { database.close() }
        try database.store.write { transaction in
            let tag = try transaction.insert(
                .tags, [Assignment(.tagName, .text("t")), Assignment(.tagStamp, .integer(1))])
            #expect(tag == 5_001)
            try transaction.insert(
                .linkTags,
                [
                    Assignment(.linkTagLink, .integer(1)), Assignment(.linkTagTag, .integer(tag)),
                    Assignment(.linkTagStamp, .integer(1)),
                ])
        }
    }

    @Test func theOriginalCanGoOnWithIt() throws {
        try makeOriginal()
        let database = try SQLiteDatabase.open(path: path, idBase: 5_000)
        try database.store.write { try $0.delete(.folders, where: .everything) }
        database.close()
        let other = try OtherProgram(path)
        let dialect = SQLiteDialect()
        for table in Self.tables { try other.run(dialect.createOriginal(table)) }
        try other.run(
            "INSERT INTO folders_table (last_modified, folder_name, note) VALUES (1, 'made by the original', '')")
        #expect(try other.rows("SELECT id FROM folders_table") == ["5001"])
        #expect(try other.rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test func whatTheOriginalWroteMeanwhileIsCounted() throws {
        try makeOriginal()
        try SQLiteDatabase.open(path: path, idBase: 5_000).close()
        let other = try OtherProgram(path)
        try other.run("INSERT INTO folders_table (id, last_modified, folder_name, note) VALUES (6000, 1, 'x', '')")
        let database = try SQLiteDatabase.open(path: path, idBase: 5_000)
        defer { database.close() }
        let folder = [
            Assignment(.folderStamp, .integer(1)), Assignment(.folderName, .text("y")),
            Assignment(.folderNote, .text("")),
            Assignment(.folderIsArchived, .boolean(false)),
        ]
        var ids: [Int64] = []
        try database.store.write { ids.append(try $0.insert(.folders, folder)) }
        try other.run("INSERT INTO folders_table (id, last_modified, folder_name, note) VALUES (6002, 1, 'z', '')")
        try database.store.write { ids.append(try $0.insert(.folders, folder)) }
        #expect(ids == [6_001, 6_003])
    }

    @Test func orphansAmongTagAssignmentsBreakNothing() throws {
        try makeOriginal(
            """
            PRAGMA foreign_keys = OFF; INSERT INTO link_tags (last_modified, linkId, tagId) VALUES (1, 4711, 4712), (1, 1, 4712);
            """)
        let database = try SQLiteDatabase.open(path: path, idBase: 5_000)
        defer { database.close() }
        try database.store.write { transaction in
            let deleted = try transaction.delete(.links, where: .equals(.linkId, .integer(1)))
            #expect(deleted == 1)
            let orphans = try transaction.exists(.linkTags, where: .equals(.linkTagLink, .integer(4_711)))
            #expect(orphans)
            let ofDeleted = try transaction.exists(.linkTags, where: .equals(.linkTagLink, .integer(1)))
            #expect(!ofDeleted)
            let set = [Assignment(.linkTagStamp, .integer(2))]
            let updated = try transaction.update(.linkTags, where: .equals(.linkTagTag, .integer(4_712)), set: set)
            #expect(updated == 1)
        }
    }

    @Test func whatIsNoTextIsStillHandedOut() throws {
        try makeOriginal(
            """
            INSERT INTO tags (id, last_modified, name) VALUES (900, 1, x'61ff62'), (901, 1, 5), (902, 1, CAST(x'61ff62' AS TEXT));
            """)
        let database = try SQLiteDatabase.open(path: path, idBase: 5_000)
        defer { database.close() }
        let snapshot = try database.store.snapshot()
        let names = Query(.tags, [.tagName], where: .after(.tagId, 899), order: [.tagId])
        #expect(try snapshot.all(names) { $0.text(0) } == ["a\u{FFFD}b", "5", "a\u{FFFD}b"])
        let written = try snapshot.all(names) { cursor in
            var writer = JSONWriter()
            cursor.write(text: 0, to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        #expect(written == ["\"a\u{FFFD}b\"", "\"5\"", "\"a\u{FFFD}b\""])
        snapshot.close()
    }

    @Test func aNewerSchemaIsRefusedAndLeftAlone() throws {
        try SQLiteDatabase.open(path: path, idBase: 5_000).close()
        let other = try OtherProgram(path)
        try other.run("INSERT INTO linkora_migrations (number) VALUES (99)")
        other.connection.close()
        let before = contents(path)
        let error = #expect(throws: StoreError.self) { try SQLiteDatabase.open(path: path, idBase: 5_000) }
        #expect(error?.reason.contains("newer version") == true)
        #expect(contents(path) == before)
    }
}
