extension App {
    func performOnTags(_ action: UserAction, _ nowSeconds: Int64) {
        switch action {
        case .createTag(let name):
            let localId = library.tagTable.insert(LocalTag(name: name, lastModified: nowSeconds))
            tellCreation(
                .createTag, body(creatingTag: name, nowSeconds, offlineSyncItemId: 0), \.tagTable, localId
            ) { app in
                app.enqueue(.createTag, .createTag(name: name, localId: localId), eventTimestamp: nowSeconds)
            }
        case .renameTag(let id, let name):
            renameTag(id, to: name, nowSeconds)
        case .deleteTag(let id):
            deleteTag(id, nowSeconds)
        default: break
        }
    }

    /// The callback loads the tag first; if it is gone meanwhile, the watermark does not move.
    private func renameTag(_ id: Int64, to name: String, _ nowSeconds: Int64) {
        guard let tag = library.tag(id) else { return }
        library.tagTable.change(id) { $0.name = name }
        tell(
            .renameTag, tag.remoteId.map { body(.renameTag, id: $0, newText: name, nowSeconds) },
            decode: { try ReceivedStamp($0) },
            failed: { $0.enqueue(.renameTag, .text(localId: id, name), eventTimestamp: nowSeconds) },
            succeeded: { answer in
                [
                    { app, _, _ in
                        guard app.library.tagTable.contains(id) else { throw AppException.rowIsGone }
                        app.library.tagTable.change(id) { $0.lastModified = answer.eventTimestamp }
                    },
                    { app, _, _ in app.moveWatermark(to: answer.eventTimestamp) },
                ]
            })
    }

    /// The callback loads the tag that it has just deleted, which throws: **the watermark moves only through the echo**
    /// (PROTOCOL §5.5).
    private func deleteTag(_ id: Int64, _ nowSeconds: Int64) {
        guard let tag = library.tag(id) else { return }
        library.deleteTag(id)
        tell(
            .deleteTag, tag.remoteId.map { body(id: $0, nowSeconds) }, decode: { try ReceivedStamp($0) },
            failed: { app in
                if let remoteId = tag.remoteId {
                    app.enqueue(.deleteTag, .id(remoteId), eventTimestamp: nowSeconds)
                }
            },
            succeeded: { _ in [{ _, _, _ in throw AppException.rowIsGone }] })
    }

    func performOnPanels(_ action: UserAction, _ nowSeconds: Int64) {
        switch action {
        case .addPanel(let name):
            let localId = library.panelTable.insert(LocalPanel(name: name, lastModified: nowSeconds))
            tellCreation(
                .addPanel, body(addingPanel: name, nowSeconds, offlineSyncItemId: 0), \.panelTable, localId
            ) { app in
                app.enqueue(.addPanel, .addPanel(name: name, localId: localId), eventTimestamp: nowSeconds)
            }
        case .renamePanel(let id, let name):
            guard let panel = library.panel(id) else { return }
            library.panelTable.change(id) {
                $0.name = name
                $0.lastModified = nowSeconds
            }
            tell(
                .updatePanelName,
                panel.remoteId.map { body(.updatePanelName, id: $0, newText: name, nowSeconds) }, nowSeconds,
                queued: .text(localId: id, name),
                touch: { app, stamp in app.library.panelTable.change(id) { $0.lastModified = stamp } })
        case .deletePanel(let id):
            deletePanel(id, nowSeconds)
        case .addFolderToPanel(let folder, let panel):
            add(folder: folder, toPanel: panel, nowSeconds)
        case .removeFolderFromPanel(let folder, let panel):
            remove(folder: folder, fromPanel: panel, nowSeconds)
        default: break
        }
    }

    /// Up to 0.13.7 the **local** id goes online, and 0 as time into the queue (§5.6, §5.8).
    private func deletePanel(_ id: Int64, _ nowSeconds: Int64) {
        guard let panel = library.panel(id) else { return }
        library.deletePanel(id)
        let request = panel.remoteId.map { remoteId in
            body(id: generation.deletesPanelsByLocalID ? id : remoteId, nowSeconds)
        }
        let queuedAt = generation.deletesPanelsByLocalID ? 0 : nowSeconds
        tell(
            .deletePanel, request, decode: { try ReceivedStamp($0) },
            failed: { app in
                if let remoteId = panel.remoteId {
                    app.enqueue(.deletePanel, .id(remoteId), eventTimestamp: queuedAt)
                }
            },
            succeeded: { answer in [{ app, _, _ in app.moveWatermark(to: answer.eventTimestamp) }] })
    }

    private func add(folder: Int64, toPanel panel: Int64, _ nowSeconds: Int64) {
        guard let row = library.folder(folder), let target = library.panel(panel) else { return }
        var entry = LocalPanelFolder(
            folderId: folder, panelPosition: Int64(library.panelFolders.filter { $0.connectedPanelId == panel }.count),
            folderName: row.name, connectedPanelId: panel, lastModified: nowSeconds)
        entry.localId = library.panelFolderTable.insert(entry)
        var request: [UInt8]?
        if let folderId = row.remoteId, let panelId = target.remoteId {
            request = body(adding: entry, folder: folderId, panel: panelId, nowSeconds, offlineSyncItemId: 0)
        }
        tellCreation(.addFolderInPanel, request, \.panelFolderTable, entry.localId) { [entry] app in
            app.enqueue(.addFolderInPanel, .addFolderInPanel(entry), eventTimestamp: nowSeconds)
        }
    }

    private func remove(folder: Int64, fromPanel panel: Int64, _ nowSeconds: Int64) {
        let ids = (panel: library.panelTable.remoteId(of: panel), folder: library.folderTable.remoteId(of: folder))
        library.panelFolderTable.removeAll { $0.connectedPanelId == panel && $0.folderId == folder }
        var request: [UInt8]?
        var queued: QueuedPayload?
        if let panelId = ids.panel, let folderId = ids.folder {
            request = body(panel: panelId, folder: folderId, nowSeconds)
            queued = .folderInPanel(panel: panelId, folder: folderId)
        }
        tell(.deleteFolderFromPanel, request, nowSeconds, queued: queued)
    }
}
