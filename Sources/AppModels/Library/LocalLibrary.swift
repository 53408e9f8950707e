/// The database of one app.
public struct LocalLibrary: Equatable, Sendable {
    var folderTable = LocalTable<LocalFolder>()
    var linkTable = LocalTable<LocalLink>()
    var tagTable = LocalTable<LocalTag>()
    var panelTable = LocalTable<LocalPanel>()
    var panelFolderTable = LocalTable<LocalPanelFolder>()
    /// Which tags are on which links, in the order in which they were put there.
    public private(set) var linkTags: [LocalLinkTag] = []

    /// Each in the order of local ids.
    public var folders: [LocalFolder] { folderTable.rows }
    public var links: [LocalLink] { linkTable.rows }
    public var tags: [LocalTag] { tagTable.rows }
    public var panels: [LocalPanel] { panelTable.rows }
    public var panelFolders: [LocalPanelFolder] { panelFolderTable.rows }

    public func folder(_ localId: Int64) -> LocalFolder? { folderTable[localId] }
    public func link(_ localId: Int64) -> LocalLink? { linkTable[localId] }
    public func tag(_ localId: Int64) -> LocalTag? { tagTable[localId] }
    public func panel(_ localId: Int64) -> LocalPanel? { panelTable[localId] }

    /// In the order of local ids.
    public func tags(ofLink linkId: Int64) -> [LocalTag] {
        let ids = linkTags.filter { $0.linkId == linkId }.map { $0.tagId }
        return ids.isEmpty ? [] : tagTable.rows.filter { ids.contains($0.localId) }
    }

    mutating func tag(link linkId: Int64, with tagIds: [Int64]) {
        for tagId in tagIds where linkTable.contains(linkId) && tagTable.contains(tagId) {
            let pair = LocalLinkTag(linkId: linkId, tagId: tagId)
            if !linkTags.contains(pair) { linkTags.append(pair) }
        }
    }

    /// - Parameter linkId: `nil` takes the tags off every link (F38).
    mutating func untag(link linkId: Int64?, from tagIds: [Int64]) {
        linkTags.removeAll { tagIds.contains($0.tagId) && (linkId == nil || $0.linkId == linkId) }
    }

    mutating func deleteTag(_ localId: Int64) {
        tagTable.remove(localId)
        linkTags.removeAll { $0.tagId == localId }
    }

    mutating func deleteLinks(where matches: (LocalLink) -> Bool) {
        let gone = linkTable.rows.filter(matches).map { $0.localId }
        if gone.isEmpty { return }
        linkTable.removeAll(where: matches)
        linkTags.removeAll { gone.contains($0.linkId) }
    }

    mutating func deletePanel(_ localId: Int64) {
        panelTable.remove(localId)
        panelFolderTable.removeAll { $0.connectedPanelId == localId }
    }

    /// Everything below a folder, with links and panel entries; the folder itself stays. The number may be one that no
    /// folder has, -45454 above all: whatever hangs under it goes (PROTOCOL §6, `DELETE_MULTIPLE_ITEMS`).
    mutating func deleteDescendants(of localId: Int64) {
        var below = folderTable.rows.filter { $0.parentFolderId == localId }.map { $0.localId }
        while let next = below.popLast() {
            panelFolderTable.removeAll { $0.folderId == next }
            folderTable.remove(next)
            deleteLinks { $0.idOfLinkedFolder == next }
            below += folderTable.rows.filter { $0.parentFolderId == next }.map { $0.localId }
        }
    }

    /// A folder with all that is in it (§6, `DELETE_FOLDER`).
    mutating func deleteFolder(_ localId: Int64) {
        deleteDescendants(of: localId)
        panelFolderTable.removeAll { $0.folderId == localId }
        deleteLinks { $0.idOfLinkedFolder == localId }
        folderTable.remove(localId)
    }

    mutating func clear(idsStartAgain: Bool) {
        folderTable.clear(idsStartAgain: idsStartAgain)
        linkTable.clear(idsStartAgain: idsStartAgain)
        tagTable.clear(idsStartAgain: idsStartAgain)
        panelTable.clear(idsStartAgain: idsStartAgain)
        panelFolderTable.clear(idsStartAgain: idsStartAgain)
        linkTags = []
    }
}

extension LocalLibrary {
    /// `SELECT remoteId … WHERE localId IN (…)` from 0.14 on: in the order of the table, rows that are gone are left
    /// out, no remote id is read as 0. Before, each id by itself, with -45454 for what cannot be mapped (§5.8).
    func remoteIds<Row: LocalRow>(
        _ table: KeyPath<LocalLibrary, LocalTable<Row>>, _ localIds: [Int64], for generation: Generation
    ) -> [Int64] {
        let rows = self[keyPath: table]
        if !generation.requiresRemoteIDs {
            return localIds.map { rows.remoteId(of: $0) ?? WellKnownNumber.unmapped }
        }
        return localIds.sorted().filter(rows.contains).map { rows.remoteId(of: $0) ?? 0 }
    }

    /// A folder and all below it.
    func tree(_ localId: Int64) -> [Int64] {
        var found = [localId]
        var next = 0
        while next < found.count {
            let parent = found[next]
            for folder in folderTable.rows where folder.parentFolderId == parent && !found.contains(folder.localId) {
                found.append(folder.localId)
            }
            next += 1
        }
        return found
    }
}
