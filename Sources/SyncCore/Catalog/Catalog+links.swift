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
            .updateLinkTitle, takes: UpdateLinkTitle.self, .linkTitle,
            rows: { [$0.linkId.number] },
            sets: { [Assignment(.linkTitle, .text($0.newTitleOfTheLink))] },
            says: { _, _ in "Title was updated successfully." }),
        .edit(
            .updateLinkNote, takes: UpdateLinkNote.self, .linkNote,
            rows: { [$0.linkId.number] },
            sets: { [Assignment(.linkNote, .text($0.newNote))] },
            says: { _, _ in "Note was updated successfully." }),
        .edit(
            .updateUserAgent, takes: UpdateUserAgent.self, .linkUserAgent,
            rows: { [$0.linkId.number] },
            sets: { [Assignment(.linkUserAgent, .text($0.userAgent))] },
            says: { _, _ in "User agent was updated successfully." }),
        .procedure(.archiveLink, takes: LinkReference.self) { request, write in
            try collect(request, .archive, [.tookPlace(.archiveLink, request)], write) {
                "Archived link with id : \($0) successfully"
            }
        },
        .procedure(.unarchiveLink, takes: LinkReference.self) { request, write in
            try collect(request, .saved, [.tookPlace(.unarchiveMultipleItems, unarchived(request))], write) {
                "Unarchived link with id : \($0) successfully as \(LinkType.saved.rawValue)"
            }
        },
        .procedure(.markAsImp, takes: LinkReference.self) { request, write in
            try setImportant(true, "Important", request, write)
        },
        .procedure(.unmarkAsImp, takes: LinkReference.self) { request, write in
            try setImportant(false, "Non-Important", request, write)
        },
        .procedure(.updateLink, takes: WholeLink.self, updateLink),
        .procedure(.deleteDuplicateLinks, takes: DeleteDuplicateLinks.self, leavesTombstone: true, deleteDuplicates),
    ]

    /// The columns of a link's place: a default collection, where it names no folder, or a folder.
    static func place(_ type: LinkType, _ folder: FolderID? = nil) -> [Assignment] {
        [Assignment(.linkType, .text(type.rawValue)), Assignment(.linkFolder, Value(folder))]
    }

    // MARK: Creating

    /// A link for a folder that does not exist becomes a saved link: apps would drop it otherwise (PROTOCOL §6).
    @Sendable private static func createLink(_ request: NewLink, _ write: Write) throws -> Outcome {
        let type = request.linkType.rawValue
        return try write.once(
            request, says: { "Link created successfully for \(type) with id = \($0)." },
            isThere: { try write.sayTwins(ofMade: record(of: request, LinkID($0), write)) },
            again: { try revealTags(of: LinkID($0), request, write) },
            later: { id in
                guard let before = try write.link(LinkID(id)) else { return [] }
                var wanted = try record(of: request, before.id, write)
                wanted.stamp = before.stamp
                let tags = try write.tags(of: before.id)
                return try edit(
                    before, tags, by: wanted, tags, edited: EditTime(seconds: write.editSeconds(of: request)),
                    request.correlation, write)
            },
            make: { try insertLink(request, write) })
    }

    private static func record(of request: NewLink, _ id: LinkID, _ write: Write) throws -> LinkRecord {
        let (type, folder) = try placeOfNewLink(request, write)
        var record = LinkRecord(request, type: type, folder: folder)
        record.id = id
        return record
    }

    private static func insertLink(_ request: NewLink, _ write: Write) throws -> CreatedRow {
        let (type, folder) = try placeOfNewLink(request, write)
        let mayBeReplaced = type == .history ? try forgetEarlierVisits(request, write) : false
        var link = LinkRecord(request, type: type, folder: folder)
        let id = try write.insert(
            .links, stamped: .linkStamp, link.assignments, edited: write.editSeconds(of: request))
        link.id = LinkID(id)
        let tags = try write.existingTags(request.tags)
        try write.addTags(tags, to: link.id)
        if tags.count < request.tags.count { try write.doubt(.links, [id]) }
        try write.arrive(link)
        if let folder {
            try write.doubtUnplaced(.links, [id], in: .folders, [folder.number], isMissing: true)
            if type == .folder { try write.mendLostWithFolder(.links, [id], in: folder) }
        }
        if mayBeReplaced { try write.mendLost(.links, [id]) }
        if type != request.linkType {
            if request.idOfLinkedFolder == nil { try write.noteMadeInUnlearnedFolder(id) }
            try write.mendMisplaced(.links, [id], under: request.idOfLinkedFolder)
        }
        return CreatedRow(
            id: id, happenings: [.tookPlace(.createANewLink, link.payload(tags: tags, by: request.correlation))])
    }

    /// A link made before its tags had ids came without them; sent again, it names them (PROTOCOL F12). It gets them if
    /// nobody has put others on it since.
    private static func revealTags(of id: LinkID, _ request: NewLink, _ write: Write) throws -> [Happening] {
        guard !request.tags.isEmpty, let link = try write.link(id),
            let history = try write.transaction.editHistories(.links, [(id.number, link.stamp)])[id.number],
            history.edits[.linkTags] == nil
        else { return [] }
        let present = try write.tags(of: id)
        let named = try write.existingTags(request.tags).filter { !present.contains($0) }
        guard !named.isEmpty else { return [] }
        try write.update(.links, [id.number], [])
        try write.addTags(named, to: id)
        return [.linkUpdated(link.payload(tags: present + named, by: request.correlation))]
    }

    private static func placeOfNewLink(_ request: NewLink, _ write: Write) throws -> (LinkType, FolderID?) {
        guard request.linkType == .folder else {
            let isNumbered = request.idOfLinkedFolder == request.linkType.collection
            return (request.linkType, isNumbered ? request.idOfLinkedFolder : nil)
        }
        guard let folder = request.idOfLinkedFolder, try write.folderExists(folder) else { return (.saved, nil) }
        try write.noteNamed(.folders, [folder.number])
        return (.folder, folder)
    }

    /// The history holds each page once, the last visit. Apps do the same when they hear of the new one, so only those
    /// that are away are told (PROTOCOL F11).
    /// - Returns: whether an earlier visit may be on its way to the author, who takes it for the newer one.
    private static func forgetEarlierVisits(_ request: NewLink, _ write: Write) throws -> Bool {
        let areVisits = Predicate.and([
            .equals(.linkURL, .text(request.url)), .equals(.linkType, .text(LinkType.history.rawValue)),
        ])
        let earlier = try write.transaction.all(Query(.links, [.linkId], where: areVisits)) { $0.integer(0) }
        let mayBeReplaced = try write.knownToAuthor(.links, earlier).count < earlier.count
        try write.delete(.links, earlier)
        for id in earlier {
            var reference = LinkReference()
            reference.id = LinkID(id)
            reference.correlation = request.correlation
            try write.bury(.deleteALink, reference)
        }
        // Sockets are told of the new one alone.
        write.unconfirmed += earlier.map { UnconfirmedRow(row: RowName(kind: .links, id: $0)) }
        return mayBeReplaced
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

    private static func collect(
        _ request: LinkReference, _ type: LinkType, _ happenings: [Happening], _ write: Write,
        says: (Int64) -> String
    ) throws -> Outcome {
        let ids = try write.edit(
            .linkPlace, [request.id.number], to: place(type), edited: write.editSeconds(of: request))
        return Outcome(write.reply(says(request.id.number)), ids.isEmpty ? [] : happenings)
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
        let ids = try write.edit(
            .linkIsImportant, [request.id.number], to: [Assignment(.linkIsImportant, .boolean(isImportant))],
            edited: write.editSeconds(of: request))
        guard !ids.isEmpty, let link = try write.link(request.id) else { return Outcome(reply) }
        let tags = try write.tags(of: link.id)
        return Outcome(reply, [.linkUpdated(link.payload(tags: tags, by: request.correlation))])
    }

    /// Everything of a link at once, though the user edited one thing: see ``Write/contend(_:_:edited:_:)``. It carries
    /// the app's *local* folder number, so a link never changes its folder by it (PROTOCOL §5.8, §7.2-4).
    @Sendable private static func updateLink(_ request: WholeLink, _ write: Write) throws -> Outcome {
        let reply = write.reply("Updated the link (id : \(request.id.number)) successfully.")
        guard let before = try write.link(request.id) else {
            try write.mendGone(.links, [request.id.number], [])
            try write.sayTwins(ofGone: request)
            return Outcome(reply)
        }
        try write.noteWholeRow(.links, request.id.number)
        var wanted = before.updated(by: request)
        // Apps take links out of folders by moving them: this was overtaken by the move into one.
        if before.type == .folder, wanted.type == .saved, try write.wasJustMoved(before) {
            (wanted.type, wanted.folder) = (before.type, before.folder)
            try write.mend(.links, [before.id.number])
        }
        let tagsBefore = try write.tags(of: before.id)
        let tagsWanted = try write.tags(of: before, by: request, after: wanted, present: tagsBefore)
        // It is in a folder there, and not here: somebody else moved it.
        if request.linkType == .folder, before.type != .folder { try write.mend(.links, [before.id.number]) }
        let told = try edit(
            before, tagsBefore, by: wanted, tagsWanted, edited: write.editTime(of: request, link: before),
            heardThrough: write.heardThroughSeconds(of: request), request.correlation, write)
        try write.sayTwins(ofEdited: request, before)
        return Outcome(reply, told)
    }

    private static func edit(
        _ before: LinkRecord, _ tagsBefore: [TagID], by wanted: LinkRecord, _ tagsWanted: [TagID], edited: EditTime,
        heardThrough: Int64? = nil, _ correlation: Correlation?, _ write: Write
    ) throws -> [Happening] {
        let edited = try write.contend(
            .links, (before.id.number, before.stamp), edited: edited,
            CarriedField.all(before, wanted)
                + [CarriedField(.linkTags, FieldValue(tags: tagsBefore), FieldValue(tags: tagsWanted))],
            heardThrough: heardThrough)
        guard !edited.isEmpty else { return [] }
        let after = before.taking(edited, from: wanted)
        if after.folder != before.folder { try write.noteLeaving(.links, [before.id.number], before.folder) }
        let isMoving = before.type != after.type || before.folder != after.folder
        let isElsewhere = isMoving || before.url != after.url
        if isElsewhere { try write.leavePlaces([before.id.number], areMoving: isMoving) }
        try write.update(.links, [before.id.number], after.assignments)
        if isElsewhere { try write.arrive([before.id.number]) }
        let tags = edited.contains(.linkTags) ? tagsWanted : tagsBefore
        try write.replaceTags(of: before.id, tagsBefore, by: tags)
        return [.linkUpdated(after.payload(tags: tags, by: correlation))]
    }

    @Sendable private static func deleteDuplicates(_ request: DeleteDuplicateLinks, _ write: Write) throws -> Outcome {
        let reply = write.reply("Deleted Duplicate links.")
        let ids = try write.existing(.links, request.linkIds.map(\.number)).map(\.id)
        guard !ids.isEmpty else { return Outcome(reply) }
        try write.leavePlaces(ids)
        try write.noteDeletion(.links, ids)
        try write.delete(.links, ids)
        var told = request
        told.linkIds = ids.map(LinkID.init)
        try write.bury(.deleteDuplicateLinks, told)
        return Outcome(reply, [.tookPlace(.deleteDuplicateLinks, told)])
    }
}
