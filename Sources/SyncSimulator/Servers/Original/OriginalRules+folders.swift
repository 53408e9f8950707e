import JSONText
import SyncModel

/// PROTOCOL §2.2.
extension OriginalRules {
    mutating func performOnFolders(_ name: OperationName, _ body: OriginalBody) throws -> Result? {
        switch name {
        case .createFolder: return try createFolder(body)
        case .updateFolder: return try updateFolder(body)
        case .deleteFolder:
            let id = try body.integer("id")
            _ = try body.correlation
            try deleteTree(id, body)
            bury(.deleteFolder, try reference(id, body))
            return try told(name, body, ["id"])
        case .markFolderAsArchive, .markAsRegularFolder:
            let isArchived = name == .markFolderAsArchive
            return try edit(body.integer("id"), name, body, ["id"]) { $0.isArchived = isArchived }
        case .updateFolderName:
            let newName = try body.text("newFolderName")
            let id = try body.integer("folderId")
            let result = try edit(id, name, body, ["folderId", "newFolderName"]) { $0.name = newName }
            renamePanelFolders(of: id, newName)
            return result
        case .updateFolderNote:
            let note = try body.text("newNote")
            return try edit(body.integer("folderId"), name, body, ["folderId", "newNote"]) { $0.note = note }
        case .deleteFolderNote:
            let id = try body.integer("id")
            library.folders[id]?.note = ""
            touch(folder: id)
            return try told(name, body, ["id"])
        case .markFoldersAsRoot: return try markAsRoot(body)
        default: return nil
        }
    }

    private mutating func createFolder(_ body: OriginalBody) throws -> Result {
        let folder = OriginalLibrary.Folder(
            stamp: nowSeconds, name: try body.text("name"), note: try body.text("note"),
            parent: try body.optionalInteger("parentFolderId"), isArchived: try body.boolean("isArchived"))
        _ = try body.correlation
        let id = library.newId(.folder)
        library.folders[id] = folder
        library.note(stamp: nowSeconds)
        let event = try body.payload(
            ["name", "note", "parentFolderId", "isArchived"], stamp: nowSeconds, id: ("id", id))
        return Result(reply: try newItem(id, body), events: [(.createFolder, event)])
    }

    private mutating func updateFolder(_ body: OriginalBody) throws -> Result {
        let (name, note) = (try body.text("name"), try body.text("note"))
        let (parent, isArchived) = (try body.optionalInteger("parentFolderId"), try body.boolean("isArchived"))
        let keys = ["id", "name", "note", "parentFolderId", "isArchived"]
        return try edit(body.integer("id"), .updateFolder, body, keys) { folder in
            (folder.name, folder.note, folder.parent, folder.isArchived) = (name, note, parent, isArchived)
        }
    }

    private mutating func edit(
        _ id: Int64, _ name: OperationName, _ body: OriginalBody, _ keys: [String],
        _ change: (inout OriginalLibrary.Folder) -> Void
    ) throws -> Result {
        try refuseLate(library.folders[id]?.stamp, body)
        let result = try told(name, body, keys)
        if var folder = library.folders[id] {
            change(&folder)
            library.folders[id] = folder
        }
        touch(folder: id)
        return result
    }

    private mutating func markAsRoot(_ body: OriginalBody) throws -> Result {
        let ids = try body.ids("folderIds")
        guard let last = ids.last else { throw OriginalRefusal.exception }
        try refuseLate(library.folders[last]?.stamp, body)
        for id in ids {
            library.folders[id]?.parent = nil
            touch(folder: id)
        }
        return try told(.markFoldersAsRoot, body, ["folderIds"])
    }

    mutating func touch(folder id: Int64) {
        guard library.folders[id] != nil else { return }
        library.folders[id]?.stamp = nowSeconds
        library.note(stamp: nowSeconds)
    }

    private mutating func renamePanelFolders(of folder: Int64, _ name: String) {
        for (id, row) in library.panelFolders where row.folder == folder {
            library.panelFolders[id]?.name = name
            library.panelFolders[id]?.stamp = nowSeconds
        }
    }

    /// Descendants leave their tombstones on the way, links none; the panel folders of the top stay behind.
    mutating func deleteTree(_ top: Int64, _ body: OriginalBody) throws {
        for child in library.folders.filter({ $0.value.parent == top && $0.key != top }).keys.sorted() {
            library.folders[child]?.parent = nil
            bury(.deleteAFolderFromAllPanels, try reference(child, body))
            library.removePanelFolders { $0.folder == child }
            try deleteTree(child, body)
            bury(.deleteFolder, try reference(child, body))
        }
        for link in library.links.filter({ $0.value.folder == top }).keys { library.removeLink(link) }
        library.removeFolder(top)
    }
}
