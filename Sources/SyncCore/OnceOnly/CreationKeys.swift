import SyncModel

/// By what a creation is recognised when it comes again (PROTOCOL T4, F5–F7, F39, F40; SYNC §5, rule 10).
///
/// The time is the request's own, as sent: what the server makes of it differs from one arrival to the next. A creation
/// without a time is recognised by its local id and name alone, and not at all when it has none.
struct CreationKeys {
    /// Operation, device, time and content. Local ids stand beside it: 0 online, the app's own from the queue, and two
    /// that differ are two rows that look alike. Holds for ever, also for rows that are gone (F7).
    let exact: MemoryKey?
    /// The same without the device, for creations out of a queue: an upgraded app has forgotten its own name (PROTOCOL
    /// §5.6, F37). Only with the same local id.
    let nameless: MemoryKey?
    /// Device, kind, local id: an app that edits what is not synced yet queues it once more as it is then (F6). Holds while
    /// the row lives, because local ids start again after a wipe, which leaves no row alive; and only for what was
    /// queued before the row was made here, because they start again after a local reset too (F40).
    let sameLocalId: MemoryKey?
    /// Device, kind, local id and what makes the thing that one: whenever it was queued, while the row lives.
    let sameThing: MemoryKey?

    /// Device, time and what the thing is called by: an online creation whose answer was lost, edited in the app before
    /// it went into the queue. Only between one that came online and one out of a queue.
    private(set) var sameMoment: MemoryKey?

    /// What was copied is recognised by nothing but that: a user may create the like in the same second.
    var ofCopy: CreationKeys {
        var keys = self
        keys.sameMoment = nil
        return keys
    }

    /// All that a creation is recognised by.
    init<Request: Creation>(_ request: Request, by asker: Asker) {
        self.init(
            device: request.correlation?.id ?? "", asker: asker, clientSeconds: request.eventTimestamp,
            localId: request.offlineSyncItemId, of: request)
    }

    /// - Parameters:
    ///   - device: empty for none.
    ///   - asker: tells devices apart that bear one name (a copied profile), where local ids are compared. What is
    ///     recognised by its content is the same under any token: a device may get one of its own at any time.
    ///   - localId: 0 online.
    init<Request: Creation>(device: String, asker: Asker, clientSeconds: Int64, localId: Int64, of request: Request) {
        func key(_ purpose: Purpose, _ add: (inout ContentHash) -> Void) -> MemoryKey {
            var hash = ContentHash()
            hash.add(purpose.rawValue)
            hash.add(Request.operation.rawValue)
            add(&hash)
            return hash.key
        }
        func exactly(_ purpose: Purpose, _ device: String) -> MemoryKey {
            key(purpose) {
                $0.add(device)
                $0.add(clientSeconds)
                request.addContent(to: &$0)
            }
        }
        let bearer = asker.isKnown ? "\(device) \(asker.token)" : device
        let (isTimed, isNamed, isQueued) = (clientSeconds > 0, !device.isEmpty, localId > 0)
        exact = isTimed && isNamed ? exactly(.exact, device) : nil
        nameless = isTimed && isQueued ? exactly(.nameless, "") : nil
        sameLocalId = isTimed && isNamed && isQueued ? key(.sameLocalId) { $0.add(bearer) } : nil
        sameMoment =
            isTimed && isNamed
            ? key(.sameMoment) {
                $0.add(bearer)
                $0.add(clientSeconds)
                request.addName(to: &$0)
            } : nil
        sameThing =
            isNamed && isQueued
            ? key(.sameThing) {
                $0.add(bearer)
                request.addThing(to: &$0)
            } : nil
    }

    /// When this row was deleted by its maker.
    static func deletion(of kind: EditableTable, _ row: Int64) -> MemoryKey { key(.deletion, kind, row) }

    /// Its maker, or the device whose number stands in the place of a local id, has said the whole row by its id.
    static func wholeRow(_ kind: EditableTable, _ row: Int64) -> MemoryKey { key(.wholeRow, kind, row) }

    private static func key(_ purpose: Purpose, _ kind: EditableTable, _ row: Int64) -> MemoryKey {
        var hash = ContentHash()
        hash.add(purpose.rawValue)
        hash.add(Int64(kind.table.rawValue))
        hash.add(row)
        return hash.key
    }

    private enum Purpose: Int64 {
        case exact = 1
        case nameless
        case sameLocalId
        case sameThing
        case sameMoment
        case deletion
        case wholeRow
    }
}
