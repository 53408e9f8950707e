import SyncModel

/// The tree of folders stays a tree (PROTOCOL §3.3): no folder comes under itself or under nothing.
extension Write {
    func folderExists(_ id: FolderID) throws -> Bool {
        try id.number > 0 && transaction.exists(.folders, where: .id(.folderId, id))
    }

    func folder(_ id: FolderID) throws -> FolderRecord? { try transaction.folder(id) }

    /// Whether `folder` may hang under `parent`: it exists and is neither the folder itself nor below it.
    func mayHang(_ folder: FolderID, under parent: FolderID) throws -> Bool {
        var above: FolderID? = parent
        var seen: Set<FolderID> = []
        while let id = above, id.number > 0, seen.insert(id).inserted {
            guard id != folder, let record = try self.folder(id) else { return id != folder && id != parent }
            above = record.parent
        }
        return parent.number > 0
    }

    /// The folders below this one, deepest last, each once also where a cycle was adopted; the folder itself is not
    /// among them.
    func descendants(of folder: FolderID) throws -> [FolderID] {
        var found: [FolderID] = []
        var seen: Set<FolderID> = [folder]
        var level = [folder]
        while !level.isEmpty {
            let query = Query(.folders, [.folderId], where: .ids(.folderParent, level), order: [.folderId])
            level = try transaction.all(query) { FolderID($0.integer(0)) }.filter { seen.insert($0).inserted }
            found += level
        }
        return found
    }

    /// Removes folders with everything in them: their links and their entries in panels. Links of default collections
    /// that still name one of them stay, without the name (PROTOCOL F42).
    /// - Returns: the links that were in them.
    @discardableResult
    func deleteFolders(_ ids: [FolderID]) throws -> [LinkID] {
        let inFolders = Predicate.ids(.linkFolder, ids)
        let links = try transaction.all(
            Query(
                .links, [.linkId],
                where: .and([.equals(.linkType, .text(LinkType.folder.rawValue)), inFolders]), order: [.linkId])
        ) { $0.integer(0) }
        try delete(.links, links)
        try transaction.update(.links, where: inFolders, set: [Assignment(.linkFolder, .null)])
        let entries = try Catalog.panelFolders(.ids(.panelFolderFolder, ids), transaction)
        try delete(.panelFolders, entries)
        try delete(.folders, ids.map(\.number))
        return links.map(LinkID.init)
    }

    /// Removes a folder and everything below it, and leaves a tombstone for each folder below, deepest first, and one for
    /// the links: devices may know only a part of the tree, or have something of it elsewhere (PROTOCOL F33).
    /// - Returns: whether it was there.
    func deleteTree(_ folder: FolderID, by correlation: Correlation?) throws -> Bool {
        guard try folderExists(folder) else { return false }
        let below = try descendants(of: folder)
        // What left one of them goes with the whole tree on devices that have not heard of that.
        try noteLeaving(.folders, ([folder] + below).map(\.number))
        try noteDeletion(.folders, [folder.number])
        let links = try deleteFolders([folder] + below)
        try bury(links, by: correlation)
        // Sockets are told of the folder alone.
        unconfirmed += links.map { UnconfirmedRow(row: RowName(kind: .links, id: $0.number)) }
        unconfirmed += below.map { UnconfirmedRow(row: RowName(kind: .folders, id: $0.number)) }
        for descendant in below.reversed() {
            var reference = FolderReference()
            reference.id = descendant
            reference.correlation = correlation
            try bury(.deleteFolder, reference)
        }
        return true
    }

    private func bury(_ links: [LinkID], by correlation: Correlation?) throws {
        guard !links.isEmpty else { return }
        var payload = DeleteDuplicateLinks()
        payload.linkIds = links
        payload.correlation = correlation
        try bury(.deleteDuplicateLinks, payload)
    }
}
