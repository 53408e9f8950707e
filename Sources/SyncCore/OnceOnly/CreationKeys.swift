import SyncModel

/// By what a creation is recognised when it comes again (PROTOCOL T4, F5–F7, F39, F40; SYNC §5, rule 10).
///
/// The time is the request's own, as sent: what the server makes of it differs from one arrival to the next. A creation
/// without a time is recognised by its local id and content alone, and not at all when it has none.
struct CreationKeys {
    /// Operation, device, time and content. Local ids stand beside it: 0 online, the app's own from the queue, and two
    /// that differ are two rows that look alike. Holds for ever, also for rows that are gone (F7).
    let exact: MemoryKey?
    /// The same without the device, for creations out of a queue: an upgraded app has forgotten its own name (PROTOCOL
    /// §5.6, F37). Only with the same local id.
    let nameless: MemoryKey?
    /// Device, kind, local id and time: a row that the app has named again with more in it (a fetched title). Holds while
    /// the row lives.
    let sameMoment: MemoryKey?
    /// Device, kind, local id and content: a row that was queued twice, by an edit and by a manual sync (F6), or once
    /// copied and once created (F39). Holds while the row lives, because local ids start again after a wipe, which
    /// leaves no row alive; and with its content only, because they start again after a local reset too (F40).
    let sameThing: MemoryKey?

    /// All that a creation is recognised by.
    init<Request: Creation>(_ request: Request) {
        self.init(
            Request.self, device: request.correlation?.id ?? "", clientSeconds: request.eventTimestamp,
            localId: request.offlineSyncItemId, request.addContent)
    }

    /// - Parameter localId: as in the request; 0 online.
    init<Request: Creation>(
        _: Request.Type, device: String, clientSeconds: Int64, localId: Int64,
        _ content: (inout ContentHash) -> Void
    ) {
        func key(_ purpose: Purpose, _ device: String, time: Bool, content hasContent: Bool) -> MemoryKey {
            var hash = ContentHash()
            hash.add(purpose.rawValue)
            hash.add(Request.operation.rawValue)
            hash.add(device)
            if time { hash.add(clientSeconds) }
            if hasContent { content(&hash) }
            return hash.key
        }
        let (isTimed, isNamed, isQueued) = (clientSeconds > 0, !device.isEmpty, localId > 0)
        exact = isTimed && isNamed ? key(.exact, device, time: true, content: true) : nil
        nameless = isTimed && isQueued ? key(.nameless, "", time: true, content: true) : nil
        sameMoment = isTimed && isNamed && isQueued ? key(.sameMoment, device, time: true, content: false) : nil
        sameThing = isNamed && isQueued ? key(.sameThing, device, time: false, content: true) : nil
    }

    private enum Purpose: Int64 {
        case exact = 1
        case nameless
        case sameMoment
        case sameThing
    }
}
