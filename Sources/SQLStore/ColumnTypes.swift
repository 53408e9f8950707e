public import SyncCore

/// The words of a database for the types of columns, from which tables are made.
public struct ColumnTypes: Sendable {
    /// With all that makes it number its rows and identify them.
    public var id: String
    public var integer = "BIGINT"
    public var boolean = "BOOLEAN"
    /// In the original's tables.
    public var originalText: String
    /// In ours.
    public var text: String
    /// Of texts that identify a row.
    public var keyText: String
    /// What a statement that makes one of our tables ends with.
    public var tableSuffix: String

    public init(id: String, originalText: String, text: String, keyText: String, tableSuffix: String = "") {
        self.id = id
        self.originalText = originalText
        self.text = text
        self.keyText = keyText
        self.tableSuffix = tableSuffix
    }

    /// Makes a table where it is missing. The original's are as the original makes them (PROTOCOL §3.2).
    public func create(_ table: Table, quoted: (String) -> String) -> String {
        var parts = table.columns.map { column in
            "\(quoted(column.name)) \(column.isNumberedByStore ? id : type(of: column))"
        }
        if table == .linkTags {
            parts += constraintsOfLinkTags(quoted)
        } else if table.idColumn == nil {
            parts.append("PRIMARY KEY (\(table.key.map { quoted($0.name) }.joined(separator: ", ")))")
        }
        let suffix = table.isOriginal ? "" : tableSuffix
        return "CREATE TABLE IF NOT EXISTS \(quoted(table.name)) (\(parts.joined(separator: ", ")))\(suffix)"
    }

    private func type(of column: Column) -> String {
        let type =
            switch column.type {
            case .integer: integer
            case .boolean: boolean
            case .text where column.table.isOriginal: originalText
            case .text: column.table.key.contains(column) ? keyText : text
            }
        let byDefault = column == .folderIsArchived ? " DEFAULT FALSE" : ""
        return type + byDefault + (column.isNullable ? " NULL" : " NOT NULL")
    }

    private func constraintsOfLinkTags(_ quoted: (String) -> String) -> [String] {
        let references: [(String, Column, Table)] = [
            ("fk_link_tags_linkid__id", .linkTagLink, .links), ("fk_link_tags_tagid__id", .linkTagTag, .tags),
        ]
        let key = Table.linkTags.key.map { quoted($0.name) }.joined(separator: ", ")
        return ["CONSTRAINT pk_link_tags PRIMARY KEY (\(key))"]
            + references.map { name, column, table in
                """
                CONSTRAINT \(name) FOREIGN KEY (\(quoted(column.name))) REFERENCES \(quoted(table.name))\
                (\(quoted("id"))) ON DELETE CASCADE ON UPDATE RESTRICT
                """
            }
    }
}

/// An index that pulls and edits need, whatever the database.
public struct TableIndex: Sendable {
    public let name: String
    public let columns: [Column]

    public var table: Table { columns[0].table }

    private init(_ name: String, _ columns: Column...) {
        self.name = "linkora_" + name
        self.columns = columns
    }

    public static let all: [TableIndex] = [
        TableIndex("folders_by_stamp", .folderStamp), TableIndex("folders_by_parent", .folderParent),
        TableIndex("links_by_stamp", .linkStamp), TableIndex("links_by_folder", .linkFolder),
        TableIndex("links_by_url", .linkURL), TableIndex("tombstones_by_stamp", .tombstoneStamp),
        TableIndex("panels_by_stamp", .panelStamp), TableIndex("panel_folders_by_stamp", .panelFolderStamp),
        TableIndex("panel_folders_by_folder", .panelFolderFolder),
        TableIndex("panel_folders_by_panel", .panelFolderPanel), TableIndex("tags_by_stamp", .tagStamp),
        TableIndex("link_tags_by_stamp", .linkTagStamp, .linkTagLink, .linkTagTag),
        TableIndex("link_tags_by_tag", .linkTagTag), TableIndex("holders_by_token", .holderToken),
        TableIndex("holders_by_correlation", .holderCorrelation), TableIndex("claims_by_holder", .claimHolder),
        TableIndex("tokens_by_digest", .tokenDigest),
    ]
}
