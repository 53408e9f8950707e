import SQLStore
import SyncCore
import Testing

@testable import SQLiteDriver

/// That what is asked all the time goes through an index, and comes in order without sorting.
@Suite struct QueryPlanTests {
    @Test(
        arguments: [
            (
                Query(.links, where: .after(.linkStamp, 5), order: [.linkStamp, .linkId]),
                ["SEARCH links_table USING INDEX linkora_links_by_stamp (last_modified>?)"]
            ),
            (
                Query(.tombstones, where: .after(.tombstoneStamp, 5), order: [.tombstoneStamp, .tombstoneId]),
                ["SEARCH tombstone USING INDEX linkora_tombstones_by_stamp (deleted_at>?)"]
            ),
            (
                Query(.links, where: .and([.equals(.linkType, .text("HISTORY_LINK")), .equals(.linkURL, .text("u"))])),
                ["SEARCH links_table USING INDEX linkora_links_by_url (url=?)"]
            ),
            (
                Query(.folders, where: .anyOf(.folderParent, [.integer(1), .integer(2)])),
                ["SEARCH folders_table USING INDEX linkora_folders_by_parent (parent_folder_id=?)"]
            ),
            (
                Query(.links, [.linkId], where: .anyOf(.linkFolder, [.integer(1)])),
                ["SEARCH links_table USING COVERING INDEX linkora_links_by_folder (id_of_linked_folder=?)"]
            ),
            (
                Query(.panelFolders, where: .equals(.panelFolderPanel, .integer(1))),
                ["SEARCH panel_folders USING INDEX linkora_panel_folders_by_panel (connected_panel_id=?)"]
            ),
            (
                Query(.linkTags, where: .equals(.linkTagTag, .integer(1))),
                ["SEARCH link_tags USING INDEX linkora_link_tags_by_tag (tagId=?)"]
            ),
            (
                Query(
                    .linkTags, where: .refersTo(.linkTagLink, .links, where: .after(.linkStamp, 5)),
                    order: [.linkStamp, .linkId, .linkTagTag]),
                [
                    "SEARCH links_table USING COVERING INDEX linkora_links_by_stamp (last_modified>?)",
                    "SEARCH link_tags USING INDEX sqlite_autoindex_link_tags_1 (linkId=?)",
                ]
            ),
            (
                Query(.linkTags, where: .after(.linkTagStamp, 5), order: [.linkTagStamp, .linkTagLink, .linkTagTag]),
                ["SEARCH link_tags USING COVERING INDEX linkora_link_tags_by_stamp (last_modified>?)"]
            ),
            (
                Query(
                    .histories, where: .and([.equals(.historyTable, .integer(1)), .anyOf(.historyRow, [.integer(5)])])),
                ["SEARCH linkora_histories USING PRIMARY KEY (row_table=? AND row_id=?)"]
            ),
            (
                Query(
                    .fieldTimes,
                    where: .and([.equals(.fieldTimeTable, .integer(1)), .anyOf(.fieldTimeRow, [.integer(5)])])),
                ["SEARCH linkora_field_times USING PRIMARY KEY (row_table=? AND row_id=?)"]
            ),
            (
                Query(
                    .memories,
                    where: .and([.equals(.memoryKeyHigh, .integer(1)), .equals(.memoryKeyLow, .integer(2))]),
                    order: [.memoryLocalId]),
                ["SEARCH linkora_memories USING PRIMARY KEY (key_high=? AND key_low=?)"]
            ),
            (
                Query(
                    .leavings,
                    where: .and([.equals(.leavingFolder, .integer(1)), .equals(.leavingTable, .integer(2))])),
                ["SEARCH linkora_leavings USING PRIMARY KEY (folder_id=? AND row_table=?)"]
            ),
        ])
    func isFound(query: Query, plan: [String]) throws {
        let folder = TemporaryFolder()
        let database = try SQLiteDatabase.open(path: folder.path + "/links.db", idBase: 0)
        defer { database.close() }
        let text = try SQLRenderer(SQLiteDialect()).select(query)
        let statement = try database.driver.writer().prepare("EXPLAIN QUERY PLAN " + text.sql)
        var found: [String] = []
        while try statement.step() { found.append(statement.text(3)) }
        #expect(found == plan)
    }
}
