/// Something that a user does. All ids are local; an id that is gone makes the action do nothing.
public enum UserAction: Equatable, Sendable {
    case createFolder(name: String, note: String, parent: Int64?)
    case renameFolder(Int64, to: String)
    case changeFolderNote(Int64, to: String)
    case deleteFolderNote(Int64)
    case archiveFolder(Int64)
    case unarchiveFolder(Int64)
    case deleteFolder(Int64)
    case moveToRoot(folders: [Int64])

    /// `folder` for links of type `.folder`; other types get the number of their collection.
    case createLink(kind: LinkKind, folder: Int64?, url: String, title: String, note: String, tags: [Int64])
    case editLinkTitle(Int64, to: String)
    case editLinkNote(Int64, to: String)
    /// Online it names the link by its local id (PROTOCOL §5.8).
    case deleteLinkNote(Int64)
    /// Title, address, note and tags at once: `UPDATE_LINK`.
    case editLink(Int64, title: String, url: String, note: String, tags: [Int64])
    case archiveLink(Int64)
    /// Sent as `UPDATE_LINK` (§2.9).
    case unarchiveLink(Int64)
    case deleteLink(Int64)
    case deleteDuplicates
    /// Creates a second link of type important; sets a flag in the oldest apps (§5.8).
    case markImportant(Int64)
    case forceSetDefaultFolders

    case createTag(name: String)
    case renameTag(Int64, to: String)
    case deleteTag(Int64)

    case addPanel(name: String)
    case renamePanel(Int64, to: String)
    case deletePanel(Int64)
    case addFolderToPanel(folder: Int64, panel: Int64)
    case removeFolderFromPanel(folder: Int64, panel: Int64)

    case archiveItems(links: [Int64], folders: [Int64])
    case unarchiveItems(links: [Int64], folders: [Int64])
    case deleteItems(links: [Int64], folders: [Int64])
    /// Into a folder, or into a collection by its number: the latter is never told from 0.14 on (F20).
    case moveItems(links: [Int64], folders: [Int64], into: Int64)
    case copyItems(links: [Int64], folders: [Int64], into: Int64)

    case deleteEverything
}

extension UserAction {
    /// Whether apps of a generation have it.
    public func isAvailable(in generation: Generation) -> Bool {
        switch self {
        case .createTag, .renameTag, .deleteTag: generation.knowsTags
        case .moveToRoot, .archiveItems, .unarchiveItems, .deleteItems, .moveItems, .copyItems:
            generation.knowsSeveralItems
        case .forceSetDefaultFolders: generation.knowsForceSet
        default: true
        }
    }
}
