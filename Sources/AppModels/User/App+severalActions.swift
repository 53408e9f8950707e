extension App {
    func performOnSeveral(_ action: UserAction, _ nowSeconds: Int64) {
        switch action {
        case .archiveItems(let links, let folders):
            archive(links: links, folders: folders, nowSeconds: nowSeconds)
            tellSeveral(.archiveSeveral, links: links, folders: folders, nowSeconds)
        case .unarchiveItems(let links, let folders):
            unarchive(links: links, folders: folders, nowSeconds: nowSeconds)
            tellSeveral(.unarchiveSeveral, links: links, folders: folders, nowSeconds) { app, stamp in
                app.library.folderTable.changeAll(folders) { $0.lastModified = stamp }
                app.library.linkTable.changeAll(links) { $0.lastModified = stamp }
            }
        case .deleteItems(let links, let folders):
            // Remote ids are looked up before the rows go, for the request and for the queue (PROTOCOL §5.6).
            let remote = (
                links: library.remoteIds(\.linkTable, links, for: generation),
                folders: library.remoteIds(\.folderTable, folders, for: generation)
            )
            delete(links: links, folders: folders)
            tell(
                .deleteSeveral, body(.deleteSeveral, links: remote.links, folders: remote.folders, nowSeconds),
                nowSeconds, queued: .several(links: remote.links, folders: remote.folders))
        case .moveItems(let links, let folders, let parent):
            move(links, folders, into: parent, nowSeconds)
        case .copyItems(let links, let folders, let parent):
            copy(links, folders, into: parent, nowSeconds)
        default:
            deleteEverything(nowSeconds)
        }
    }

    private func tellSeveral(
        _ operation: Operation, links: [Int64], folders: [Int64], _ nowSeconds: Int64,
        touch: ((App, _ stamp: Int64) throws -> Void)? = nil
    ) {
        let body = body(
            operation, links: library.remoteIds(\.linkTable, links, for: generation),
            folders: library.remoteIds(\.folderTable, folders, for: generation), nowSeconds)
        tell(operation, body, nowSeconds, queued: .several(links: links, folders: folders), touch: touch)
    }

    /// A destination without remote id, a collection among them: never told from 0.14 on, -45454 before (§5.8, F20).
    private func remoteDestination(_ parent: Int64) -> Int64? {
        library.folderTable.remoteId(of: parent) ?? (generation.requiresRemoteIDs ? nil : WellKnownNumber.unmapped)
    }

    private func kind(in parent: Int64) -> LinkKind {
        LinkKind.allCases.first { $0.collection == parent } ?? .folder
    }

    private func move(_ links: [Int64], _ folders: [Int64], into parent: Int64, _ nowSeconds: Int64) {
        let kind = kind(in: parent)
        move(links: links, folders: folders, to: parent, as: kind, nowSeconds: nowSeconds)
        let request = remoteDestination(parent).map { destination in
            body(
                moving: library.remoteIds(\.linkTable, links, for: generation),
                folders: library.remoteIds(\.folderTable, folders, for: generation), kind: kind,
                parent: destination, nowSeconds)
        }
        tell(
            .moveItems, request, nowSeconds, queued: .move(links: links, folders: folders, kind: kind, parent: parent))
    }

    /// The app lets nobody copy a folder into itself: it would never end.
    private func copy(_ links: [Int64], _ folders: [Int64], into parent: Int64, _ nowSeconds: Int64) {
        if folders.contains(where: { library.tree($0).contains(parent) }) { return }
        let kind = kind(in: parent)
        let copied = copyLocally(links: links, folders: folders, to: parent, as: kind, nowSeconds: nowSeconds)
        let request = remoteDestination(parent).map {
            body(copying: copied, kind: kind, parent: $0, nowSeconds)
        }
        let generation = generation
        tell(
            .copyItems, request, decode: { try ReceivedCopy($0, for: generation) },
            failed: { app in
                app.enqueue(.copyItems, .copy(copied, kind: kind, parent: parent), eventTimestamp: nowSeconds)
            },
            succeeded: { answer in
                [
                    { app, _, _ in app.apply(answer) },
                    { app, _, _ in app.moveWatermark(to: answer.eventTimestamp) },
                ]
            })
    }

    /// The database with the queue goes, and the watermark becomes the answer's number or, as `{}` has none, the app's
    /// own clock (§5.5, F14b). A failure enters no queue. 0.11 asks by GET and looks at the status only (§2.7).
    private func deleteEverything(_ nowSeconds: Int64) {
        clearDatabase()
        guard isConnected, isRunning else { return }
        let coroutine = beginTelling(.deleteEverything)
        guard !generation.deletesEverythingByGet else {
            get(.deleteEverything, in: coroutine) { _, _, _, _ in }
            return
        }
        post(.deleteEverything, body(nowSeconds) { _ in }, in: coroutine) { app, coroutine, answer, nowSeconds in
            guard let bytes = answer.bodyOfSuccess, let object = try? JSONValue(bytes).object() else { return }
            let stamp = (try? object.ifPresent(.eventTimestamp)?.integer()) ?? nowSeconds
            coroutine.next { app, _, _ in app.moveWatermark(to: stamp) }
        }
    }
}
