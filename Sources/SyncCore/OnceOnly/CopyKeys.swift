import SyncModel

/// By what a copy is recognised when it comes again, as it does at every start of the app (PROTOCOL F8): its device, its
/// time and the local ids that the app gave to the new rows. The destination comes again in another form. The rows stand
/// under each key by their local ids, so the answer can be given again without a row that holds it.
struct CopyKeys {
    /// Of the device; of nobody for a copy that named none.
    private let device: String
    private let said: Int64
    private let hash: ContentHash

    /// - Returns: `nil` for a copy without a time: those are not recognised.
    init?(_ request: CopyItems) {
        guard request.eventTimestamp > 0 else { return nil }
        device = request.correlation?.id ?? ""
        said = request.eventTimestamp
        var hash = ContentHash()
        hash.add(OperationName.copyExistingItems.rawValue)
        hash.add(said)
        for ids in [request.folders.localIds, request.folders.localIdsOfLinks + request.linkIds.entries.map(\.localId)]
        {
            hash.add(Int64(ids.count))
            for id in ids.sorted() { hash.add(id) }
        }
        self.hash = hash
    }

    /// An upgraded app repeats a copy without its name (PROTOCOL §5.6), so it stands under none as well.
    func allKeys(_ kind: EditableTable) -> [MemoryKey] { Set([device, ""]).sorted().map { key($0, kind) } }

    func key(_ kind: EditableTable) -> MemoryKey { key(device, kind) }

    private func key(_ device: String, _ kind: EditableTable) -> MemoryKey {
        var hash = hash
        hash.add(Int64(kind.table.rawValue))
        hash.add(device)
        return hash.key
    }
}

extension CopiedFolders {
    fileprivate var localIds: [Int64] { folders.map(\.folder.localId) }
    fileprivate var localIdsOfLinks: [Int64] { folders.flatMap { $0.links.map(\.localId) } }
}
