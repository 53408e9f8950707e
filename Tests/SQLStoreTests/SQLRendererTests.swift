import SQLStore
import SyncCore
import Testing

@Suite struct SQLRendererTests {
    let renderer = SQLRenderer(SQLiteDialect())

    @Test(
        arguments: [
            (.everything, "", []),
            (.equals(.folderName, .text("'; DROP")), " WHERE \"folder_name\" = ?", [.text("'; DROP")]),
            (.equals(.folderParent, .null), " WHERE \"parent_folder_id\" IS NULL", []),
            (.isNull(.folderParent), " WHERE \"parent_folder_id\" IS NULL", []),
            (.after(.folderStamp, 9), " WHERE \"last_modified\" > ?", [.integer(9)]),
            (.anyOf(.folderId, []), " WHERE 0", []),
            (.anyOf(.folderId, [.integer(1)]), " WHERE \"id\" IN (?)", [.integer(1)]),
            (
                .anyOf(.folderId, [.integer(1), .integer(2), .integer(3)]), " WHERE \"id\" IN (?, ?, ?, ?)",
                [.integer(1), .integer(2), .integer(3), .integer(3)]
            ),
            (
                .anyOf(.folderId, (0..<65).map { .integer($0) }),
                " WHERE \"id\" IN (SELECT value FROM json_each(?))",
                [.text("[" + (0..<65).map { "\($0)" }.joined(separator: ",") + "]")]
            ),
            (
                .anyOf(.folderName, Array(repeating: .text("a\""), count: 65)),
                " WHERE (\"folder_name\" IS NOT NULL AND hex(\"folder_name\") IN (SELECT value FROM json_each(?)))",
                [.text("[" + Array(repeating: "\"6122\"", count: 65).joined(separator: ",") + "]")]
            ),
            (.contains(.folderName, "%"), " WHERE linkora_contains(\"folder_name\", ?)", [.text("%")]),
            (
                .and([.isNull(.folderParent), .after(.folderStamp, 1)]),
                " WHERE (\"parent_folder_id\" IS NULL AND \"last_modified\" > ?)", [.integer(1)]
            ),
            (
                .refersTo(.folderParent, .folders, where: .equals(.folderName, .text("x"))),
                " WHERE \"parent_folder_id\" IN (SELECT \"id\" FROM \"folders_table\" WHERE \"folder_name\" = ?)",
                [.text("x")]
            ),
        ] as [(Predicate, String, [Value])])
    func rendersPredicates(predicate: Predicate, condition: String, values: [Value]) throws {
        let text = try renderer.select(Query(.folders, [.folderId], where: predicate))
        #expect(text == SQLStatementText("SELECT \"id\" FROM \"folders_table\"" + condition, values))
    }

    @Test func ordersByAReferredTable() throws {
        let query = Query(
            .linkTags, [.linkTagLink], where: .refersTo(.linkTagLink, .links, where: .after(.linkStamp, 5)),
            order: [.linkStamp, .linkTagTag])
        #expect(
            try renderer.select(query)
                == SQLStatementText(
                    """
                    SELECT "link_tags"."linkId" FROM "links_table" JOIN "link_tags" \
                    ON "link_tags"."linkId" = "links_table"."id" WHERE "links_table"."last_modified" > ? \
                    ORDER BY "links_table"."last_modified", "link_tags"."tagId"
                    """, [.integer(5)]))
    }

    @Test func rendersInserts() {
        let plain = renderer.insert(.tags, [Assignment(.tagName, .text("x")), Assignment(.tagStamp, .integer(1))])
        #expect(
            plain
                == SQLStatementText(
                    "INSERT INTO \"tags\" (\"name\", \"last_modified\") VALUES (?, ?)", [.text("x"), .integer(1)]))
        let replacing = renderer.insert(
            .facts, [Assignment(.factName, .text("f")), Assignment(.factValue, .integer(1))])
        #expect(
            replacing.sql == """
                INSERT INTO "linkora_facts" ("fact", "value") VALUES (?, ?) \
                ON CONFLICT ("fact") DO UPDATE SET "value" = excluded."value"
                """)
    }

    @Test func rendersUpdatesAndDeletions() throws {
        let update = try renderer.update(
            .folders, where: .equals(.folderId, .integer(3)),
            set: [Assignment(.folderName, .text("n")), Assignment(.folderIsArchived, .boolean(true))])
        #expect(
            update
                == SQLStatementText(
                    "UPDATE \"folders_table\" SET \"folder_name\" = ?, \"is_folder_archived\" = ? WHERE \"id\" = ?",
                    [.text("n"), .boolean(true), .integer(3)]))
        let deletion = try renderer.delete(.folders, where: .everything)
        #expect(deletion == SQLStatementText("DELETE FROM \"folders_table\""))
    }
}
