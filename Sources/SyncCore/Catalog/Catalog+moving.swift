import SyncModel

extension Catalog {
    /// Moves what exists to where it may go. What may not (a folder below itself, anything under a folder that is not
    /// there) stays, and the mover is sent it as it is, so that its own tree is put right (SYNC §5, rule 13).
    @Sendable static func moveItems(_ request: MoveItems, _ write: Write) throws -> Outcome {
        let destination = try Destination(request, write)
        var told = request
        switch destination {
        case .nowhere:
            try giveBack(.links, request.linkIds.map(\.number), from: request.newParentFolderId, write)
            try giveBack(.folders, request.folderIds.map(\.number), from: request.newParentFolderId, write)
            return Outcome(write.reply(rowsAffected(0)))
        case .folder(let folder):
            told.linkType = .folder
            told.folderIds = try request.folderIds.filter { try mayGo($0, into: folder, write) }
            try move(&told, links: place(.folder, folder), folders: folder, write)
        case .collection(let type):
            told.linkType = type
            told.newParentFolderId = type.collection ?? told.newParentFolderId
            try move(&told, links: place(type), folders: nil, write)
        }
        let count = told.linkIds.count + told.folderIds.count
        return Outcome(write.reply(rowsAffected(count)), count == 0 ? [] : [.moved(told)])
    }

    /// - Parameter folder: the new parent of the folders; `nil` for roots.
    private static func move(
        _ told: inout MoveItems, links: [Assignment], folders folder: FolderID?, _ write: Write
    ) throws {
        let edited = write.editSeconds(of: told)
        told.linkIds = try write.edit(.linkPlace, told.linkIds.map(\.number), to: links, edited: edited)
            .map(LinkID.init)
        told.folderIds = try write.edit(
            .folderParent, told.folderIds.map(\.number), to: [Assignment(.folderParent, Value(folder))],
            edited: edited
        ).map(FolderID.init)
    }

    /// What was to go into a folder that is not there.
    private static func giveBack(_ kind: EditableTable, _ ids: [Int64], from folder: FolderID, _ write: Write) throws {
        let standing = try write.existing(kind, ids)
        try write.mendGone(kind, ids, standing)
        try write.giveBack(kind, standing.map(\.id))
        try write.mendMisplaced(kind, standing.map(\.id), under: folder)
    }

    /// A move that does not come about leaves no trace: it must not win against a true one that comes late.
    private static func mayGo(_ id: FolderID, into folder: FolderID, _ write: Write) throws -> Bool {
        if try !write.folderExists(id) || write.mayHang(id, under: folder) { return true }
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
                try write.noteNamed(.folders, [folder.number])
                self = .folder(folder)
            } else if let named = LinkType.allCases.first(where: { $0.collection == folder }) {
                self = .collection(named)
            } else {
                self = type == .folder ? .nowhere : .collection(type)
            }
        }
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
}
