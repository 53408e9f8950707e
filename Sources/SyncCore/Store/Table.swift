/// The tables: the original's seven by its own names (PROTOCOL §3.1), and ours beside them, which it ignores.
public enum Table: Int, CaseIterable, Sendable {
    case folders
    case links
    case tombstones
    case panels
    case panelFolders
    case tags
    case linkTags
    /// Ours: one row per fact about the library, such as the last stamp.
    case facts
    /// Ours: what a row was before and when it was made and edited, which the original does not record.
    case histories

    public var name: String {
        switch self {
        case .folders: "folders_table"
        case .links: "links_table"
        case .tombstones: "tombstone"
        case .panels: "panels"
        case .panelFolders: "panel_folders"
        case .tags: "tags"
        case .linkTags: "link_tags"
        case .facts: "linkora_facts"
        case .histories: "linkora_histories"
        }
    }

    /// Whether the original knows it too.
    public var isOriginal: Bool { self != .facts && self != .histories }

    /// In the order of their declaration.
    public var columns: [Column] { Self.columnsOfTables[rawValue] }

    /// The column that numbers the rows by itself, where there is one.
    public var idColumn: Column? { columns.first { $0.isNumberedByStore } }

    /// What no two rows have in common: the id, or the key of a table whose rows an insert replaces.
    public var key: [Column] {
        switch self {
        case .linkTags: [.linkTagLink, .linkTagTag]
        case .facts: [.factName]
        case .histories: [.historyTable, .historyRow]
        default: [columns[0]]
        }
    }

    /// Whether an insert replaces the row that has its key, instead of being refused.
    public var replacesRows: Bool { idColumn == nil }

    private static let columnsOfTables: [[Column]] = allCases.map { table in
        Column.allCases.filter { $0.table == table }
    }
}
