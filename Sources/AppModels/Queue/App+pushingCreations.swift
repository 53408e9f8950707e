extension App {
    /// Creations out of the queue (PROTOCOL §5.6). They leave it only if the local row is still there when the answer
    /// comes; otherwise the item is immortal and creates the thing again at every start (F7).
    func pushCreation(_ item: QueueItem, in coroutine: Coroutine) throws {
        switch item.payload {
        case .createFolder(let folder):
            // An unmapped parent is null: the folder becomes a root.
            let parent = folder.parentFolderId.flatMap(library.folderTable.remoteId(of:))
            let body = body(
                creating: folder, parent: parent, item.eventTimestamp, offlineSyncItemId: folder.localId)
            postCreation(item, body, in: coroutine) { app, answer, nowSeconds in
                try app.bear(\.folderTable, folder.localId, answer.id, lastModified: nowSeconds)
            }
        case .createTag(let name, let localId):
            pushTag(item, name: name, localId: localId, in: coroutine)
        case .createLink(let link):
            pushLink(item, link, in: coroutine)
        case .addPanel(let name, let localId):
            let body = body(addingPanel: name, item.eventTimestamp, offlineSyncItemId: localId)
            postCreation(item, body, in: coroutine) { app, answer, _ in
                try app.bear(\.panelTable, localId, answer.id, lastModified: nil)
            }
        case .addFolderInPanel(let entry):
            try pushFolderInPanel(item, entry, in: coroutine)
        default: break
        }
    }

    private func pushLink(_ item: QueueItem, _ link: LocalLink, in coroutine: Coroutine) {
        let tags = library.tags(ofLink: link.localId)
        // Passed over while any of its tags has no remote id.
        guard tags.allSatisfy({ $0.remoteId != nil }) else { return }
        // The numbers of collections map to null.
        let folder = link.idOfLinkedFolder.flatMap(library.folderTable.remoteId(of:))
        let body = body(
            creating: link, folder: folder, tagIds: tags.compactMap { $0.remoteId }, item.eventTimestamp,
            offlineSyncItemId: link.localId)
        postCreation(item, body, in: coroutine) { app, answer, nowSeconds in
            try app.bear(\.linkTable, link.localId, answer.id, lastModified: nowSeconds)
        }
    }

    /// An update by id: no row, no exception, so the item goes in any case, and before the watermark moves.
    private func pushTag(_ item: QueueItem, name: String, localId: Int64, in coroutine: Coroutine) {
        let body = body(creatingTag: name, item.eventTimestamp, offlineSyncItemId: localId)
        post(item.operation, body, in: coroutine) { app, coroutine, answer, _ in
            guard let bytes = answer.bodyOfSuccess,
                let answer = try? ReceivedNewItem(bytes, for: app.generation)
            else { return }
            coroutine.next([
                { app, _, _ in app.library.tagTable.change(localId) { $0.remoteId = answer.id } },
                { app, _, _ in app.removeFromQueue(item.id) },
                { app, _, _ in app.moveWatermark(to: answer.eventTimestamp) },
            ])
        }
    }

    private func pushFolderInPanel(
        _ item: QueueItem, _ entry: LocalPanelFolder, in coroutine: Coroutine
    ) throws {
        guard let folder = try mapped(library.folderTable.remoteId(of: entry.folderId)),
            let panel = try mapped(library.panelTable.remoteId(of: entry.connectedPanelId))
        else { return }
        let body = body(
            adding: entry, folder: folder, panel: panel, item.eventTimestamp, offlineSyncItemId: entry.localId)
        postCreation(item, body, in: coroutine) { app, answer, _ in
            // Up to 0.13.7 the id goes to the *panel* of that number (§5.6).
            if app.generation.queueMayStick {
                try app.bear(\.panelTable, entry.localId, answer.id, lastModified: nil)
            } else {
                try app.bear(\.panelFolderTable, entry.localId, answer.id, lastModified: nil)
            }
        }
    }

    /// Row, watermark, item: three steps. An exception in the first one is swallowed, and neither of the others happens.
    private func postCreation(
        _ item: QueueItem, _ body: [UInt8], in coroutine: Coroutine,
        _ bear: @escaping (App, ReceivedNewItem, _ nowSeconds: Int64) throws -> Void
    ) {
        post(item.operation, body, in: coroutine) { app, coroutine, answer, _ in
            guard let bytes = answer.bodyOfSuccess,
                let answer = try? ReceivedNewItem(bytes, for: app.generation)
            else { return }
            coroutine.next { app, coroutine, nowSeconds in
                do { try bear(app, answer, nowSeconds) } catch { return }
                coroutine.next([
                    { app, _, _ in app.moveWatermark(to: answer.eventTimestamp) },
                    { app, _, _ in app.removeFromQueue(item.id) },
                ])
            }
        }
    }

    /// The local row learns its remote id; a row that is gone throws, in callbacks that swallow it.
    func bear<Row: LocalRow>(
        _ table: WritableKeyPath<LocalLibrary, LocalTable<Row>>, _ localId: Int64, _ remoteId: Int64,
        lastModified: Int64?
    ) throws {
        guard library[keyPath: table].contains(localId) else { throw AppException.rowIsGone }
        library[keyPath: table].change(localId) {
            $0.remoteId = remoteId
            if let lastModified { $0.lastModified = lastModified }
        }
    }
}
