extension App {
    func applyPanelEvent(_ event: ReceivedEvent, in coroutine: Coroutine) throws {
        let payload = event.payload
        switch event.operation {
        case .addPanel:
            insert(try ReceivedPanel(payload), in: coroutine)
        case .addFolderInPanel:
            insert(try ReceivedPanelFolder(payload), in: coroutine)
        case .updatePanelName:
            rename(
                panel: try payload.integer(.panelId), to: try payload.text(.newName), stamp: event.eventTimestamp,
                in: coroutine)
        case .deletePanel:
            guard let localId = library.panelTable.localId(ofRemote: try payload.integer(.id)) else { return }
            coroutine.next([
                { app, _, _ in app.library.panelTable.remove(localId) },
                { app, _, _ in app.library.panelFolderTable.removeAll { $0.connectedPanelId == localId } },
                { app, _, _ in app.moveWatermark(to: event.eventTimestamp) },
            ])
        case .deleteFolderFromAllPanels:
            guard let folder = library.folderTable.localId(ofRemote: try payload.integer(.id)) else { return }
            apply(event, in: coroutine) { app, _ in
                app.library.panelFolderTable.removeAll { $0.folderId == folder }
            }
        default:
            guard let folder = library.folderTable.localId(ofRemote: try payload.integer(.folderID)),
                let panel = library.panelTable.localId(ofRemote: try payload.integer(.panelId))
            else { return }
            apply(event, in: coroutine) { app, _ in
                app.library.panelFolderTable.removeAll { $0.connectedPanelId == panel && $0.folderId == folder }
            }
        }
    }

    /// The event duplicates when it is repeated (PROTOCOL §6).
    func insert(_ panel: ReceivedPanel, in coroutine: Coroutine) {
        coroutine.next([
            { app, _, nowSeconds in
                app.library.panelTable.insert(
                    LocalPanel(remoteId: panel.id, name: panel.name, lastModified: nowSeconds))
            },
            { app, _, _ in app.moveWatermark(to: panel.eventTimestamp) },
        ])
    }

    /// The event duplicates when it is repeated; without its folder or panel it is dropped silently, and the watermark
    /// does not move (§6).
    func insert(_ entry: ReceivedPanelFolder, in coroutine: Coroutine) {
        guard let folder = library.folderTable.localId(ofRemote: entry.folderId),
            let panel = library.panelTable.localId(ofRemote: entry.connectedPanelId)
        else { return }
        coroutine.next([
            { app, _, nowSeconds in
                app.library.panelFolderTable.insert(
                    LocalPanelFolder(
                        remoteId: entry.id, folderId: folder, panelPosition: entry.panelPosition,
                        folderName: entry.folderName, connectedPanelId: panel, lastModified: nowSeconds))
            },
            { app, _, _ in app.moveWatermark(to: entry.eventTimestamp) },
        ])
    }

    /// An unknown panel is passed over, and the watermark does not move (§6).
    func rename(panel remoteId: Int64, to newName: String, stamp: Int64, in coroutine: Coroutine) {
        guard let localId = library.panelTable.localId(ofRemote: remoteId) else { return }
        coroutine.next([
            { app, _, nowSeconds in
                app.library.panelTable.change(localId) {
                    $0.name = newName
                    $0.lastModified = nowSeconds
                }
            },
            { app, _, _ in app.moveWatermark(to: stamp) },
        ])
    }
}
