import SyncModel

extension Catalog {
    /// Moves what exists to where it may go. What may not (a folder below itself, anything under a folder that is not
    /// there) stays, and the mover is sent it as it is, so that its own tree is put right (SYNC §5, rule 13).
    @Sendable static func moveItems(_ request: MoveItems, _ write: Write) throws -> Outcome {
        let edited = write.editSeconds(of: request)
        let destination = try Destination(request, write)
        if case .nowhere = destination {
            try giveBack(.links, request.linkIds.map(\.number), from: request.newParentFolderId, write)
            try giveBack(.folders, request.folderIds.map(\.number), from: request.newParentFolderId, write)
            return Outcome(write.reply(rowsAffected(0)))
        }
        var told = request
        told.folderIds = try request.folderIds.filter { try mayGo($0, to: destination, write) }
        told.linkIds = try write.contend(.linkPlace, request.linkIds.map(\.number), edited: edited).map(LinkID.init)
        told.folderIds = try write.contend(.folderParent, told.folderIds.map(\.number), edited: edited)
            .map(FolderID.init)
        switch destination {
        case .folder(let folder): try move(&told, into: folder, write)
        case .collection(let type): try move(&told, to: type, write)
        case .nowhere: break
        }
        let count = told.linkIds.count + told.folderIds.count
        return Outcome(write.reply(rowsAffected(count)), count == 0 ? [] : [.moved(told)])
    }

    /// What was to go into a folder that is not there.
    private static func giveBack(_ kind: EditableTable, _ ids: [Int64], from folder: FolderID, _ write: Write) throws {
        let standing = try write.existing(kind, ids)
        try write.mendGone(kind, ids, standing)
        try write.giveBack(kind, standing.map(\.id))
        try write.mendMisplaced(kind, standing.map(\.id), under: folder)
    }

    /// A move that does not come about leaves no trace: it must not win against a true one that comes late.
    private static func mayGo(_ id: FolderID, to destination: Destination, _ write: Write) throws -> Bool {
        guard case .folder(let folder) = destination, try write.folderExists(id) else { return true }
        if try write.mayHang(id, under: folder) { return true }
        try giveTreeBack(id, folder, write)
        return false
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
        try write.place(
            .links, told.linkIds.map(\.number),
            [Assignment(.linkType, .text(LinkType.folder.rawValue)), Assignment(.linkFolder, Value(folder))])
        try write.place(.folders, told.folderIds.map(\.number), [Assignment(.folderParent, Value(folder))])
        told.linkType = .folder
    }

    /// Of a place that would have made a cycle, or is none: both ends, and what lies between them.
    static func giveTreeBack(_ folder: FolderID, _ wanted: FolderID?, _ write: Write) throws {
        var between: [Int64] = [folder.number]
        var above = wanted
        while let id = above, !between.contains(id.number), let record = try write.folder(id) {
            between.append(id.number)
            above = record.parent
        }
        try write.giveBack(.folders, between)
        try write.mendMisplaced(.folders, [folder.number], under: wanted)
    }

    private static func move(_ told: inout MoveItems, to type: LinkType, _ write: Write) throws {
        try write.place(.links, told.linkIds.map(\.number), place(type))
        try write.place(.folders, told.folderIds.map(\.number), [Assignment(.folderParent, .null)])
        told.linkType = type
        told.newParentFolderId = type.collection ?? told.newParentFolderId
    }
}
