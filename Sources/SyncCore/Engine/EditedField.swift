/// A part of a row that is edited by itself: the last edit of each stands, whatever became of the others (PROTOCOL F9,
/// F18; SYNC §5, rule 13). The numbers stand in the database.
enum EditedField: Int64, Sendable, CaseIterable {
    case folderName = 1
    case folderNote = 2
    case folderParent = 3
    case folderIsArchived = 4
    case linkTitle = 5
    case linkNote = 6
    case linkURL = 7
    case linkImage = 8
    case linkUserAgent = 9
    case linkIsImportant = 10
    case linkMediaType = 11
    /// Type and folder together: a link is in one place.
    case linkPlace = 12
    case linkTags = 13
    case panelName = 14
    case tagName = 15

    var kind: EditableTable {
        switch self {
        case .folderName, .folderNote, .folderParent, .folderIsArchived: .folders
        case .panelName: .panels
        case .tagName: .tags
        default: .links
        }
    }

    /// Where its value stands; none for tags, which have a table of their own.
    var columns: [Column] {
        switch self {
        case .folderName: [.folderName]
        case .folderNote: [.folderNote]
        case .folderParent: [.folderParent]
        case .folderIsArchived: [.folderIsArchived]
        case .linkTitle: [.linkTitle]
        case .linkNote: [.linkNote]
        case .linkURL: [.linkURL, .linkBaseURL]
        case .linkImage: [.linkImageURL]
        case .linkUserAgent: [.linkUserAgent]
        case .linkIsImportant: [.linkIsImportant]
        case .linkMediaType: [.linkMediaType]
        case .linkPlace: [.linkType, .linkFolder]
        case .linkTags: []
        case .panelName: [.panelName]
        case .tagName: [.tagName]
        }
    }
}
