import SyncModel

/// The folders of one pull, parents before their children (PROTOCOL F22), else in the order of their stamps.
struct ChangedFolders {
    private(set) var inOrder: [(folder: FolderRecord, parent: FolderID?)] = []

    init(_ store: any StoreReading, _ ids: [Int64], tree: inout FolderTree) throws {
        let query = Query(
            .folders, FolderRecord.columns, where: .anyOf(.folderId, ids.map { .integer($0) }),
            order: [.folderStamp, .folderId])
        let folders = try store.all(query, FolderRecord.init)
        var shownParents: [FolderID: FolderID] = [:]
        for folder in folders {
            shownParents[folder.id] = try tree.shownParent(of: folder.id, parent: folder.parent)
        }
        sort(folders, shownParents)
    }

    /// Each folder after those above it that are in the list. Shown parents hold no cycle, so this ends.
    private mutating func sort(_ folders: [FolderRecord], _ shownParents: [FolderID: FolderID]) {
        var waiting = Dictionary(uniqueKeysWithValues: folders.map { ($0.id, $0) })
        for folder in folders {
            var chain: [FolderRecord] = []
            var next = waiting.removeValue(forKey: folder.id)
            while let current = next {
                chain.append(current)
                next = shownParents[current.id].flatMap { waiting.removeValue(forKey: $0) }
            }
            inOrder += chain.reversed().map { ($0, shownParents[$0.id]) }
        }
    }
}
