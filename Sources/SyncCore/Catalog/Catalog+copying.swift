import SyncModel

extension Catalog {
    /// Copies the server's own rows with their tags. What does not exist is missing in the answer; a copy is never
    /// refused, since apps repeat it at every start (PROTOCOL §2.8, §7.3).
    @Sendable static func copyItems(_ request: CopyItems, _ write: Write) throws -> Outcome {
        var reply = CopyReply()
        reply.correlation = request.correlation ?? .anonymous
        reply.eventTimestamp = write.number
        var destination = try Destination(request.newParentFolderId, request.linkType, write)
        if case .nowhere = destination { destination = .collection(.saved) }
        var copying = Copying(write, destination, edited: write.editSeconds(of: request))
        reply.folders.folders = try request.folders.folders.compactMap { try copying.copy($0) }
        reply.linkIds.entries = try request.linkIds.entries.compactMap { try copying.copy($0) }
        guard !reply.folders.folders.isEmpty || !reply.linkIds.entries.isEmpty else { return Outcome(reply) }
        var origin = Origin()
        origin.correlation = request.correlation
        return Outcome(reply, [.tookPlace(.copyExistingItems, origin)])
    }
}

/// A copy in the making: which new folder stands for which local one.
private struct Copying {
    private let write: Write
    private let edited: Int64
    private let destination: Catalog.Destination
    private var newFolders: [Int64: FolderID] = [:]

    init(_ write: Write, _ destination: Catalog.Destination, edited: Int64) {
        self.write = write
        self.destination = destination
        self.edited = edited
    }

    /// Parents come before their children, so the parent's copy is known, or there is none and this becomes a root.
    mutating func copy(_ entry: CopiedFolders.Folder) throws -> CopiedFolders.Folder? {
        guard let source = try write.folder(FolderID(entry.folder.remoteId)) else { return nil }
        let row = [
            Assignment(.folderName, .text(source.name)), Assignment(.folderNote, .text(source.note)),
            Assignment(.folderParent, Value(parent(of: entry.folder))),
            Assignment(.folderIsArchived, .boolean(source.isArchived)),
        ]
        let id = FolderID(try write.insert(.folders, stamped: .folderStamp, row, edited: edited))
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

    /// A link inside a copied folder keeps its type, and is in the new folder when that is a folder's.
    private func copy(_ item: CopiedItem, into folder: FolderID) throws -> CopiedItem? {
        guard var link = try write.link(LinkID(item.remoteId)) else { return nil }
        if link.type == .folder { link.folder = folder }
        var copied = item
        copied.remoteId = try add(link).number
        return copied
    }

    /// A link beside the folders goes to the destination itself.
    func copy(_ entry: NewLinkIDs.Entry) throws -> NewLinkIDs.Entry? {
        guard var link = try write.link(entry.link) else { return nil }
        switch destination {
        case .folder(let folder): (link.type, link.folder) = (.folder, folder)
        case .collection(let type): (link.type, link.folder) = (type, nil)
        case .nowhere: (link.type, link.folder) = (.saved, nil)
        }
        return NewLinkIDs.Entry(localId: entry.localId, link: try add(link))
    }

    private func add(_ link: LinkRecord) throws -> LinkID {
        let id = LinkID(try write.insert(.links, stamped: .linkStamp, link.assignments, edited: edited))
        try write.addTags(try write.tags(of: link.id), to: id)
        return id
    }
}
