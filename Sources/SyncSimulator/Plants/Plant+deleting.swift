import SyncCore
import SyncModel
import Synchronization

/// What is gone and must stay so.
extension Plant {
    static let deleting = [
        Plant("dropped-tombstone", "the deletion of a link leaves no tombstone") {
            $0.inserts = { table, values, _ in
                table != .tombstones
                    || !values.contains(Assignment(.tombstoneOperation, .text(OperationName.deleteALink.rawValue)))
            }
        },
        Plant("everything-without-tombstones", "when everything is deleted, nobody who is away hears of it (F14)") {
            let stamp = Noted<Int64>(0)
            $0.inserts = { table, values, _ in
                for value in values where value.column == .tombstoneStamp {
                    if case .integer(let number) = value.value { stamp.value.withLock { $0 = number } }
                }
                return true
            }
            $0.deletes = { table, predicate, inside in
                guard table == .tags, predicate == .everything else { return }
                try inside.delete(.tombstones, where: .after(.tombstoneStamp, stamp.value.withLock { $0 } - 1))
            }
        },
        Plant("only-the-first-link-deleted", "of the links in a deleted folder only the first goes") {
            $0.deletes = { table, predicate, _ in
                guard table == .links, case .anyOf(let column, let ids) = predicate, ids.count > 1 else { return }
                predicate = .anyOf(column, [ids[0]])
            }
        },
    ]
}

/// What a planted bug keeps in mind.
final class Noted<Thing: Sendable>: Sendable {
    let value: Mutex<Thing>

    init(_ thing: Thing) { value = Mutex(thing) }
}
