/// The words that name routes, events and tombstones, as apps know them (PROTOCOL §2.9, §6).
public enum Operation: String, CaseIterable, Sendable {
    case createFolder = "CREATE_FOLDER"
    case updateFolder = "UPDATE_FOLDER"
    case deleteFolder = "DELETE_FOLDER"
    case markFolderAsArchive = "MARK_FOLDER_AS_ARCHIVE"
    case markAsRegularFolder = "MARK_AS_REGULAR_FOLDER"
    case updateFolderName = "UPDATE_FOLDER_NAME"
    case updateFolderNote = "UPDATE_FOLDER_NOTE"
    case deleteFolderNote = "DELETE_FOLDER_NOTE"
    case markFoldersAsRoot = "MARK_FOLDERS_AS_ROOT"
    case changeParentFolder = "CHANGE_PARENT_FOLDER"

    case createLink = "CREATE_A_NEW_LINK"
    case deleteLink = "DELETE_A_LINK"
    case updateLink = "UPDATE_LINK"
    case updateLinkTitle = "UPDATE_LINK_TITLE"
    case updateLinkNote = "UPDATE_LINK_NOTE"
    case archiveLink = "ARCHIVE_LINK"
    case unarchiveLink = "UNARCHIVE_LINK"
    case markAsImportant = "MARK_AS_IMP"
    case unmarkAsImportant = "UNMARK_AS_IMP"
    case deleteDuplicateLinks = "DELETE_DUPLICATE_LINKS"
    case updateLinkedFolderID = "UPDATE_LINKED_FOLDER_ID"
    case updateUserAgent = "UPDATE_USER_AGENT"
    case forceSetDefaultFolder = "FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS"
    case getLinks = "GET_LINKS"
    case getLinksFromAFolder = "GET_LINKS_FROM_A_FOLDER"

    case addPanel = "ADD_A_NEW_PANEL"
    case addFolderInPanel = "ADD_A_NEW_FOLDER_IN_A_PANEL"
    case deletePanel = "DELETE_A_PANEL"
    case updatePanelName = "UPDATE_A_PANEL_NAME"
    case deleteFolderFromAllPanels = "DELETE_A_FOLDER_FROM_ALL_PANELS"
    case deleteFolderFromPanel = "DELETE_A_FOLDER_FROM_A_PANEL"

    case createTag = "CREATE_TAG"
    case renameTag = "RENAME_TAG"
    case deleteTag = "DELETE_TAG"

    case archiveSeveral = "ARCHIVE_MULTIPLE_ITEMS"
    case unarchiveSeveral = "UNARCHIVE_MULTIPLE_ITEMS"
    case deleteSeveral = "DELETE_MULTIPLE_ITEMS"
    case moveItems = "MOVE_EXISTING_ITEMS"
    case copyItems = "COPY_EXISTING_ITEMS"

    case testBearer = "TEST_BEARER"
    case getUpdates = "GET_UPDATES"
    case getTombstones = "GET_TOMBSTONES"
    case deleteEverything = "DELETE_EVERYTHING"

    /// `/CREATE_FOLDER`
    var path: String { "/" + rawValue }
}

extension Operation {
    /// Decoded with plain `Json`: a key too many throws (§5.1).
    var isDecodedStrictly: Bool {
        switch self {
        case .createTag, .deleteTag, .renameTag, .copyItems, .unarchiveSeveral, .deleteEverything, .deleteSeveral,
            .moveItems, .archiveSeveral, .markFoldersAsRoot, .deleteDuplicateLinks:
            true
        default: false
        }
    }

    /// Since when an app does something about an event of this name (§2.9, §7.1); what it does not know it passes over
    /// or, from 0.16 on, throws.
    func isKnown(to generation: Generation) -> Bool {
        switch self {
        case .createTag, .renameTag, .deleteTag, .updateFolder: generation.knowsTags
        case .archiveSeveral, .unarchiveSeveral, .deleteSeveral, .moveItems, .copyItems, .markFoldersAsRoot,
            .deleteEverything:
            generation.knowsSeveralItems
        case .forceSetDefaultFolder: generation.knowsForceSet
        default: true
        }
    }

    private static let byHash = Dictionary(
        uniqueKeysWithValues: Operation.allCases.map { (JSONKey.hash($0.rawValue.utf8), $0) })

    /// The operation of a name; `nil` for a name that no app knows.
    init?(named name: String) {
        guard let operation = Self.byHash[JSONKey.hash(name.utf8)], operation.rawValue == name else { return nil }
        self = operation
    }
}
