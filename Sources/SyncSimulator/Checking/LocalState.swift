import AppModels

/// An app's library by remote ids, and what of it has none or has one twice.
struct LocalState {
    private(set) var library = LibraryState()
    /// Local ids of rows, by the row of the server that they stand for; more than one is one too many.
    private(set) var localIds: [RowKey: [Int64]] = [:]
    private(set) var unsynced: [LocalDifference.Row] = []

    /// Stands for a folder that is there but has no remote id.
    static let unsyncedFolder: Int64 = -101
    /// Stands for a folder that is not there.
    static let nowhere: Int64 = -102

    init(_ local: LocalLibrary) {
        for folder in local.folders {
            let parent = folder.parentFolderId.map { Self.reference($0, local) }
            note(.folder, folder)
            guard let id = folder.remoteId, library.folders[id] == nil else { continue }
            library.folders[id] = LibraryState.Folder(
                name: folder.name, note: folder.note, parent: parent, isArchived: folder.isArchived)
        }
        for link in local.links { add(link, local) }
        for tag in local.tags {
            note(.tag, tag)
            if let id = tag.remoteId { library.tags[id] = library.tags[id] ?? tag.name }
        }
        for panel in local.panels {
            note(.panel, panel)
            if let id = panel.remoteId { library.panels[id] = library.panels[id] ?? panel.name }
        }
        for entry in local.panelFolders {
            note(.panelFolder, entry)
            guard let id = entry.remoteId, library.panelFolders[id] == nil else { continue }
            library.panelFolders[id] = LibraryState.PanelFolder(
                panel: local.panel(entry.connectedPanelId)?.remoteId ?? Self.nowhere,
                folder: local.folder(entry.folderId)?.remoteId ?? Self.nowhere)
        }
    }

    private mutating func add(_ link: LocalLink, _ local: LocalLibrary) {
        note(.link, link)
        guard let id = link.remoteId, library.links[id] == nil else { return }
        let folder =
            link.kind == .folder ? link.idOfLinkedFolder.map { Self.reference($0, local) } ?? Self.nowhere : nil
        library.links[id] = LibraryState.Link(
            type: link.kind.rawValue, title: link.title, url: link.url, note: link.note, imageURL: link.imgURL,
            folder: folder, tags: Set(local.tags(ofLink: link.localId).compactMap(\.remoteId)))
    }

    private static func reference(_ localId: Int64, _ local: LocalLibrary) -> Int64 {
        guard let folder = local.folder(localId) else { return nowhere }
        return folder.remoteId ?? unsyncedFolder
    }

    private mutating func note(_ kind: RowKind, _ row: some LocalRow) {
        if let id = row.remoteId {
            localIds[RowKey(kind, id), default: []].append(row.localId)
        } else {
            unsynced.append(LocalDifference.Row(kind: kind, localId: row.localId))
        }
    }
}
