/// A table whose rows have an id and a stamp, and are edited by it.
enum EditableTable: Sendable, CaseIterable {
    case folders
    case links
    case panels
    case panelFolders
    case tags

    /// - Parameter number: of a table, as it stands in the database.
    init?(number: Int64) {
        guard let kind = Self.allCases.first(where: { Int64($0.table.rawValue) == number }) else { return nil }
        self = kind
    }

    var table: Table {
        switch self {
        case .folders: .folders
        case .links: .links
        case .panels: .panels
        case .panelFolders: .panelFolders
        case .tags: .tags
        }
    }

    var id: Column {
        switch self {
        case .folders: .folderId
        case .links: .linkId
        case .panels: .panelId
        case .panelFolders: .panelFolderId
        case .tags: .tagId
        }
    }

    var stamp: Column {
        switch self {
        case .folders: .folderStamp
        case .links: .linkStamp
        case .panels: .panelStamp
        case .panelFolders: .panelFolderStamp
        case .tags: .tagStamp
        }
    }

    var isInHistories: Predicate { .equals(.historyTable, .integer(Int64(table.rawValue))) }
}
