/// A row of the pending queue (PROTOCOL §5.6). Its times are frozen.
public struct QueueItem: Equatable, Sendable {
    /// Counts up; rows are pushed in this order.
    public let id: Int64
    public let operation: Operation
    public let payload: QueuedPayload
    /// The app's clock when the change was made, in most operations.
    public let eventTimestamp: Int64
}

/// What an item holds. Which ids are local and which remote is said per operation in PROTOCOL §5.6.
public enum QueuedPayload: Equatable, Sendable {
    /// The parent is local; `localId` is the `offlineSyncItemId`.
    case createFolder(LocalFolder)
    case createTag(name: String, localId: Int64)
    /// The folder is local; the tags are looked up when it is pushed.
    case createLink(LocalLink)
    case addPanel(name: String, localId: Int64)
    /// Folder and panel are local.
    case addFolderInPanel(LocalPanelFolder)
    /// One id, local or remote.
    case id(Int64)
    /// A local id, and a new name, title or note.
    case text(localId: Int64, String)
    /// The whole row with the remote id that it had; its parent is local.
    case updateFolder(LocalFolder)
    /// The whole row, its folder's **local** id never mapped; tags are remote or -54545.
    case updateLink(LocalLink, tagIds: [Int64])
    /// Ids, local or remote.
    case several(links: [Int64], folders: [Int64])
    case move(links: [Int64], folders: [Int64], kind: LinkKind, parent: Int64)
    /// Sources are remote, the destination is local.
    case copy(CopiedItems, kind: LinkKind, parent: Int64)
    /// Both remote.
    case folderInPanel(panel: Int64, folder: Int64)
    case nothing
}

extension App {
    func enqueue(_ operation: Operation, _ payload: QueuedPayload, eventTimestamp: Int64) {
        queueItemsEver += 1
        queue.append(
            QueueItem(id: queueItemsEver, operation: operation, payload: payload, eventTimestamp: eventTimestamp))
    }

    func removeFromQueue(_ id: Int64) { queue.removeAll { $0.id == id } }
}
