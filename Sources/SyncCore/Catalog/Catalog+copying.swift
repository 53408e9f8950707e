import SyncModel

extension Catalog {
    /// Copies the server's own rows with their tags, once. What does not exist is missing in the answer; a copy is never
    /// refused, since apps repeat it at every start (PROTOCOL §2.8, §7.3).
    @Sendable static func copyItems(_ request: CopyItems, _ write: Write) throws -> Outcome {
        var reply = CopyReply()
        reply.correlation = request.correlation ?? .anonymous
        reply.eventTimestamp = write.number
        if let given = try write.answerGiven(to: request) {
            (reply.folders, reply.linkIds) = given
            try write.nameAgain(request, reply)
            try mendCopies(reply, write)
            if try !write.youngerThanADay(.links, reply.links).isEmpty { try mendSources(request, write) }
            return Outcome(reply)
        }
        var copying = try Copying(write, request)
        reply.folders.folders = try request.folders.folders.compactMap { try copying.copy($0) }
        reply.linkIds.entries = try request.linkIds.entries.compactMap { try copying.copy($0) }
        try copying.arrive()
        try copying.mendMisplaced(reply)
        try copying.mendUnheard()
        try mendSources(request, write)
        guard !reply.folders.folders.isEmpty || !reply.linkIds.entries.isEmpty else { return Outcome(reply) }
        var origin = Origin()
        origin.correlation = request.correlation
        return Outcome(reply, [.tookPlace(.copyExistingItems, origin)])
    }

    private static func mendCopies(_ reply: CopyReply, _ write: Write) throws {
        for (kind, ids) in [
            (EditableTable.folders, reply.folders.folders.map(\.folder.remoteId)), (.links, reply.links),
        ] {
            let young = try write.youngerThanADay(kind, ids)
            // It did not know their ids until now: whatever it was told of them since was in vain.
            try write.mend(kind, young)
            for id in young { try write.mendContents(of: kind, id) }
            for id in ids where !young.contains(id) { try write.mendUnlessKnown(kind, id) }
        }
    }

    /// Links in copied folders bear the ids of their sources in the app until the answer comes (PROTOCOL §5.8): what the
    /// author has made of these since it copied them, it may have made of the copies alone.
    private static func mendSources(_ request: CopyItems, _ write: Write) throws {
        let ids = request.folders.folders.flatMap { $0.links.map(\.remoteId) }
        let sources = try write.existing(.links, ids)
        try write.mendGone(.links, ids, sources)
        try write.mend(.links, write.editedByAuthor(.links, sources, since: write.editSeconds(of: request)))
    }
}

extension CopyReply {
    /// The new rows of links.
    fileprivate var links: [Int64] {
        folders.folders.flatMap { $0.links.map(\.remoteId) } + linkIds.entries.map(\.link.number)
    }
}

/// A copy in the making: which new folder stands for which local one.
private struct Copying {
    private let write: Write
    private let request: CopyItems
    private let edited: Int64
    private let destination: Catalog.Destination
    /// The destination is no folder, and no collection either: the copies go where the user sees them.
    private let isAstray: Bool
    private var newFolders: [Int64: FolderID] = [:]
    /// The copies.
    private var folders: [Int64] = []
    private var links: [Int64] = []
    /// Links that were not made before.
    private var newLinks: [Int64] = []

    init(_ write: Write, _ request: CopyItems) throws {
        self.write = write
        self.request = request
        edited = write.editSeconds(of: request)
        let wanted = try Catalog.Destination(request.newParentFolderId, request.linkType, write)
        if case .nowhere = wanted {
            (destination, isAstray) = (.collection(.saved), true)
        } else {
            (destination, isAstray) = (wanted, false)
        }
    }

    /// What the author has under a folder that is gone, or in one that goes there with such a folder, is lost there once it
    /// hears of that (SYNC §5, rule 19).
    func mendMisplaced(_ reply: CopyReply) throws {
        if case .folder(let folder) = destination {
            try write.mendLostWithFolder(.folders, folders, in: folder)
            try write.mendLostWithFolder(.links, links, in: folder)
        }
        guard isAstray else { return }
        let folder = request.newParentFolderId
        try write.mendMisplaced(.folders, reply.folders.folders.map(\.folder.remoteId), under: folder)
        try write.mendMisplaced(.links, reply.links, under: folder)
    }

    /// All at once: each looks at all others of its URL, and thousands of copies may have one.
    func arrive() throws { try write.arrive(newLinks) }

    /// The author has copied what it had; we have copied what others have made of the sources since, and not what the author
    /// never told us of (PROTOCOL F17, F20).
    func mendUnheard() throws {
        try write.mend(.folders, folders)
        try write.mend(.links, links)
    }

    /// Parents come before their children, so the parent's copy is known, or there is none and this becomes a root.
    mutating func copy(_ entry: CopiedFolders.Folder) throws -> CopiedFolders.Folder? {
        guard var folder = try write.folder(FolderID(entry.folder.remoteId)) else { return nil }
        folder.parent = parent(of: entry.folder)
        let id = try add(folder, localId: entry.folder.localId)
        newFolders[entry.folder.localId] = id
        var copied = entry
        copied.folder.remoteId = id.number
        copied.links = try entry.links.compactMap { try copy($0, into: id) }
        return copied
    }

    private func parent(of item: CopiedItem) -> FolderID? {
        guard item.isAtDestination else { return newFolders[item.parentLocalId] }
        guard case .folder(let folder) = destination else { return nil }
        return folder
    }

    /// A link inside a copied folder keeps its type, and is in the new folder when that is a folder's. Otherwise its
    /// author has it there nevertheless, until it hears where it is, and loses it with that folder.
    private mutating func copy(_ item: CopiedItem, into folder: FolderID) throws -> CopiedItem? {
        guard var link = try write.link(LinkID(item.remoteId)) else { return nil }
        if link.type == .folder { link.folder = folder }
        let id = try add(link, localId: item.localId).number
        if link.type != .folder { try write.noteLeaving(.links, [id], folder) }
        var copied = item
        copied.remoteId = id
        return copied
    }

    /// A link beside the folders goes to the destination itself.
    mutating func copy(_ entry: NewLinkIDs.Entry) throws -> NewLinkIDs.Entry? {
        guard var link = try write.link(entry.link) else { return nil }
        switch destination {
        case .folder(let folder): (link.type, link.folder) = (.folder, folder)
        case .collection(let type): (link.type, link.folder) = (type, nil)
        case .nowhere: (link.type, link.folder) = (.saved, nil)
        }
        return NewLinkIDs.Entry(localId: entry.localId, link: try add(link, localId: entry.localId))
    }

    private mutating func add(_ folder: FolderRecord, localId: Int64) throws -> FolderID {
        let made = try write.rowCreated(.folders, localId: localId, by: request, as: NewFolder(folder))
        let id = try made ?? write.insert(.folders, stamped: .folderStamp, folder.assignments, edited: edited)
        try write.remember(copied: id, localId: localId, by: request, as: NewFolder(folder))
        folders.append(id)
        if made == nil { try write.noteCopy(.folders, of: folder.id.number, id, edited: edited) }
        return FolderID(id)
    }

    private mutating func add(_ link: LinkRecord, localId: Int64) throws -> LinkID {
        if let made = try write.rowCreated(.links, localId: localId, by: request, as: NewLink(link)) {
            try write.remember(copied: made, localId: localId, by: request, as: NewLink(link))
            links.append(made)
            return LinkID(made)
        }
        let id = LinkID(try write.insert(.links, stamped: .linkStamp, link.assignments, edited: edited))
        newLinks.append(id.number)
        if let folder = link.folder {
            try write.doubtUnplaced(.links, [id.number], in: .folders, [folder.number], isMissing: true)
        }
        try write.addTags(try write.tags(of: link.id), to: id)
        try write.remember(copied: id.number, localId: localId, by: request, as: NewLink(link))
        links.append(id.number)
        try write.noteCopy(.links, of: link.id.number, id.number, edited: edited)
        return id
    }
}
