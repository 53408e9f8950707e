import SyncModel

extension Write {
    /// The answer that this copy was given before, dead rows and all; `nil` for a new one (PROTOCOL F8).
    func answerGiven(to request: CopyItems) throws -> (folders: CopiedFolders, linkIds: NewLinkIDs)? {
        guard let keys = CopyKeys(request) else { return nil }
        let folders = try rows(keys.key(.folders))
        let links = try rows(keys.key(.links))
        guard !folders.isEmpty || !links.isEmpty else { return nil }
        var answer = (folders: CopiedFolders(), linkIds: NewLinkIDs())
        answer.folders.folders = request.folders.folders.compactMap { entry in
            guard let folder = folders[entry.folder.localId] else { return nil }
            var copied = entry
            copied.folder.remoteId = folder
            copied.links = entry.links.compactMap { item in
                guard let link = links[item.localId] else { return nil }
                var copied = item
                copied.remoteId = link
                return copied
            }
            return copied
        }
        answer.linkIds.entries = request.linkIds.entries.compactMap { entry in
            links[entry.localId].map { NewLinkIDs.Entry(localId: entry.localId, link: LinkID($0)) }
        }
        return answer
    }

    /// The device still counts its rows as it did when it copied: what it queued until now is of these (PROTOCOL F40).
    func nameAgain(_ request: CopyItems, _ reply: CopyReply) throws {
        let folders = reply.folders.folders.map { ($0.folder.localId, $0.folder.remoteId) }
        let links =
            reply.folders.folders.flatMap { $0.links.map { ($0.localId, $0.remoteId) } }
            + reply.linkIds.entries.map { ($0.localId, $0.link.number) }
        for (localId, row) in folders { try nameAgain(NewFolder(), localId: localId, row, by: request) }
        for (localId, row) in links { try nameAgain(NewLink(), localId: localId, row, by: request) }
    }

    /// Apps repeat a copy at every start for ever: the first ones tell that its answer may not have come.
    func youngerThanADay(_ kind: EditableTable, _ ids: [Int64]) throws -> [Int64] {
        let histories = try transaction.histories(kind, ids)
        return ids.filter { histories[$0].map { stamp - $0.birth < 86_400 } ?? false }
    }

    private func nameAgain<Request: Creation>(
        _ created: Request, localId: Int64, _ row: Int64, by request: CopyItems
    ) throws {
        let keys = CreationKeys(
            device: request.correlation?.id ?? "", asker: asker, clientSeconds: request.eventTimestamp,
            localId: localId, of: created)
        guard let key = keys.sameLocalId, try transaction.remembered(key, localId: localId)?.row == row else { return }
        try transaction.remember(key, localId: localId, Request.kind, row: row, stamp: stamp)
    }

    private func rows(_ key: MemoryKey) throws -> [Int64: Int64] {
        Dictionary(
            try transaction.remembered(key).map { ($0.localId, $0.row) }, uniquingKeysWith: { first, _ in first })
    }

    /// The row that a creation with the local id of a copy made before the copy arrived: a sync by hand sends one for all
    /// that has no remote id (PROTOCOL §5.3, F39).
    func rowCreated<Request: Creation>(
        _ kind: EditableTable, localId: Int64, by request: CopyItems, as created: Request
    ) throws -> Int64? {
        guard localId > 0 else { return nil }
        let keys = CreationKeys(
            device: request.correlation?.id ?? "", asker: asker, clientSeconds: request.eventTimestamp,
            localId: localId, of: created)
        guard let key = keys.sameLocalId else { return nil }
        return try rowNamed(key, kind, localId: localId, queued: request)
    }

    /// Remembers a row of a copy: the copy has answered for its local id, so a creation with it, which a manual sync
    /// sends as well, makes no other (PROTOCOL F39).
    /// - Parameter created: the request that would have made this row.
    func remember<Request: Creation>(
        copied row: Int64, localId: Int64, by request: CopyItems, as created: Request
    ) throws {
        guard let keys = CopyKeys(request) else { return }
        for key in keys.allKeys(Request.kind) {
            try transaction.remember(key, localId: localId, Request.kind, row: row, stamp: stamp)
        }
        guard localId > 0 else { return }
        let device = request.correlation?.id ?? ""
        let creation = CreationKeys(
            device: device, asker: asker, clientSeconds: request.eventTimestamp, localId: localId, of: created)
        try remember(creation.ofCopy, Request.kind, localId: localId, isNamed: !device.isEmpty, row: row)
    }
}

extension NewFolder {
    /// The creation that would have made this folder.
    init(_ folder: FolderRecord) {
        self.init()
        name = folder.name
        note = folder.note
        isArchived = folder.isArchived
    }
}

extension NewLink {
    /// The creation that would have made this link.
    init(_ link: LinkRecord) {
        self.init()
        linkType = link.type
        title = link.title
        url = link.url
        imageURL = link.imageURL
        note = link.note
        userAgent = link.userAgent
        markedAsImportant = link.isImportant
        mediaType = link.mediaType
    }
}
