import SyncModel

/// An operation on several items, which apps up to 0.11.2 do not know.
protocol OfSeveral {
    var folderIds: [FolderID] { get }
    var linkIds: [LinkID] { get }
}

extension SeveralItems: OfSeveral {}
extension UnarchiveItems: OfSeveral {}
extension MoveItems: OfSeveral {}

extension MarkFoldersAsRoot: OfSeveral {
    var linkIds: [LinkID] { [] }
}

extension Payload {
    /// The rows that an event with this payload tells of; `nil` where it names none.
    var rowsTold: [RowName]? {
        switch self {
        case let items as any OfSeveral: Self.rows(items.folderIds) + Self.rows(items.linkIds)
        case let items as DeleteDuplicateLinks: Self.rows(items.linkIds)
        default: rowTold.map { [$0] }
        }
    }

    /// The one row that it names; `nil` for operations on several.
    var rowTold: RowName? {
        switch self {
        case let folder as WholeFolder: RowName(kind: .folders, id: folder.id.number)
        case let folder as UpdateFolderName: RowName(kind: .folders, id: folder.folderId.number)
        case let folder as UpdateFolderNote: RowName(kind: .folders, id: folder.folderId.number)
        case let folder as FolderReference: RowName(kind: .folders, id: folder.id.number)
        case let link as WholeLink: RowName(kind: .links, id: link.id.number)
        case let link as UpdateLinkTitle: RowName(kind: .links, id: link.linkId.number)
        case let link as UpdateLinkNote: RowName(kind: .links, id: link.linkId.number)
        case let link as LinkReference: RowName(kind: .links, id: link.id.number)
        default: rowOfPanelsAndTags
        }
    }

    private var rowOfPanelsAndTags: RowName? {
        switch self {
        case let panel as WholePanel: RowName(kind: .panels, id: panel.panelId.number)
        case let panel as UpdatePanelName: RowName(kind: .panels, id: panel.panelId.number)
        case let panel as PanelReference: RowName(kind: .panels, id: panel.id.number)
        case let entry as WholePanelFolder: RowName(kind: .panelFolders, id: entry.id.number)
        case let tag as WholeTag: RowName(kind: .tags, id: tag.id.number)
        case let tag as RenameTag: RowName(kind: .tags, id: tag.id.number)
        case let tag as TagReference: RowName(kind: .tags, id: tag.id.number)
        default: nil
        }
    }

    /// Rows that an event with this payload puts others into, or attaches: where they are not known, it is applied
    /// wrongly or not at all.
    var rowsReferredTo: [RowName] {
        switch self {
        case let folder as WholeFolder: Self.rows(folder.parentFolderId.map { [$0] } ?? [])
        case let link as WholeLink:
            Self.rows(link.idOfLinkedFolder.map { [$0] } ?? [])
                + (link.linkTags ?? []).map { RowName(kind: .tags, id: $0.tagId.number) }
        case let entry as WholePanelFolder:
            Self.rows([entry.folderId]) + [RowName(kind: .panels, id: entry.connectedPanelId.number)]
        case let move as MoveItems: Self.rows([move.newParentFolderId])
        default: []
        }
    }

    private static func rows(_ folders: [FolderID]) -> [RowName] {
        folders.map { RowName(kind: .folders, id: $0.number) }
    }

    private static func rows(_ links: [LinkID]) -> [RowName] { links.map { RowName(kind: .links, id: $0.number) } }
}
