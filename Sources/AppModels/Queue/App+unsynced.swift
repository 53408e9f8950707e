extension App {
    /// Push everything (PROTOCOL §5.3): a CREATE item for every row without remote id, in the order folders, tags, links,
    /// panels, panel folders, **without looking whether one is there already** (F6). Each item is a step of its own.
    static var queueEverythingUnsynced: Coroutine.Step {
        { _, coroutine, _ in
            coroutine.next([
                queueUnsynced(\.folderTable) { app, folder in
                    app.enqueue(.createFolder, .createFolder(folder), eventTimestamp: folder.lastModified)
                },
                queueUnsynced(\.tagTable) { app, tag in
                    app.enqueue(
                        .createTag, .createTag(name: tag.name, localId: tag.localId), eventTimestamp: tag.lastModified)
                },
                queueUnsynced(\.linkTable) { app, link in
                    app.enqueue(.createLink, .createLink(link), eventTimestamp: link.lastModified)
                },
                queueUnsynced(\.panelTable) { app, panel in
                    app.enqueue(
                        .addPanel, .addPanel(name: panel.name, localId: panel.localId),
                        eventTimestamp: panel.lastModified)
                },
                queueUnsynced(\.panelFolderTable) { app, entry in
                    app.enqueue(.addFolderInPanel, .addFolderInPanel(entry), eventTimestamp: entry.lastModified)
                },
            ])
        }
    }

    /// One query for the rows, then one insertion after the other.
    private static func queueUnsynced<Row: LocalRow>(
        _ table: KeyPath<LocalLibrary, LocalTable<Row>>, _ enqueue: @escaping (App, Row) -> Void
    ) -> Coroutine.Step {
        { app, coroutine, _ in
            let unsynced = app.library[keyPath: table].rows.filter { $0.remoteId == nil }
            coroutine.next(unsynced.map { row in { app, _, _ in enqueue(app, row) } })
        }
    }
}
