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
    /// Ours: when single fields of a row were edited and by whom, where that was later than the row's own edit time.
    case fieldTimes
    /// Ours: which rows a creation or copy made, so that one that comes again makes no others (PROTOCOL T4).
    case memories
    /// Ours: which rows are copies of which, by whom.
    case copies
    /// Ours: which rows a folder held once that are elsewhere now (PROTOCOL §8, SYNC §5 rule 11), and which links were in a
    /// place with a certain URL, by a negative number made of both (rules 16 and 17).
    case leavings
    /// Ours: the devices, as far as they can be told apart.
    case holders
    /// Ours: what whoever shows a number as its watermark is known to have.
    case claims
    /// Ours: single rows that a device may lack, or have in another state than its claim says.
    case doubts
    /// Ours: the named tokens, one per device.
    case tokens
    /// Ours: what the sockets of other processes are to be told; empty where one process has the database to itself.
    case events

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
        case .fieldTimes: "linkora_field_times"
        case .memories: "linkora_memories"
        case .copies: "linkora_copies"
        case .leavings: "linkora_leavings"
        case .holders: "linkora_holders"
        case .claims: "linkora_claims"
        case .doubts: "linkora_doubts"
        case .tokens: "linkora_tokens"
        case .events: "linkora_events"
        }
    }

    /// Whether the original knows it too.
    public var isOriginal: Bool { rawValue <= Table.linkTags.rawValue }

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
        case .fieldTimes: [.fieldTimeTable, .fieldTimeRow, .fieldTimeField]
        case .memories: [.memoryKeyHigh, .memoryKeyLow, .memoryLocalId]
        case .copies: [.copyTable, .copySource, .copyRow]
        case .leavings: [.leavingFolder, .leavingTable, .leavingRow]
        case .claims: [.claimNumber]
        case .doubts: [.doubtHolder, .doubtTable, .doubtRow]
        default: [columns[0]]
        }
    }

    /// Whether an insert replaces the row that has its key, instead of being refused.
    public var replacesRows: Bool { idColumn == nil }

    private static let columnsOfTables: [[Column]] = allCases.map { table in
        Column.allCases.filter { $0.table == table }
    }
}
