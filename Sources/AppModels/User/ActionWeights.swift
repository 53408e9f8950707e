/// What `randomAction` may choose.
public enum ActionKind: Int, CaseIterable, Sendable {
    case createFolder, createChildFolder, createLinkInFolder, createSavedLink, createImportantLink, createHistoryLink
    case renameFolder, changeFolderNote, deleteFolderNote, archiveFolder, unarchiveFolder, deleteFolder, moveToRoot
    case editLinkTitle, editLinkNote, deleteLinkNote, editLink, changeLinkTags, archiveLink, unarchiveLink, deleteLink
    case deleteDuplicates, markImportant, forceSetDefaultFolders
    case createTag, renameTag, deleteTag
    case addPanel, renamePanel, deletePanel, addFolderToPanel, removeFolderFromPanel
    case archiveItems, unarchiveItems, deleteItems, moveItems, moveIntoCollection, copyItems
    case deleteEverything
}

/// How often each kind of action is chosen, as parts of the sum; 0 is never.
public struct ActionWeights: Sendable {
    private var weights = [Int](repeating: 1, count: ActionKind.allCases.count)
    /// Whether actions may concern rows that have no remote id yet. What is done to those, but for deleting, is never told
    /// to the server from 0.14 on (PROTOCOL §5.2, F20), and a child of an unsynced folder becomes a root (F21).
    public var touchesUnsynced = true

    /// Much creating and editing, some deleting, moving and copying; nothing that wipes a library, and no moves into
    /// collections, which apps since 0.14 keep to themselves.
    public init() {
        for kind in [ActionKind.createFolder, .createChildFolder, .createSavedLink, .editLinkTitle, .editLink] {
            self[kind] = 4
        }
        self[.createLinkInFolder] = 8
        for kind in [ActionKind.renameFolder, .createTag, .changeLinkTags, .moveItems, .editLinkNote] {
            self[kind] = 3
        }
        for kind in [ActionKind.deleteEverything, .moveIntoCollection, .forceSetDefaultFolders] { self[kind] = 0 }
    }

    /// Every kind at 0, to choose a few.
    public static var none: ActionWeights {
        var weights = ActionWeights()
        for kind in ActionKind.allCases { weights[kind] = 0 }
        return weights
    }

    public subscript(kind: ActionKind) -> Int {
        get { weights[kind.rawValue] }
        set { weights[kind.rawValue] = newValue }
    }

    func chosen(_ random: inout some RandomNumberGenerator) -> ActionKind? {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return nil }
        var rest = Int.random(in: 0..<sum, using: &random)
        return ActionKind.allCases.first { kind in
            rest -= self[kind]
            return rest < 0
        }
    }
}
