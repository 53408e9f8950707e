extension App {
    func applyLinkEvent(_ event: ReceivedEvent, in coroutine: Coroutine) throws {
        let payload = event.payload
        switch event.operation {
        case .createLink:
            create(try ReceivedLink(payload, for: generation), in: coroutine)
        case .updateLink:
            update(try ReceivedLink(payload, for: generation), in: coroutine)
        case .updateLinkTitle:
            let newTitle = try payload.text(.newTitleOfTheLink)
            changeKnownLink(event, try payload.integer(.linkId), in: coroutine) { $0.title = newTitle }
        case .updateLinkNote:
            let newNote = try payload.text(.newNote)
            changeKnownLink(event, try payload.integer(.linkId), in: coroutine) { $0.note = newNote }
        case .archiveLink:
            changeKnownLink(event, try payload.integer(.id), in: coroutine) { $0.archive() }
        case .unarchiveLink:
            // The folder's number stays -4: shown oddly (PROTOCOL §6).
            changeKnownLink(event, try payload.integer(.id), in: coroutine) { $0.kind = .saved }
        case .markAsImportant:
            try applyMarkAsImportant(event, in: coroutine)
        case .deleteDuplicateLinks:
            let ids = localLinkIds(try payload.integers(.linkIds))
            apply(event, in: coroutine) { app, _ in app.library.deleteLinks { ids.contains($0.localId) } }
        case .forceSetDefaultFolder:
            apply(event, in: coroutine) { app, nowSeconds in app.forceSetDefaultFolders(nowSeconds: nowSeconds) }
        default:
            // DELETE_A_LINK, and UNMARK_AS_IMP, which deletes the link, too (§6).
            guard let localId = library.linkTable.localId(ofRemote: try payload.integer(.id)) else { return }
            apply(event, in: coroutine) { app, _ in app.library.deleteLinks { $0.localId == localId } }
        }
    }

    /// An unknown link is passed over, and the watermark does not move (§6).
    private func changeKnownLink(
        _ event: ReceivedEvent, _ remoteId: Int64, in coroutine: Coroutine,
        _ change: @escaping (inout LocalLink) -> Void
    ) {
        guard let localId = library.linkTable.localId(ofRemote: remoteId) else { return }
        apply(event, in: coroutine) { app, nowSeconds in
            app.library.linkTable.change(localId) {
                change(&$0)
                $0.lastModified = nowSeconds
            }
        }
    }

    /// Adds an important copy that bears the same remote id (§6).
    private func applyMarkAsImportant(_ event: ReceivedEvent, in coroutine: Coroutine) throws {
        guard let localId = library.linkTable.localId(ofRemote: try event.payload.integer(.id)),
            var copy = library.link(localId)
        else { return }
        let tagIds = library.tags(ofLink: localId).map { $0.localId }
        copy.kind = .important
        insert(copy, tagIds: tagIds, stamp: event.eventTimestamp, in: coroutine)
    }

    func forceSetDefaultFolders(nowSeconds: Int64) {
        library.linkTable.changeAll(where: { $0.kind != .folder }) {
            $0.idOfLinkedFolder = $0.kind.collection
            $0.lastModified = nowSeconds
        }
    }
}

extension LocalLink {
    /// §6: the type and the folder's number.
    mutating func archive() {
        kind = .archive
        idOfLinkedFolder = WellKnownNumber.archive
    }
}
