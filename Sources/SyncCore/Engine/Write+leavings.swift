import SyncModel

/// Which rows a folder held once. A device that deletes the folder before it has heard that something was moved out of
/// it deletes that too, for itself alone, and must be sent it again (SYNC §5, rule 11).
extension Write {
    /// Puts rows into another place.
    func place(_ kind: EditableTable, _ ids: [Int64], _ values: [Assignment]) throws {
        guard !ids.isEmpty else { return }
        for (folder, id) in try folders(of: kind, ids) { try noteLeaving(kind, [id], folder) }
        if kind == .links { try leavePlaces(ids) }
        try update(kind, ids, values)
        if kind == .links { try arrive(ids) }
        for case .integer(let folder) in values.filter({ [.linkFolder, .folderParent].contains($0.column) }).map(
            \.value)
        {
            try doubtUnplaced(kind, ids, in: .folders, [folder], isMissing: false)
        }
    }

    /// - Parameter folder: where the rows are until now; `nil` for none.
    func noteLeaving(_ kind: EditableTable, _ ids: [Int64], _ folder: FolderID?) throws {
        guard let folder, folder.number > 0 else { return }
        for id in ids {
            try transaction.insert(
                .leavings,
                [
                    Assignment(.leavingFolder, .integer(folder.number)),
                    Assignment(.leavingTable, .integer(Int64(kind.table.rawValue))),
                    Assignment(.leavingRow, .integer(id)), Assignment(.leavingStamp, .integer(stamp)),
                ])
        }
    }

    private func folders(of kind: EditableTable, _ ids: [Int64]) throws -> [(FolderID, Int64)] {
        let column: Column = kind == .links ? .linkFolder : .folderParent
        let query = Query(kind.table, [column, kind.id], where: .anyOf(kind.id, ids.map { .integer($0) }))
        return try transaction.all(query) { (FolderID($0.integer(0)), $0.integer(1)) }
    }

    /// The author deletes these folders: what was in them once and lives, and what lies below that, is sent again, unless
    /// the author has heard that it left.
    func mendFormerContents(of folders: [FolderID]) throws {
        guard author != nil else { return }
        var waiting = folders
        var seen = Set(folders)
        while let folder = waiting.popLast() {
            try mendLost(.links, try unheardLeavings(.links, of: folder))
            let left = try unheardLeavings(.folders, of: folder).map(FolderID.init).filter { seen.insert($0).inserted }
            let below = try left.flatMap { try descendants(of: $0) }.filter { seen.insert($0).inserted }
            try mendLost(.folders, (left + below).map(\.number))
            try mendLost(.links, try links(in: left + below))
            waiting += left + below
        }
    }

    private func unheardLeavings(_ kind: EditableTable, of folder: FolderID) throws -> [Int64] {
        let query = Query(
            .leavings, [.leavingRow],
            where: .and([
                .id(.leavingFolder, folder), .equals(.leavingTable, .integer(Int64(kind.table.rawValue))),
            ]))
        let living = try existing(kind, transaction.all(query) { $0.integer(0) }).map(\.id)
        let heard = Set(try heardByAuthor(kind, living))
        return living.filter { !heard.contains($0) }
    }

    private func links(in folders: [FolderID]) throws -> [Int64] {
        guard !folders.isEmpty else { return [] }
        let inThem = Predicate.and([
            .equals(.linkType, .text(LinkType.folder.rawValue)), .ids(.linkFolder, folders),
        ])
        return try transaction.all(Query(.links, [.linkId], where: inThem, order: [.linkId])) { $0.integer(0) }
    }
}
