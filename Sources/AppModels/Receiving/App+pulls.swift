extension App {
    /// `GET_UPDATES` and all that is done with the answer (PROTOCOL §5.4-3). An answer that is no success or cannot be
    /// decoded throws: nothing is applied, the watermark stays (§5.7).
    func pull(since watermark: Int64, in coroutine: Coroutine) {
        get(.getUpdates, since: watermark, in: coroutine) { app, coroutine, answer, _ in
            guard let body = answer.bodyOfSuccess else { throw AppException.noAnswer }
            app.apply(try ReceivedUpdates(body, for: app.generation), in: coroutine)
        }
    }

    /// Folders one by one, tags one by one, the largest time of the tags, then links beside panels.
    private func apply(_ updates: ReceivedUpdates, in coroutine: Coroutine) {
        var steps: [Coroutine.Step] = []
        steps += updates.folders.map { folder in { app, coroutine, _ in app.apply(folder, in: coroutine) } }
        steps += updates.tags.map { tag in { app, coroutine, _ in app.apply(tag, in: coroutine) } }
        if let largest = updates.tags.map({ $0.eventTimestamp }).max() {
            steps.append { app, _, _ in app.moveWatermark(to: largest) }
        }
        if !updates.links.isEmpty || !updates.panels.isEmpty || !updates.panelFolders.isEmpty {
            steps.append { app, coroutine, _ in
                app.begin("links", parent: coroutine, Self.steps(for: updates.links))
                app.begin("panels", parent: coroutine, Self.steps(for: updates.panels, updates.panelFolders))
            }
        }
        coroutine.next(steps)
    }

    /// Looked up by remote id first: idempotent, but for an event that comes between the look and the insertion (§6).
    private func apply(_ folder: ReceivedFolder, in coroutine: Coroutine) {
        if let localId = library.folderTable.localId(ofRemote: folder.id) {
            overwrite(localId, with: folder, in: coroutine)
        } else {
            insert(folder, in: coroutine)
        }
    }

    /// By remote id; does not move the watermark (§5.5).
    private func apply(_ tag: ReceivedTag, in coroutine: Coroutine) {
        let localId = library.tagTable.localId(ofRemote: tag.id)
        coroutine.next { app, _, _ in
            if let localId {
                app.library.tagTable.change(localId) {
                    $0.name = tag.name
                    $0.lastModified = tag.eventTimestamp
                }
            } else {
                app.library.tagTable.insert(
                    LocalTag(remoteId: tag.id, name: tag.name, lastModified: tag.eventTimestamp))
            }
        }
    }

    /// Each through its event: CREATE when the remote id is unknown, else UPDATE with its defect (F16).
    private static func steps(for links: [ReceivedLink]) -> [Coroutine.Step] {
        links.map { link in
            { app, coroutine, _ in
                if app.library.linkTable.localId(ofRemote: link.id) == nil {
                    app.create(link, in: coroutine)
                } else {
                    app.update(link, in: coroutine)
                }
            }
        }
    }

    /// Panels, then their folders; an entry whose remote id is there is passed over, watermark and all (§6).
    private static func steps(
        for panels: [ReceivedPanel], _ entries: [ReceivedPanelFolder]
    ) -> [Coroutine.Step] {
        var steps: [Coroutine.Step] = panels.map { panel in
            { app, coroutine, _ in
                if app.library.panelTable.localId(ofRemote: panel.id) == nil {
                    app.insert(panel, in: coroutine)
                } else {
                    app.rename(panel: panel.id, to: panel.name, stamp: panel.eventTimestamp, in: coroutine)
                }
            }
        }
        steps += entries.map { entry in
            { app, coroutine, _ in
                if app.library.panelFolderTable.localId(ofRemote: entry.id) == nil {
                    app.insert(entry, in: coroutine)
                }
            }
        }
        return steps
    }

    /// `GET_TOMBSTONES` from the watermark of this moment, then each in list order; an exception ends the rest (§5.4-4).
    static var pullTombstones: Coroutine.Step {
        { app, coroutine, _ in
            app.get(.getTombstones, since: app.watermark, in: coroutine) { _, coroutine, answer, _ in
                guard let body = answer.bodyOfSuccess else { throw AppException.noAnswer }
                let list = try JSONValue(body).objects().map(ReceivedTombstone.init)
                coroutine.next(
                    list.map { tombstone in
                        { app, coroutine, _ in try app.handle(tombstone.operation, tombstone.payload, in: coroutine) }
                    })
            }
        }
    }
}
