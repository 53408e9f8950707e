/// How far the last run of the queue came: for reports, and so that what waits in it can be told by its cause.
public struct QueueRun: Sendable {
    /// The item that threw: it and all behind it wait until a run gets past it (PROTOCOL §5.6, F35).
    public internal(set) var stoppedAt: Int64?
    /// Items that were passed over without a request, since something that they name has no remote id (§5.6).
    public internal(set) var passedOver: Set<Int64> = []
}

extension App {
    /// The item waits behind the one that stopped the last run, or is that item.
    public func isBlocked(_ item: QueueItem) -> Bool { queueRun.stoppedAt.map { item.id >= $0 } ?? false }

    /// One item of a run, whose fate is noted.
    func pushNoting(_ item: QueueItem, in coroutine: Coroutine) throws {
        let ticketsBefore = ticketsEver
        do {
            try push(item, in: coroutine)
        } catch {
            queueRun.stoppedAt = item.id
            throw error
        }
        if ticketsEver == ticketsBefore { queueRun.passedOver.insert(item.id) }
    }
}

extension QueueItem {
    /// The local row of this kind that the item is to create, if it creates one alone.
    public var createdLocalId: Int64? {
        switch payload {
        case .createFolder(let folder): folder.localId
        case .createTag(_, let localId), .addPanel(_, let localId): localId
        case .createLink(let link): link.localId
        case .addFolderInPanel(let entry): entry.localId
        default: nil
        }
    }

    /// What the item is to copy, if it copies.
    public var copiedItems: CopiedItems? {
        if case .copy(let items, _, _) = payload { items } else { nil }
    }
}
