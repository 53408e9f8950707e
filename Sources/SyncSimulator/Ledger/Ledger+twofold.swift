/// What is there twice since it was edited before it was sent again (PROTOCOL F5).
extension Ledger {
    /// Its creations, one of them made online, do not agree in their time, or in what the thing is called by: others may
    /// have been made in that second, or have that name. Out of a queue they bear one local id; but a later one that calls
    /// the thing by another name may be of an app whose local ids have started again since the first was heard (F40).
    func wasEditedBetween(_ birth: Birth) -> Bool {
        let heard = birth.tickets.compactMap { sendings[$0] }.filter { $0.fate == .heard }
        return heard.contains { first in
            heard.contains { later in
                let (one, other) = (first.content, later.content)
                guard one.creation?.localId == 0 else {
                    return one.creation?.thing != other.creation?.thing && wasMadeSince(first, later)
                }
                return one.editSeconds != other.editSeconds || one.creation?.call != other.creation?.call
            }
        }
    }

    /// By the clock of their device; where that is ahead and no request ever told it, nobody can know.
    private func wasMadeSince(_ first: Sending, _ later: Sending) -> Bool {
        guard let arrived = first.arrivedMilliseconds, first.device >= 0 else { return false }
        let seconds = history.apps[first.device].clock.seconds(atTrue: arrived)
        let isTold = clocksToldMilliseconds[first.device] ?? .max <= later.arrivedMilliseconds ?? arrived
        return later.content.editSeconds > seconds || (seconds > arrived / 1_000 && !isTold)
    }

    /// What a device has made and edited so.
    func birthsEditedBetween(by device: Int) -> [Birth] {
        births.filter { $0.device == device && wasEditedBetween($0) }
    }

    /// Rows that a device's own creation has made twice for that cause.
    func twofoldRows(of device: Int) -> Set<RowKey> {
        Set(birthsEditedBetween(by: device).filter { $0.ids.count > 1 }.flatMap(\.ids))
    }
}
