extension App {
    func performOnLinks(_ action: UserAction, _ nowSeconds: Int64) {
        switch action {
        case .createLink(let kind, let folder, let url, let title, let note, let tags):
            let link = LocalLink(
                kind: kind, title: title, url: url, imgURL: "", note: note,
                idOfLinkedFolder: kind.collection ?? folder, userAgent: nil, markedAsImportant: false,
                mediaKind: .image, lastModified: nowSeconds)
            create(link, tags: tags, nowSeconds)
        case .editLinkTitle(let id, let title):
            change(link: id, .updateLinkTitle, newText: title, nowSeconds) { $0.title = title }
        case .editLinkNote(let id, let note):
            change(link: id, .updateLinkNote, newText: note, nowSeconds) { $0.note = note }
        case .deleteLinkNote(let id):
            deleteLinkNote(id, nowSeconds)
        case .editLink(let id, let title, let url, let note, let tags):
            edit(link: id, tags: generation.knowsTags ? tags : nil, nowSeconds) {
                $0.title = title
                $0.url = url
                $0.note = note
            }
        case .archiveLink(let id):
            archiveLink(id, nowSeconds)
        case .unarchiveLink(let id):
            // SAVED_LINK, no folder, no tags in the request; the local tags stay (PROTOCOL §2.9, §5.8, F18).
            edit(link: id, tags: nil, nowSeconds) {
                $0.kind = .saved
                $0.idOfLinkedFolder = nil
            }
        case .deleteLink(let id):
            deleteLink(id, nowSeconds)
        case .deleteDuplicates:
            deleteDuplicates(nowSeconds)
        case .markImportant(let id):
            markImportant(id, nowSeconds)
        default:
            forceSetDefaultFolders(nowSeconds: nowSeconds)
            tellForceSet(nowSeconds)
        }
    }

    /// A history link replaces local rows of its URL, of which the server is told nothing (§2.3).
    func create(_ link: LocalLink, tags: [Int64], _ nowSeconds: Int64) {
        if link.kind == .history { library.deleteLinks { $0.kind == .history && $0.url == link.url } }
        var link = link
        link.localId = library.linkTable.insert(link)
        library.tag(link: link.localId, with: tags)
        // The numbers of collections are sent as they are, folders are mapped; unsynced tags come out as 0 (§5.8, F12).
        let folder = link.kind.collection ?? link.idOfLinkedFolder.flatMap(library.folderTable.remoteId(of:))
        let tagIds = generation.knowsTags ? library.remoteIds(\.tagTable, tags, for: generation) : []
        let id = link.localId
        tellCreation(
            .createLink,
            body(creating: link, folder: folder, tagIds: tagIds, nowSeconds, offlineSyncItemId: 0), \.linkTable, id
        ) { app in
            // The row as it is by now; if it is gone, that throws, and nothing enters the queue.
            guard let row = app.library.link(id) else { return }
            app.enqueue(.createLink, .createLink(row), eventTimestamp: nowSeconds)
        }
    }

    private func change(
        link id: Int64, _ operation: Operation, newText: String, _ nowSeconds: Int64,
        _ change: (inout LocalLink) -> Void
    ) {
        guard let link = library.link(id) else { return }
        library.linkTable.change(id) {
            change(&$0)
            $0.lastModified = nowSeconds
        }
        tell(
            operation, link.remoteId.map { body(operation, id: $0, newText: newText, nowSeconds) }, nowSeconds,
            queued: .text(localId: id, newText),
            touch: { app, stamp in
                // After a note the row keeps the time of the edit, after a title it takes the answer's.
                if operation == .updateLinkTitle { app.library.linkTable.change(id) { $0.lastModified = stamp } }
            })
    }

    /// Online it sends the **local** id of the link, which may be another link's on the server (§5.8); out of the queue
    /// it is mapped.
    private func deleteLinkNote(_ id: Int64, _ nowSeconds: Int64) {
        guard let link = library.link(id) else { return }
        library.linkTable.change(id) {
            $0.note = ""
            $0.lastModified = nowSeconds
        }
        let request = link.remoteId.map { _ in body(.updateLinkNote, id: id, newText: "", nowSeconds) }
        tell(.updateLinkNote, request, nowSeconds, queued: .text(localId: id, ""), touch: touch(link: id))
    }

    private func archiveLink(_ id: Int64, _ nowSeconds: Int64) {
        guard let link = library.link(id) else { return }
        library.linkTable.change(id) {
            $0.archive()
            $0.lastModified = nowSeconds
        }
        tell(
            .archiveLink, link.remoteId.map { body(id: $0, nowSeconds) }, nowSeconds, queued: .id(id),
            touch: touch(link: id))
    }

    /// Nothing enters the queue for a link that was never synced (§5.6).
    private func deleteLink(_ id: Int64, _ nowSeconds: Int64) {
        guard let link = library.link(id) else { return }
        library.deleteLinks { $0.localId == id }
        tell(
            .deleteLink, link.remoteId.map { body(id: $0, nowSeconds) }, nowSeconds,
            queued: link.remoteId.map(QueuedPayload.id))
    }

    /// `UPDATE_LINK`: online with the **previous** time of the row, out of the queue with the time of the edit; the
    /// folder's local id in both (§5.8).
    /// - Parameter tags: `nil` leaves the local tags and sends an empty list.
    private func edit(
        link id: Int64, tags: [Int64]?, _ nowSeconds: Int64, _ change: (inout LocalLink) -> Void
    ) {
        guard var link = library.link(id) else { return }
        change(&link)
        let tagIds =
            link.remoteId == nil
            ? []
            : (tags ?? []).compactMap(library.tag).map { tag in
                tag.remoteId ?? WellKnownNumber.unsyncedTag
            }
        let request = link.remoteId.map { body(updating: link, id: $0, tagIds: tagIds, link.lastModified) }
        link.lastModified = nowSeconds
        library.linkTable[id] = link
        if let tags { replaceTags(ofLink: id, by: tags) }
        tell(
            .updateLink, request, nowSeconds, queued: .updateLink(link, tagIds: tagIds), touch: touch(link: id))
    }

    /// Up to 0.13.3 a flag; later a second link of type important with -3 and the tags of the first (§5.8).
    private func markImportant(_ id: Int64, _ nowSeconds: Int64) {
        guard var link = library.link(id) else { return }
        if generation.importantIsAFlag {
            edit(link: id, tags: nil, nowSeconds) { $0.markedAsImportant.toggle() }
            return
        }
        let tags = library.tags(ofLink: id).map { $0.localId }
        link.kind = .important
        link.idOfLinkedFolder = WellKnownNumber.importantLinks
        link.remoteId = nil
        link.lastModified = nowSeconds
        create(link, tags: tags, nowSeconds)
    }

    private func touch(link id: Int64) -> (App, Int64) throws -> Void {
        { app, stamp in app.library.linkTable.change(id) { $0.lastModified = stamp } }
    }
}
