extension App {
    func applyFolderEvent(_ event: ReceivedEvent, in coroutine: Coroutine) throws {
        let payload = event.payload
        switch event.operation {
        case .createFolder:
            insert(try ReceivedFolder(payload), in: coroutine)
        case .updateFolder:
            try applyUpdateFolder(event, ReceivedFolder(payload), in: coroutine)
        case .updateFolderName:
            let newName = try payload.text(.newFolderName)
            changeKnownFolder(event, try payload.integer(.folderId), in: coroutine) { $0.name = newName }
        case .updateFolderNote:
            let newNote = try payload.text(.newNote)
            changeKnownFolder(event, try payload.integer(.folderId), in: coroutine) { $0.note = newNote }
        case .deleteFolderNote:
            changeKnownFolder(event, try payload.integer(.id), in: coroutine) { $0.note = "" }
        case .markFolderAsArchive:
            changeKnownFolder(event, try payload.integer(.id), in: coroutine) { $0.isArchived = true }
        case .markAsRegularFolder:
            changeKnownFolder(event, try payload.integer(.id), in: coroutine) { $0.isArchived = false }
        case .markFoldersAsRoot:
            // Unknown ids become -45454, which no row has; the watermark moves all the same (PROTOCOL §6).
            let ids = localFolderIds(try payload.integers(.folderIds))
            apply(event, in: coroutine) { app, _ in
                app.library.folderTable.changeAll(ids) { $0.parentFolderId = nil }
            }
        default:
            applyDeleteFolder(event, try payload.integer(.id), in: coroutine)
        }
    }

    /// A `CREATE_FOLDER` event inserts without looking whether the folder is there: repeated, there are two (§6). An
    /// unknown parent makes it a root.
    func insert(_ folder: ReceivedFolder, in coroutine: Coroutine) {
        // A Failure, no exception: neither row nor watermark (§6).
        if folder.name.isEmpty || Self.placeholders.contains(folder.name) { return }
        let parent = folder.parentFolderId.flatMap(library.folderTable.localId(ofRemote:))
        coroutine.next([
            { app, _, _ in
                // New folders keep the server's number as their time (§5.8).
                app.library.folderTable.insert(
                    LocalFolder(
                        remoteId: folder.id, name: folder.name, note: folder.note, parentFolderId: parent,
                        isArchived: folder.isArchived, lastModified: folder.eventTimestamp))
            },
            { app, _, _ in app.moveWatermark(to: folder.eventTimestamp) },
        ])
    }

    private static let placeholders: Set = ["{#LINKORA_PLACE_HOLDER_1#}", "{#LINKORA_PLACE_HOLDER_2#}"]

    /// The whole row; an unknown parent makes it a root, whatever it was before (§6).
    private func applyUpdateFolder(_ event: ReceivedEvent, _ folder: ReceivedFolder, in coroutine: Coroutine) {
        guard let localId = library.folderTable.localId(ofRemote: folder.id) else { return }
        overwrite(localId, with: folder, in: coroutine)
    }

    /// Also what a folder row of a pull does to a folder that is known (RSRI:349-391).
    func overwrite(_ localId: Int64, with folder: ReceivedFolder, in coroutine: Coroutine) {
        let parent = folder.parentFolderId.flatMap(library.folderTable.localId(ofRemote:))
        coroutine.next([
            { app, _, nowSeconds in
                app.library.folderTable[localId] = LocalFolder(
                    localId: localId, remoteId: folder.id, name: folder.name, note: folder.note,
                    parentFolderId: parent, isArchived: folder.isArchived, lastModified: nowSeconds)
            },
            { app, _, _ in app.moveWatermark(to: folder.eventTimestamp) },
        ])
    }

    /// An unknown folder is passed over, and the watermark does not move (§6).
    private func changeKnownFolder(
        _ event: ReceivedEvent, _ remoteId: Int64, in coroutine: Coroutine,
        _ change: @escaping (inout LocalFolder) -> Void
    ) {
        guard let localId = library.folderTable.localId(ofRemote: remoteId) else { return }
        apply(event, in: coroutine) { app, nowSeconds in
            app.library.folderTable.change(localId) {
                change(&$0)
                $0.lastModified = nowSeconds
            }
        }
    }

    /// Descendants go in one transaction, then panel entries, links and the folder itself, one after the other.
    private func applyDeleteFolder(_ event: ReceivedEvent, _ remoteId: Int64, in coroutine: Coroutine) {
        guard let localId = library.folderTable.localId(ofRemote: remoteId) else { return }
        coroutine.next([
            { app, _, _ in app.library.deleteDescendants(of: localId) },
            { app, _, _ in app.library.panelFolderTable.removeAll { $0.folderId == localId } },
            { app, _, _ in app.library.deleteLinks { $0.idOfLinkedFolder == localId } },
            { app, _, _ in app.library.folderTable.remove(localId) },
            { app, _, _ in app.moveWatermark(to: event.eventTimestamp) },
        ])
    }

    /// What cannot be mapped becomes -45454 (§6).
    func localFolderIds(_ remoteIds: [Int64]) -> [Int64] {
        remoteIds.map { library.folderTable.localId(ofRemote: $0) ?? WellKnownNumber.unmapped }
    }

    /// What cannot be mapped becomes -45454 (§6).
    func localLinkIds(_ remoteIds: [Int64]) -> [Int64] {
        remoteIds.map { library.linkTable.localId(ofRemote: $0) ?? WellKnownNumber.unmapped }
    }
}
