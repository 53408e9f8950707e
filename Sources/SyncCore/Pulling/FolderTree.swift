import SyncModel

/// The folders as they are shown: what the original left dirty (PROTOCOL §3.3) is never handed out, and stays as it is
/// in the database. Asks the store for each folder once, or for all at the start.
struct FolderTree {
    private let store: any StoreReading
    /// Folders that were asked for; `nil` for those that do not exist.
    private var known: [FolderID: Folder?] = [:]
    private var knowsAll = false

    private struct Folder {
        let parent: FolderID?
        let name: String
    }

    init(_ store: any StoreReading) { self.store = store }

    /// Reads all folders in one go, for answers that need most of them.
    mutating func readAll() throws {
        let rows = try store.rows(Query(.folders, [.folderId, .folderParent, .folderName]))
        while try rows.advance() {
            known[FolderID(rows.integer(0))] = Folder(
                parent: rows.optionalInteger(1).map(FolderID.init), name: rows.text(2))
        }
        knowsAll = true
    }

    mutating func exists(_ id: FolderID) throws -> Bool { try folder(id) != nil }

    mutating func name(of id: FolderID) throws -> String? { try folder(id)?.name }

    /// Where a folder is shown: a root when its parent does not exist, is itself, or when it has the lowest id of a
    /// cycle.
    mutating func shownParent(of id: FolderID, parent: FolderID?) throws -> FolderID? {
        guard let parent, parent != id, try exists(parent) else { return nil }
        var lowest = id
        var above = parent
        var seen: Set<FolderID> = []
        while above != id {
            guard seen.insert(above).inserted, let next = try folder(above)?.parent else { return parent }
            if above.number < lowest.number { lowest = above }
            above = next
        }
        return lowest == id ? nil : parent
    }

    private mutating func folder(_ id: FolderID) throws -> Folder? {
        guard id.number > 0 else { return nil }
        if let folder = known[id] { return folder }
        guard !knowsAll else { return nil }
        let query = Query(.folders, [.folderParent, .folderName], where: .id(.folderId, id))
        let folder = try store.first(query) {
            Folder(parent: $0.optionalInteger(0).map(FolderID.init), name: $0.text(1))
        }
        known[id] = .some(folder)
        return folder
    }
}
