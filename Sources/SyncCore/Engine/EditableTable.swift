/// A table whose rows have an id and a stamp, and are edited by it.
enum EditableTable: Sendable {
    case folders
    case links
    case panels
    case panelFolders
    case tags

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
