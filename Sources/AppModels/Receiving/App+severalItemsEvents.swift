extension App {
    func applySeveralItemsEvent(_ event: ReceivedEvent, in coroutine: Coroutine) throws {
        let payload = event.payload
        switch event.operation {
        case .archiveSeveral:
            let links = localLinkIds(try payload.integers(.linkIds))
            let folders = localFolderIds(try payload.integers(.folderIds))
            apply(event, in: coroutine) { $0.archive(links: links, folders: folders, nowSeconds: $1) }
        case .unarchiveSeveral:
            let links = localLinkIds(try payload.integers(.linkIds))
            let folders = localFolderIds(try payload.integers(.foldersIds))
            apply(event, in: coroutine) { $0.unarchive(links: links, folders: folders, nowSeconds: $1) }
        case .deleteSeveral:
            let links = localLinkIds(try payload.integers(.linkIds))
            let folders = localFolderIds(try payload.integers(.folderIds))
            apply(event, in: coroutine) { app, _ in app.delete(links: links, folders: folders) }
        case .moveItems:
            let links = localLinkIds(try payload.integers(.linkIds))
            let folders = localFolderIds(try payload.integers(.folderIds))
            let kind = try LinkKind(decoding: payload.text(.linkType))
            // An unknown destination becomes -45454: the items are invisible (PROTOCOL §6, LDUS:271-272).
            let parent = localFolderIds([try payload.integer(.newParentFolderId)])[0]
            apply(event, in: coroutine) {
                $0.move(links: links, folders: folders, to: parent, as: kind, nowSeconds: $1)
            }
        case .copyItems:
            pullCopy(event, in: coroutine)
        default:
            applyDeleteEverything(event, in: coroutine)
        }
    }

    func archive(links: [Int64], folders: [Int64], nowSeconds: Int64) {
        library.linkTable.changeAll(links) {
            $0.archive()
            $0.lastModified = nowSeconds
        }
        library.folderTable.changeAll(folders) {
            $0.isArchived = true
            $0.lastModified = nowSeconds
        }
    }

    func unarchive(links: [Int64], folders: [Int64], nowSeconds: Int64) {
        library.folderTable.changeAll(folders) {
            $0.isArchived = false
            $0.lastModified = nowSeconds
        }
        library.linkTable.changeAll(links) {
            $0.kind = .saved
            $0.idOfLinkedFolder = WellKnownNumber.savedLinks
            $0.lastModified = nowSeconds
        }
    }

    /// One transaction. -45454 stands for every unknown folder, and all that hangs under it goes, too (§6).
    func delete(links: [Int64], folders: [Int64]) {
        library.deleteLinks { links.contains($0.localId) }
        for folder in folders { library.deleteFolder(folder) }
    }

    func move(links: [Int64], folders: [Int64], to parent: Int64, as kind: LinkKind, nowSeconds: Int64) {
        library.folderTable.changeAll(folders) {
            $0.parentFolderId = parent
            $0.lastModified = nowSeconds
        }
        library.linkTable.changeAll(links) {
            $0.idOfLinkedFolder = parent
            $0.kind = kind
            $0.lastModified = nowSeconds
        }
    }

    /// Somebody copied: `GET_UPDATES` of one second before within the list or the collector, then the watermark (§6).
    /// Whatever goes wrong in it is a Failure there: the list goes on, and the watermark stays.
    private func pullCopy(_ event: ReceivedEvent, in coroutine: Coroutine) {
        begin(
            "updates after a copy", parent: coroutine, isContained: true,
            ended: { _, error in
                guard error == nil else { return coroutine.lacksRows = true }
                coroutine.next { app, _, _ in app.moveWatermark(to: event.eventTimestamp) }
            },
            [{ app, pull, _ in app.pull(since: event.eventTimestamp - 1, in: pull) }])
    }

    /// The whole database with the queue and what was never synced; the watermark is kept, and then moves (§6).
    private func applyDeleteEverything(_ event: ReceivedEvent, in coroutine: Coroutine) {
        apply(event, in: coroutine) { app, _ in app.clearDatabase() }
    }

    func clearDatabase() {
        library.clear(idsStartAgain: generation.idsStartAgain)
        queue = []
    }
}
