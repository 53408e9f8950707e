import SyncModel

/// A row that a creation made, and what others are to hear of it.
struct CreatedRow {
    let id: Int64
    let happenings: [Happening]
}

extension Write {
    /// Carries out a creation once, however often it comes (PROTOCOL F5–F7, F37, F39, F40): the first answer is given
    /// again, no row is made and nobody is told. What has become of the row since, its author is sent: others' edits, or
    /// its deletion (nothing that is dead comes back).
    /// - Parameters:
    ///   - says: the message of the answer.
    ///   - isThere: the author has the row as it made it, whatever has become of it since.
    ///   - again: what becomes of a living row when its creation comes again; nothing, for most.
    ///   - later: the same when the app sends a later state of it, which it has queued as another creation (F6): what
    ///     differs are edits.
    func once<Request: Creation>(
        _ request: Request, says: (Int64) -> String,
        isThere: (Int64) throws -> Void = { _ in }, again: (Int64) throws -> [Happening] = { _ in [] },
        later: (Int64) throws -> [Happening] = { _ in [] },
        make: () throws -> CreatedRow
    ) throws -> Outcome {
        let keys = CreationKeys(request, by: asker)
        let (kind, localId) = (Request.kind, request.offlineSyncItemId)
        if let made = try rowMade(by: request, keys) {
            if try wasSentAsRow(kind, made.id), let successor = try succeed(made.id, by: request) {
                try remember(keys, kind, localId: localId, isNamed: request.isNamed, row: successor.id)
                return Outcome(reply(says(successor.id), newId: successor.id, to: request), successor.happenings)
            }
            // Before it is edited once more: who sends its creation again passed over what it was told of it.
            try mendUnlessKnown(kind, made.id)
            try isThere(made.id)
            var happenings: [Happening] = []
            if try !existing(kind, [made.id]).isEmpty {
                let isLater = try !made.isExact && !hasSaidWholeRow(kind, made.id)
                happenings = try again(made.id) + (isLater ? later(made.id) : [])
            }
            if !made.isExact || localId > 0 {
                try remember(keys, kind, localId: localId, isNamed: request.isNamed, row: made.id)
            }
            try noteRepetition(kind, made.id)
            try sayLinkAgain(kind, made.id)
            try doubtUntilAnswered(kind, made.id)
            try mendContents(of: kind, made.id)
            return Outcome(reply(says(made.id), newId: made.id, to: request), happenings)
        }
        let created = try make()
        try remember(keys, kind, localId: localId, isNamed: request.isNamed, row: created.id)
        if localId > 0, isFromNoQueue { try doubtOvertaken(kind, created.id) }
        // Its own sender may listen under a name that this request does not give, and would add it once more (F37).
        let isFromUnknownQueue = !request.isNamed && localId > 0
        return Outcome(
            reply(says(created.id), newId: created.id, to: request), isFromUnknownQueue ? [] : created.happenings)
    }
}

extension Write {
    /// The author does not know this row by its id yet: sent as a row now it would be there twice.
    private func noteRepetition(_ kind: EditableTable, _ id: Int64) throws {
        guard let author, kind != .links, kind != .panelFolders else { return }
        try transaction.update(
            .histories, where: .and([kind.isInHistories, .equals(.historyRow, .integer(id))]),
            set: [Assignment(.historyRetold, .integer(stamp))])
        let doubted = Predicate.and([
            .equals(.doubtHolder, .integer(author.id)), .equals(.doubtTable, .integer(Int64(kind.table.rawValue))),
            .equals(.doubtRow, .integer(id)),
        ])
        try transaction.update(.doubts, where: doubted, set: [Assignment(.doubtMissing, .integer(0))])
    }

    /// A link that its author was sent as a row since it had lost it, or was about to, is there twice when the answer
    /// names the one that it made, too: the next list takes both away and brings one.
    private func sayLinkAgain(_ kind: EditableTable, _ id: Int64) throws {
        guard let author, kind == .links, let history = try transaction.histories(.links, [id])[id],
            history.maker == author.id,
            try transaction.doubts(of: author.id).contains(where: {
                $0.kind == .links && $0.row == id && $0.isMissing && $0.missingStamp <= author.pulledThrough
            })
        else { return }
        try sayOwnAgain([id])
    }

    /// Links that the author made: its next list takes away what it has of each, were it twice, and brings one, as far as it
    /// may lack them.
    func sayOwnAgain(_ links: [Int64]) throws {
        guard let author else { return }
        try transaction.update(
            .histories,
            where: .and([EditableTable.links.isInHistories, .anyOf(.historyRow, links.map { .integer($0) })]),
            set: [
                Assignment(.historyCreator, .integer(-author.id)), Assignment(.historyIsNamed, .boolean(true)),
                Assignment(.historyRetold, .integer(stamp)),
            ])
    }

    /// The list of the start that sends a creation again may be applied before the answer that names the row, and
    /// passes over what it says of it: that settles nothing. (Tags, and what apps up to 0.11.2 made, come as rows
    /// then. But a tag that is gone may be there twice: the list brings it back to delete it, and the answer names the
    /// app's own, too.)
    private func doubtUntilAnswered(_ kind: EditableTable, _ id: Int64) throws {
        guard let author, kind != .panelFolders,
            try transaction.doubts(of: author.id).contains(where: { $0.kind == kind && $0.row == id })
        else { return }
        if try kind == .tags && !existing(.tags, [id]).isEmpty { return }
        let later = Doubt(kind: kind, row: id, stamp: stamp + RowHistory.answeringSeconds, isMissing: false)
        try transaction.add(later, of: author.id)
    }

    /// A creation out of a queue came when its author pushes none any more: it was on its way for long. Meanwhile the app
    /// may have had another id for the row, of its creation online with other contents, and was told what became of that
    /// one (PROTOCOL F5). Not of tags: their makers are told of them by rows, which are to come once the id is learned.
    private func doubtOvertaken(_ kind: EditableTable, _ id: Int64) throws {
        guard kind != .tags, kind != .panelFolders else { return }
        try doubt(kind, [id])
        try doubtUntilAnswered(kind, id)
    }

    /// The author was sent this row, which it made itself, as others are: it has it, and what it sends again is another one
    /// there.
    private func wasSentAsRow(_ kind: EditableTable, _ id: Int64) throws -> Bool {
        guard let author, kind == .tags || kind == .folders else { return false }
        return try transaction.histories(kind, [id])[id]?.wasSent(toMaker: author.id) ?? false
    }

    private func succeed(_ id: Int64, by request: some Creation) throws -> CreatedRow? {
        guard let folder = request as? NewFolder else { return try succeed(TagID(id), by: request.correlation) }
        return try succeed(FolderID(id), madeIn: folder.parentFolderId, by: request.correlation)
    }

    /// The author did not know this row's id until now: what it was told of that lies in it, or refers to it, it could not
    /// place.
    func mendContents(of kind: EditableTable, _ id: Int64) throws {
        guard author != nil else { return }
        switch kind {
        case .folders:
            try mendLostOfOthers(
                .folders, transaction.ids(.folderId, in: .folders, where: .equals(.folderParent, .integer(id))))
            try mendLostOfOthers(
                .links, transaction.ids(.linkId, in: .links, where: .equals(.linkFolder, .integer(id))))
            try mendLostOfOthers(.panelFolders, entries(.panelFolderFolder, id))
        case .panels: try mendLostOfOthers(.panelFolders, entries(.panelFolderPanel, id))
        case .tags:
            try mend(.links, transaction.ids(.linkTagLink, in: .linkTags, where: .equals(.linkTagTag, .integer(id))))
        case .links, .panelFolders: break
        }
    }

    /// The author may be about to send the creations of its own again, too: as rows they would be there twice.
    func mendLostOfOthers(_ kind: EditableTable, _ ids: [Int64]) throws {
        let own = try transaction.histories(kind, ids).filter { $0.value.creator == author?.id && !$0.value.isNamed }
        // Entries of panels can't be told of otherwise.
        if kind != .panelFolders { try mend(kind, ids.filter { own[$0] != nil }) }
        try mendLost(kind, ids.filter { own[$0] == nil })
    }

    private func entries(_ column: Column, _ id: Int64) throws -> [Int64] {
        try transaction.ids(.panelFolderId, in: .panelFolders, where: .equals(column, .integer(id)))
    }
}

extension StoreReading {
    fileprivate func ids(_ column: Column, in table: Table, where predicate: Predicate) throws -> [Int64] {
        try all(Query(table, [column], where: predicate, order: [column])) { $0.integer(0) }
    }
}
