import SyncModel

extension Catalog {
    /// Moves what exists to where it may go. What may not (a folder below itself, anything under a folder that is not
    /// there) stays, and is handed out again, so that the mover's own tree is put right.
    @Sendable static func moveItems(_ request: MoveItems, _ write: Write) throws -> Outcome {
        let edited = write.editSeconds(of: request)
        let links = try write.contend(.links, request.linkIds.map(\.number), edited: edited)
        let folders = try write.contend(.folders, request.folderIds.map(\.number), edited: edited)
        var told = request
        told.linkIds = links.map(LinkID.init)
        told.folderIds = folders.map(FolderID.init)
        switch try Destination(request, write) {
        case .folder(let folder): try move(&told, into: folder, write)
        case .collection(let type): try move(&told, to: type, write)
        case .nowhere:
            try write.bringAgain(.links, links)
            try write.bringAgain(.folders, folders)
            return Outcome(write.reply(rowsAffected(0)))
        }
        let count = told.linkIds.count + told.folderIds.count
        return Outcome(write.reply(rowsAffected(count)), count == 0 ? [] : [.moved(told)])
    }

    /// Where a move or a copy goes.
    enum Destination {
        case folder(FolderID)
        /// Links become links of this type, folders roots.
        case collection(LinkType)
        case nowhere

        /// Apps up to 0.13.7 send -45454 for every default collection, and name it by the type (PROTOCOL §5.8).
        init(_ request: MoveItems, _ write: Write) throws {
            try self.init(request.newParentFolderId, request.linkType, write)
        }

        init(_ folder: FolderID, _ type: LinkType, _ write: Write) throws {
            if try write.folderExists(folder) {
                self = .folder(folder)
            } else if let named = LinkType.allCases.first(where: { $0.collection == folder }) {
                self = .collection(named)
            } else {
                self = type == .folder ? .nowhere : .collection(type)
            }
        }
    }

    private static func move(_ told: inout MoveItems, into folder: FolderID, _ write: Write) throws {
        try write.update(
            .links, told.linkIds.map(\.number),
            [Assignment(.linkType, .text(LinkType.folder.rawValue)), Assignment(.linkFolder, Value(folder))])
        var moved: [FolderID] = []
        for id in told.folderIds {
            if try write.mayHang(id, under: folder) {
                try write.update(.folders, [id.number], [Assignment(.folderParent, Value(folder))])
                moved.append(id)
            } else {
                try bringTreeAgain(id, folder, write)
            }
        }
        told.folderIds = moved
        told.linkType = .folder
    }

    /// Of a move that would have made a cycle: both ends, and what lies between them.
    private static func bringTreeAgain(_ folder: FolderID, _ wanted: FolderID, _ write: Write) throws {
        var between: [Int64] = [folder.number]
        var above: FolderID? = wanted
        while let id = above, !between.contains(id.number), let record = try write.folder(id) {
            between.append(id.number)
            above = record.parent
        }
        try write.bringAgain(.folders, between)
    }

    private static func move(_ told: inout MoveItems, to type: LinkType, _ write: Write) throws {
        try write.update(.links, told.linkIds.map(\.number), place(type))
        try write.update(.folders, told.folderIds.map(\.number), [Assignment(.folderParent, .null)])
        told.linkType = type
        told.newParentFolderId = type.collection ?? told.newParentFolderId
    }
}
