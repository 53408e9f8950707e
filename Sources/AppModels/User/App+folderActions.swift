extension App {
    func performOnFolders(_ action: UserAction, _ nowSeconds: Int64) {
        switch action {
        case .createFolder(let name, let note, let parent):
            createFolder(name: name, note: note, parent: parent, nowSeconds)
        case .renameFolder(let id, let name):
            edit(folder: id, .updateFolderName, newText: name, nowSeconds) { $0.name = name }
        case .changeFolderNote(let id, let note):
            edit(folder: id, .updateFolderNote, newText: note, nowSeconds) { $0.note = note }
        case .deleteFolderNote(let id):
            change(folder: id, .deleteFolderNote, nowSeconds) { $0.note = "" }
        case .archiveFolder(let id):
            change(folder: id, .markFolderAsArchive, nowSeconds) { $0.isArchived = true }
        case .unarchiveFolder(let id):
            change(folder: id, .markAsRegularFolder, nowSeconds) { $0.isArchived = false }
        case .deleteFolder(let id):
            deleteFolder(id, nowSeconds)
        case .moveToRoot(let folders):
            library.folderTable.changeAll(folders) { $0.parentFolderId = nil }
            let remote = library.remoteIds(\.folderTable, folders, for: generation)
            tell(
                .markFoldersAsRoot, body(.markFoldersAsRoot, links: [], folders: remote, nowSeconds), nowSeconds,
                queued: .several(links: [], folders: folders))
        default: break
        }
    }

    /// A parent without remote id is sent as null: the folder becomes a root on the server for good (PROTOCOL §5.8, F21).
    private func createFolder(name: String, note: String, parent: Int64?, _ nowSeconds: Int64) {
        var folder = LocalFolder(
            name: name, note: note, parentFolderId: parent, isArchived: false, lastModified: nowSeconds)
        folder.localId = library.folderTable.insert(folder)
        let remoteParent = parent.flatMap(library.folderTable.remoteId(of:))
        tellCreation(
            .createFolder, body(creating: folder, parent: remoteParent, nowSeconds, offlineSyncItemId: 0),
            \.folderTable, folder.localId, keepsTime: true
        ) { [folder] app in
            app.enqueue(.createFolder, .createFolder(folder), eventTimestamp: nowSeconds)
        }
    }

    /// Name or note: the whole folder from 0.14 on, a route of its own before (§2.9).
    private func edit(
        folder id: Int64, _ operation: Operation, newText: String, _ nowSeconds: Int64,
        _ change: (inout LocalFolder) -> Void
    ) {
        guard var folder = library.folder(id) else { return }
        change(&folder)
        folder.lastModified = nowSeconds
        library.folderTable[id] = folder
        guard generation.editsFoldersWhole else {
            let request = folder.remoteId.map { body(operation, id: $0, newText: newText, nowSeconds) }
            tell(operation, request, nowSeconds, queued: .text(localId: id, newText))
            return
        }
        let parent = folder.parentFolderId.flatMap(library.folderTable.remoteId(of:))
        let request = folder.remoteId.map { remoteId in
            body(nowSeconds) {
                $0.add("id", remoteId)
                $0.add(folder, parent: parent)
            }
        }
        tell(.updateFolder, request, nowSeconds, queued: .updateFolder(folder))
    }

    private func change(
        folder id: Int64, _ operation: Operation, _ nowSeconds: Int64, _ change: (inout LocalFolder) -> Void
    ) {
        guard let folder = library.folder(id) else { return }
        library.folderTable.change(id) {
            change(&$0)
            $0.lastModified = nowSeconds
        }
        tell(
            operation, folder.remoteId.map { body(id: $0, nowSeconds) }, nowSeconds, queued: .id(id),
            touch: { app, stamp in
                if operation != .deleteFolderNote {
                    app.library.folderTable.change(id) { $0.lastModified = stamp }
                }
            })
    }

    /// Offline the item holds the remote id up to 0.15.2, and from 0.16 on the local one, of which nothing comes (F19).
    private func deleteFolder(_ id: Int64, _ nowSeconds: Int64) {
        guard let folder = library.folder(id) else { return }
        library.deleteFolder(id)
        let queued = generation.losesQueuedFolderDeletions ? id : folder.remoteId
        tell(
            .deleteFolder, folder.remoteId.map { body(id: $0, nowSeconds) }, nowSeconds,
            queued: queued.map(QueuedPayload.id))
    }
}
