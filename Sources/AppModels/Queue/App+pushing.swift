extension App {
    /// Pushes the queue as it is now, item after item (PROTOCOL §5.6). A failed call leaves the item and goes on; an
    /// exception leaves all that follow.
    static var pushQueue: Coroutine.Step {
        { app, coroutine, _ in
            app.queueRun = QueueRun()
            coroutine.next(app.queue.map { item in { app, coroutine, _ in try app.pushNoting(item, in: coroutine) } })
        }
    }

    func push(_ item: QueueItem, in coroutine: Coroutine) throws {
        switch item.payload {
        case .createFolder, .createTag, .createLink, .addPanel, .addFolderInPanel:
            try pushCreation(item, in: coroutine)
        case .id(let id):
            try push(item, id: id, in: coroutine)
        case .text(let localId, let newText):
            try push(item, localId: localId, newText: newText, in: coroutine)
        case .updateFolder(let folder):
            push(item, folder, in: coroutine)
        case .updateLink(let link, let tagIds):
            guard let id = try mapped(library.linkTable.remoteId(of: link.localId)) else { return }
            post(item, body(updating: link, id: id, tagIds: tagIds, item.eventTimestamp), in: coroutine)
        case .several(let links, let folders):
            push(item, links: links, folders: folders, in: coroutine)
        case .move, .copy:
            pushTransfer(item, in: coroutine)
        case .folderInPanel(let panel, let folder):
            post(item, body(panel: panel, folder: folder, item.eventTimestamp), in: coroutine)
        case .nothing:
            get(item.operation, in: coroutine) { app, coroutine, answer, _ in
                app.leaveQueue(item, answer, in: coroutine)
            }
        }
    }

    /// From 0.14 on an item whose id is not mapped yet is passed over; older apps dereference null, and everything behind
    /// it is stuck for good (§5.6, F35).
    func mapped(_ remoteId: Int64?) throws -> Int64? {
        if remoteId == nil, generation.queueMayStick { throw AppException("the id of a queue item is not mapped") }
        return remoteId
    }

    private func push(_ item: QueueItem, id: Int64, in coroutine: Coroutine) throws {
        let remoteId: Int64?
        switch item.operation {
        case .markFolderAsArchive, .markAsRegularFolder, .deleteFolderNote:
            remoteId = try mapped(library.folderTable.remoteId(of: id))
        case .archiveLink, .unarchiveLink:
            remoteId = try mapped(library.linkTable.remoteId(of: id))
        case .deleteFolder where generation.losesQueuedFolderDeletions:
            // The row is gone, so there is nothing to map: never sent, never removed (§5.6, F19).
            remoteId = library.folderTable.remoteId(of: id)
        default:
            remoteId = id
        }
        if let remoteId { post(item, body(id: remoteId, item.eventTimestamp), in: coroutine) }
    }

    private func push(
        _ item: QueueItem, localId: Int64, newText: String, in coroutine: Coroutine
    ) throws {
        let remoteId: Int64?
        switch item.operation {
        case .updateFolderName, .updateFolderNote:
            remoteId = try mapped(library.folderTable.remoteId(of: localId))
        case .updatePanelName:
            remoteId = try mapped(library.panelTable.remoteId(of: localId))
        case .renameTag:
            remoteId = library.tagTable.remoteId(of: localId)
        default:
            // Stored as a title or note, read as a whole link: this item and all behind it stay for ever (§5.6).
            if generation.queueMayStick { throw AppException("a title or note cannot be read from the queue") }
            remoteId = library.linkTable.remoteId(of: localId)
        }
        guard let remoteId else { return }
        post(item, body(item.operation, id: remoteId, newText: newText, item.eventTimestamp), in: coroutine)
    }

    /// The remote id of the payload, the time of the edit, the parent mapped now (§5.6).
    private func push(_ item: QueueItem, _ folder: LocalFolder, in coroutine: Coroutine) {
        guard let id = folder.remoteId else { return }
        let parent = folder.parentFolderId.flatMap(library.folderTable.remoteId(of:))
        let body = body(item.eventTimestamp) {
            $0.add("id", id)
            $0.add(folder, parent: parent)
        }
        post(item, body, in: coroutine)
    }

    private func push(_ item: QueueItem, links: [Int64], folders: [Int64], in coroutine: Coroutine) {
        var links = links
        var folders = folders
        switch item.operation {
        case .deleteSeveral, .deleteDuplicateLinks: break  // Remote already.
        case .unarchiveSeveral where generation.queueMayStick:
            // Links are mapped in the wrong direction (§5.6).
            links = links.map { library.linkTable.localId(ofRemote: $0) ?? WellKnownNumber.unmapped }
            folders = library.remoteIds(\.folderTable, folders, for: generation)
        default:
            links = library.remoteIds(\.linkTable, links, for: generation)
            folders = library.remoteIds(\.folderTable, folders, for: generation)
        }
        if item.operation == .deleteDuplicateLinks {
            post(item, body(item.eventTimestamp) { $0.add("linkIds", links) }, in: coroutine)
        } else {
            post(item, body(item.operation, links: links, folders: folders, item.eventTimestamp), in: coroutine)
        }
    }

    private func pushTransfer(_ item: QueueItem, in coroutine: Coroutine) {
        switch item.payload {
        case .move(let links, let folders, let kind, let parent):
            guard let remoteParent = mappedDestination(parent) else { return }
            let body = body(
                moving: library.remoteIds(\.linkTable, links, for: generation),
                folders: library.remoteIds(\.folderTable, folders, for: generation), kind: kind,
                parent: remoteParent, item.eventTimestamp)
            post(item, body, in: coroutine)
        case .copy(let copied, let kind, let parent):
            guard let remoteParent = mappedDestination(parent) else { return }
            let body = body(copying: copied, kind: kind, parent: remoteParent, item.eventTimestamp)
            post(item.operation, body, in: coroutine) { app, coroutine, answer, _ in
                // Never removed, not even on success: repeated at every start (§5.6, F8).
                guard let bytes = answer.bodyOfSuccess,
                    let answer = try? ReceivedCopy(bytes, for: app.generation)
                else { return }
                coroutine.next([
                    { app, _, _ in app.apply(answer) },
                    { app, _, _ in app.moveWatermark(to: answer.eventTimestamp) },
                ])
            }
        default: break
        }
    }

    /// Up to 0.13.7 an unmapped destination is sent as -45454 (§5.8); later it is waited for.
    private func mappedDestination(_ parent: Int64) -> Int64? {
        library.folderTable.remoteId(of: parent)
            ?? (generation.requiresRemoteIDs ? nil : WellKnownNumber.unmapped)
    }

    private func post(_ item: QueueItem, _ body: [UInt8], in coroutine: Coroutine) {
        post(item.operation, body, in: coroutine) { app, coroutine, answer, _ in
            app.leaveQueue(item, answer, in: coroutine)
        }
    }

    /// On success the item goes, then the watermark moves.
    private func leaveQueue(_ item: QueueItem, _ answer: AppAnswer, in coroutine: Coroutine) {
        guard let bytes = answer.bodyOfSuccess, let stamp = try? ReceivedStamp(bytes) else { return }
        coroutine.next([
            { app, _, _ in app.removeFromQueue(item.id) },
            { app, _, _ in app.moveWatermark(to: stamp.eventTimestamp) },
        ])
    }
}
