import SyncModel

extension Catalog {
    /// PROTOCOL §2.3.
    static let linkWrites: [WriteOperation] = [
        .procedure(.createANewLink, takes: NewLink.self, answers: .newItem, createLink),
        .removal(
            .deleteALink, takes: LinkReference.self, .links,
            rows: { request, _ in [request.id.number] },
            says: { _ in "Link deleted successfully." }),
        .procedure(.updateLinkedFolderId, takes: UpdateLinkedFolder.self, changeFolderOfLink),
        .edit(
            .updateLinkTitle, takes: UpdateLinkTitle.self, .links,
            rows: { [$0.linkId.number] },
            sets: { [Assignment(.linkTitle, .text($0.newTitleOfTheLink))] },
            says: { _, _ in "Title was updated successfully." }),
        .edit(
            .updateLinkNote, takes: UpdateLinkNote.self, .links,
            rows: { [$0.linkId.number] },
            sets: { [Assignment(.linkNote, .text($0.newNote))] },
            says: { _, _ in "Note was updated successfully." }),
        .edit(
            .updateUserAgent, takes: UpdateUserAgent.self, .links,
            rows: { [$0.linkId.number] },
            sets: { [Assignment(.linkUserAgent, .text($0.userAgent))] },
            says: { _, _ in "User agent was updated successfully." }),
        .edit(
            .archiveLink, takes: LinkReference.self, .links,
            rows: { [$0.id.number] },
            sets: { _ in place(.archive) },
            says: { request, _ in "Archived link with id : \(request.id.number) successfully" }),
        .edit(
            .unarchiveLink, takes: LinkReference.self, .links,
            rows: { [$0.id.number] },
            sets: { _ in place(.saved) },
            says: { request, _ in
                "Unarchived link with id : \(request.id.number) successfully as \(LinkType.saved.rawValue)"
            },
            tells: { request, _ in [.tookPlace(.unarchiveMultipleItems, unarchived(request))] }),
        .procedure(.markAsImp, takes: LinkReference.self) { request, write in
            try setImportant(true, "Important", request, write)
        },
        .procedure(.unmarkAsImp, takes: LinkReference.self) { request, write in
            try setImportant(false, "Non-Important", request, write)
        },
        .procedure(.updateLink, takes: WholeLink.self, updateLink),
        .procedure(.deleteDuplicateLinks, takes: DeleteDuplicateLinks.self, leavesTombstone: true, deleteDuplicates),
    ]

    /// The columns of a link that goes to a default collection: it names no folder any more.
    static func place(_ type: LinkType) -> [Assignment] {
        [Assignment(.linkType, .text(type.rawValue)), Assignment(.linkFolder, .null)]
    }

    // MARK: Creating

    /// A link for a folder that does not exist becomes a saved link: apps would drop it otherwise (PROTOCOL §6).
    @Sendable private static func createLink(_ request: NewLink, _ write: Write) throws -> Outcome {
        let (type, folder) = try placeOfNewLink(request, write)
        if type == .history { try forgetEarlierVisits(request, write) }
        var link = LinkRecord(request, type: type, folder: folder)
        let id = try write.insert(
            .links, stamped: .linkStamp, link.assignments, edited: write.editSeconds(of: request))
        link.id = LinkID(id)
        let tags = try write.existingTags(request.tags)
        try write.addTags(tags, to: link.id)
        return Outcome(
            write.reply(
                "Link created successfully for \(request.linkType.rawValue) with id = \(id).", newId: id, to: request),
            [.tookPlace(.createANewLink, link.payload(tags: tags, by: request.correlation))])
    }

    private static func placeOfNewLink(_ request: NewLink, _ write: Write) throws -> (LinkType, FolderID?) {
        guard request.linkType == .folder else {
            let isNumbered = request.idOfLinkedFolder == request.linkType.collection
            return (request.linkType, isNumbered ? request.idOfLinkedFolder : nil)
        }
        guard let folder = request.idOfLinkedFolder, try write.folderExists(folder) else { return (.saved, nil) }
        return (.folder, folder)
    }

    /// The history holds each page once, the last visit. Apps do the same when they hear of the new one, so only those
    /// that are away are told (PROTOCOL F11).
    private static func forgetEarlierVisits(_ request: NewLink, _ write: Write) throws {
        let earlier = try write.transaction.all(
            Query(
                .links, [.linkId],
                where: .and([
                    .equals(.linkURL, .text(request.url)),
                    .equals(.linkType, .text(LinkType.history.rawValue)),
                ]))
        ) { LinkID($0.integer(0)) }
        try write.delete(.links, earlier.map(\.number))
        for id in earlier {
            var reference = LinkReference()
            reference.id = id
            reference.correlation = request.correlation
            try write.bury(.deleteALink, reference)
        }
    }

    // MARK: Changing

    /// Moves a link that is of the named type; no app sends it, and apps ignore its event, so it is told as a move.
    @Sendable private static func changeFolderOfLink(_ request: UpdateLinkedFolder, _ write: Write) throws -> Outcome {
        let reply = write.reply("idOfLinkedFolder Updated Successfully.")
        guard let link = try write.link(request.linkId), link.type == request.linkType else { return Outcome(reply) }
        var move = MoveItems()
        move.linkIds = [request.linkId]
        move.linkType = request.linkType
        move.newParentFolderId = request.newParentFolderId
        move.correlation = request.correlation
        move.eventTimestamp = request.eventTimestamp
        return Outcome(reply, try moveItems(move, write).happenings)
    }

    private static func unarchived(_ request: LinkReference) -> UnarchiveItems {
        var items = UnarchiveItems()
        items.linkIds = [request.id]
        items.correlation = request.correlation
        return items
    }

    /// The events of this name make apps add or delete links, so it is told as the whole link (PROTOCOL §6).
    private static func setImportant(
        _ isImportant: Bool, _ word: String, _ request: LinkReference, _ write: Write
    ) throws -> Outcome {
        let reply = write.reply("Marked link with id : \(request.id.number) as \(word).")
        let ids = try write.contend(.links, [request.id.number], edited: write.editSeconds(of: request))
        try write.update(.links, ids, [Assignment(.linkIsImportant, .boolean(isImportant))])
        guard !ids.isEmpty, let link = try write.link(request.id) else { return Outcome(reply) }
        let tags = try write.tags(of: link.id)
        return Outcome(reply, [.linkUpdated(link.payload(tags: tags, by: request.correlation))])
    }

    /// Everything of a link at once. It carries the app's *local* folder number, so a link never changes its folder by
    /// it (PROTOCOL §5.8, §7.2-4), and the time it carries is that of the app's last news of the link, not of the edit,
    /// so it counts as made now.
    @Sendable private static func updateLink(_ request: WholeLink, _ write: Write) throws -> Outcome {
        let reply = write.reply("Updated the link (id : \(request.id.number)) successfully.")
        guard let before = try write.link(request.id) else { return Outcome(reply) }
        _ = try write.contend(.links, [request.id.number], edited: write.arrivalSeconds)
        let after = before.updated(by: request)
        try write.update(.links, [request.id.number], after.assignments)
        let tags = try write.replaceTags(of: before, by: request, after: after)
        return Outcome(reply, [.linkUpdated(after.payload(tags: tags, by: request.correlation))])
    }

    @Sendable private static func deleteDuplicates(_ request: DeleteDuplicateLinks, _ write: Write) throws -> Outcome {
        let reply = write.reply("Deleted Duplicate links.")
        let ids = try write.existing(.links, request.linkIds.map(\.number)).map(\.id)
        guard !ids.isEmpty else { return Outcome(reply) }
        try write.delete(.links, ids)
        var told = request
        told.linkIds = ids.map(LinkID.init)
        try write.bury(.deleteDuplicateLinks, told)
        return Outcome(reply, [.tookPlace(.deleteDuplicateLinks, told)])
    }
}

extension LinkRecord {
    /// What an `UPDATE_LINK` makes of this link: what it leaves out stays.
    fileprivate func updated(by request: WholeLink) -> LinkRecord {
        var link = self
        link.title = request.title ?? title
        link.url = request.url
        link.baseURL = request.baseURL ?? baseURL
        link.imageURL = request.imageURL ?? imageURL
        link.note = request.note ?? note
        link.userAgent = request.userAgent
        link.isImportant = request.markedAsImportant ?? isImportant
        link.mediaType = request.mediaType ?? mediaType
        if request.linkType != .folder, request.linkType != type {
            link.type = request.linkType
            link.folder = nil
        }
        return link
    }
}
