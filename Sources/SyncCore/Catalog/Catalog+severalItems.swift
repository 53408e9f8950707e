import SyncModel

extension Catalog {
    /// PROTOCOL §2.6.
    static let severalItemsWrites: [WriteOperation] = [
        .procedure(.archiveMultipleItems, takes: SeveralItems.self, archiveItems),
        .procedure(.deleteMultipleItems, takes: SeveralItems.self, leavesTombstone: true, deleteItems),
        .procedure(.moveExistingItems, takes: MoveItems.self, moveItems),
        .procedure(.unarchiveMultipleItems, takes: UnarchiveItems.self, unarchiveItems),
        .procedure(.copyExistingItems, takes: CopyItems.self, answers: .copy, copyItems),
    ]

    @Sendable private static func archiveItems(_ request: SeveralItems, _ write: Write) throws -> Outcome {
        let edited = write.editSeconds(of: request)
        let links = try write.edit(.linkPlace, request.linkIds.map(\.number), to: place(.archive), edited: edited)
        let folders = try write.edit(
            .folderIsArchived, request.folderIds.map(\.number),
            to: [Assignment(.folderIsArchived, .boolean(true))], edited: edited)
        var told = request
        told.linkIds = links.map(LinkID.init)
        told.folderIds = folders.map(FolderID.init)
        let count = links.count + folders.count
        return Outcome(
            write.reply("Archived \(count) items."), count == 0 ? [] : [.tookPlace(.archiveMultipleItems, told)])
    }

    /// The message counts the links only, as the original's does.
    @Sendable private static func unarchiveItems(_ request: UnarchiveItems, _ write: Write) throws -> Outcome {
        let edited = write.editSeconds(of: request)
        let links = try write.edit(.linkPlace, request.linkIds.map(\.number), to: place(.saved), edited: edited)
        let folders = try write.edit(
            .folderIsArchived, request.folderIds.map(\.number),
            to: [Assignment(.folderIsArchived, .boolean(false))], edited: edited)
        var told = request
        told.linkIds = links.map(LinkID.init)
        told.folderIds = folders.map(FolderID.init)
        return Outcome(
            write.reply("Unarchived \(links.count) items."),
            links.isEmpty && folders.isEmpty ? [] : [.tookPlace(.unarchiveMultipleItems, told)])
    }

    @Sendable private static func deleteItems(_ request: SeveralItems, _ write: Write) throws -> Outcome {
        var told = request
        told.folderIds = try request.folderIds.filter { try write.deleteTree($0, by: request.correlation) }
        told.linkIds = try write.existing(.links, request.linkIds.map(\.number)).map { LinkID($0.id) }
        try write.leavePlaces(told.linkIds.map(\.number))
        try write.noteDeletion(.links, told.linkIds.map(\.number))
        try write.delete(.links, told.linkIds.map(\.number))
        try write.mendFormerContents(of: request.folderIds)
        let reply = write.reply("Deleted.")
        guard !told.folderIds.isEmpty || !told.linkIds.isEmpty else { return Outcome(reply) }
        try write.bury(.deleteMultipleItems, told)
        return Outcome(reply, [.tookPlace(.deleteMultipleItems, told)])
    }
}
