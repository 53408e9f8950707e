public import SyncCore

/// SQLite, as of 3.38 (JSON built in).
///
/// It relies on one function that the driver registers: `linkora_contains(text, wanted)`, because SQLite's own `lower`
/// stops at a NUL and `LIKE` has wildcards.
public struct SQLiteDialect: SQLDialect {
    public init() {}

    public func quoted(_ name: String) -> String { "\"\(name)\"" }
    public func placeholder(_ number: Int) -> String { "?" }
    public var never: String { "0" }

    public func listPlaceholdersMax(_ type: ColumnType) -> Int { 64 }

    public func packed(_ values: [Value], _ type: ColumnType) -> Value { JSONList.of(values) }

    public func isMember(_ column: String, ofPacked placeholder: String, _ type: ColumnType) -> String {
        let list = "IN (SELECT value FROM json_each(\(placeholder)))"
        // The hexadecimal of nothing is the empty text.
        return type == .text ? "(\(column) IS NOT NULL AND hex(\(column)) \(list))" : "\(column) \(list)"
    }

    public func contains(_ column: String, _ placeholder: String) -> String {
        "linkora_contains(\(column), \(placeholder))"
    }

    public func replacing(_ key: [String], setting others: [String]) -> String {
        let settings = others.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return " ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(settings)"
    }

    /// The counter may be missing in a file that was put together from a dump; SQLite itself looks at both, too.
    public func highestId(of table: Table) -> String {
        """
        SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '\(table.name)'), 0), \
        coalesce((SELECT max(id) FROM \(table.name)), 0))
        """
    }

    public func raiseIds(of table: Table, to number: Int64) -> [SchemaStatement] {
        let values: [Value] = [.integer(number), .text(table.name)]
        return [
            SQLStatementText("UPDATE sqlite_sequence SET seq = ?1 WHERE name = ?2 AND seq < ?1", values),
            SQLStatementText(
                """
                INSERT INTO sqlite_sequence (name, seq) SELECT ?2, ?1 \
                WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?2)
                """, values),
        ].map { SchemaStatement($0) }
    }

    public func countTables(named names: [String]) -> SQLStatementText {
        let places = names.map { _ in "?" }.joined(separator: ", ")
        return SQLStatementText(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (\(places))", names.map { .text($0) })
    }

    /// Word for word what the original makes (PROTOCOL §3.2), so that it finds nothing strange.
    public func createOriginal(_ table: Table) -> String {
        switch table {
        case .folders:
            """
            CREATE TABLE IF NOT EXISTS folders_table (id INTEGER PRIMARY KEY AUTOINCREMENT, last_modified BIGINT NOT NULL, \
            folder_name TEXT NOT NULL, note TEXT NOT NULL, parent_folder_id BIGINT NULL, \
            is_folder_archived BOOLEAN DEFAULT 0 NOT NULL)
            """
        case .links:
            """
            CREATE TABLE IF NOT EXISTS links_table (id INTEGER PRIMARY KEY AUTOINCREMENT, last_modified BIGINT NOT NULL, \
            link_type TEXT NOT NULL, link_title TEXT NOT NULL, url TEXT NOT NULL, base_url TEXT NOT NULL, \
            img_url TEXT NOT NULL, note TEXT NOT NULL, id_of_linked_folder BIGINT NULL, user_agent TEXT NULL, \
            media_type TEXT NOT NULL, marked_as_important BOOLEAN NOT NULL)
            """
        case .tombstones:
            """
            CREATE TABLE IF NOT EXISTS tombstone (id INTEGER PRIMARY KEY AUTOINCREMENT, deleted_at BIGINT NOT NULL, \
            operation TEXT NOT NULL, payload TEXT NOT NULL)
            """
        case .panels:
            """
            CREATE TABLE IF NOT EXISTS panels (id INTEGER PRIMARY KEY AUTOINCREMENT, panel_name TEXT NOT NULL, \
            last_modified BIGINT NOT NULL)
            """
        case .panelFolders:
            """
            CREATE TABLE IF NOT EXISTS panel_folders (id INTEGER PRIMARY KEY AUTOINCREMENT, folder_id BIGINT NOT NULL, \
            folder_name TEXT NOT NULL, panel_position BIGINT NOT NULL, connected_panel_id BIGINT NOT NULL, \
            last_modified BIGINT NOT NULL)
            """
        case .tags:
            """
            CREATE TABLE IF NOT EXISTS tags (id INTEGER PRIMARY KEY AUTOINCREMENT, last_modified BIGINT NOT NULL, \
            "name" TEXT NOT NULL)
            """
        case .linkTags:
            """
            CREATE TABLE IF NOT EXISTS link_tags (last_modified BIGINT NOT NULL, linkId BIGINT NOT NULL, \
            tagId BIGINT NOT NULL, CONSTRAINT pk_link_tags PRIMARY KEY (linkId, tagId), \
            CONSTRAINT fk_link_tags_linkId__id FOREIGN KEY (linkId) REFERENCES links_table(id) \
            ON DELETE CASCADE ON UPDATE RESTRICT, \
            CONSTRAINT fk_link_tags_tagId__id FOREIGN KEY (tagId) REFERENCES tags(id) \
            ON DELETE CASCADE ON UPDATE RESTRICT)
            """
        case .facts, .histories, .fieldTimes, .memories, .copies, .leavings, .holders, .claims,
            .doubts, .tokens, .events:
            preconditionFailure("\(table) is ours: see migrations")
        }
    }

    public var createMigrationsTable: String {
        "CREATE TABLE IF NOT EXISTS linkora_migrations (number INTEGER PRIMARY KEY)"
    }

    public var migrations: [Migration] {
        [
            Migration(
                1,
                [
                    "CREATE TABLE linkora_facts (fact TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL) WITHOUT ROWID",
                    """
                    CREATE TABLE linkora_histories (row_table BIGINT NOT NULL, row_id BIGINT NOT NULL, \
                    birth_stamp BIGINT NOT NULL, edited_at BIGINT NOT NULL, PRIMARY KEY (row_table, row_id)) WITHOUT ROWID
                    """,
                    "CREATE INDEX linkora_folders_by_stamp ON folders_table (last_modified)",
                    "CREATE INDEX linkora_folders_by_parent ON folders_table (parent_folder_id)",
                    "CREATE INDEX linkora_links_by_stamp ON links_table (last_modified)",
                    "CREATE INDEX linkora_links_by_folder ON links_table (id_of_linked_folder)",
                    "CREATE INDEX linkora_links_by_url ON links_table (url)",
                    "CREATE INDEX linkora_tombstones_by_stamp ON tombstone (deleted_at)",
                    "CREATE INDEX linkora_panels_by_stamp ON panels (last_modified)",
                    "CREATE INDEX linkora_panel_folders_by_stamp ON panel_folders (last_modified)",
                    "CREATE INDEX linkora_panel_folders_by_folder ON panel_folders (folder_id)",
                    "CREATE INDEX linkora_panel_folders_by_panel ON panel_folders (connected_panel_id)",
                    "CREATE INDEX linkora_tags_by_stamp ON tags (last_modified)",
                    "CREATE INDEX linkora_link_tags_by_stamp ON link_tags (last_modified, linkId, tagId)",
                    "CREATE INDEX linkora_link_tags_by_tag ON link_tags (tagId)",
                ]),
            Migration(2, Self.devices),
        ]
    }

    /// What is known of the devices, and what must be remembered of their requests.
    private static let devices: [SchemaStatement] = [
        "ALTER TABLE linkora_histories ADD COLUMN known_by BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE linkora_histories ADD COLUMN creator BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE linkora_histories ADD COLUMN retold_stamp BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE linkora_histories ADD COLUMN is_named BOOLEAN NOT NULL DEFAULT 0",
        """
        CREATE TABLE linkora_field_times (row_table BIGINT NOT NULL, row_id BIGINT NOT NULL, field BIGINT NOT NULL, \
        edited_at BIGINT NOT NULL, editor BIGINT NOT NULL, formers TEXT NOT NULL, \
        PRIMARY KEY (row_table, row_id, field)) WITHOUT ROWID
        """,
        """
        CREATE TABLE linkora_memories (key_high BIGINT NOT NULL, key_low BIGINT NOT NULL, local_id BIGINT NOT NULL, \
        row_table BIGINT NOT NULL, row_id BIGINT NOT NULL, stamp BIGINT NOT NULL, \
        PRIMARY KEY (key_high, key_low, local_id)) WITHOUT ROWID
        """,
        """
        CREATE TABLE linkora_copies (row_table BIGINT NOT NULL, source_id BIGINT NOT NULL, row_id BIGINT NOT NULL, \
        edited_at BIGINT NOT NULL, editor BIGINT NOT NULL, PRIMARY KEY (row_table, source_id, row_id)) WITHOUT ROWID
        """,
        """
        CREATE TABLE linkora_leavings (folder_id BIGINT NOT NULL, row_table BIGINT NOT NULL, row_id BIGINT NOT NULL, \
        stamp BIGINT NOT NULL, PRIMARY KEY (folder_id, row_table, row_id)) WITHOUT ROWID
        """,
        """
        CREATE TABLE linkora_holders (id INTEGER PRIMARY KEY AUTOINCREMENT, token BIGINT NOT NULL, \
        correlation TEXT NOT NULL, shown BIGINT NOT NULL, clock_offset BIGINT NULL, hints BIGINT NOT NULL, \
        given BIGINT NOT NULL, pulled_through BIGINT NOT NULL, heard_through BIGINT NOT NULL, \
        confirmed_after BIGINT NOT NULL, confirmed_through BIGINT NOT NULL)
        """,
        "CREATE INDEX linkora_holders_by_token ON linkora_holders (token, correlation)",
        """
        CREATE TABLE linkora_claims (number BIGINT NOT NULL PRIMARY KEY, holder BIGINT NOT NULL, \
        rows_through BIGINT NOT NULL, list_through BIGINT NOT NULL, is_sure BOOLEAN NOT NULL, \
        serves BIGINT NOT NULL, rows_made BIGINT NOT NULL, list_made BIGINT NOT NULL) WITHOUT ROWID
        """,
        "CREATE INDEX linkora_claims_by_holder ON linkora_claims (holder)",
        """
        CREATE TABLE linkora_doubts (holder BIGINT NOT NULL, row_table BIGINT NOT NULL, row_id BIGINT NOT NULL, \
        stamp BIGINT NOT NULL, missing_stamp BIGINT NOT NULL, PRIMARY KEY (holder, row_table, row_id)) WITHOUT ROWID
        """,
        """
        CREATE TABLE linkora_tokens (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, digest TEXT NOT NULL, \
        scope TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NULL, last_used_at BIGINT NULL, \
        last_address TEXT NULL)
        """,
        "CREATE INDEX linkora_tokens_by_digest ON linkora_tokens (digest)",
        """
        CREATE TABLE linkora_events (id INTEGER PRIMARY KEY AUTOINCREMENT, stamp BIGINT NOT NULL, body TEXT NOT NULL)
        """,
    ]
}
