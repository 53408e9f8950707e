/// What the store did, and whether anybody had asked for it.
extension Ledger {
    /// The library as it is just before something may be deleted.
    mutating func isAboutToDelete(_ state: LibraryState) { statesBefore.append(state) }

    mutating func stored(_ deeds: [StoreDeed]) {
        let asked = removalsAsked
        defer {
            noteCopiesOfNothing()
            justAnswered = []
            statesBefore = []
        }
        for deed in deeds {
            switch deed {
            case .added(let kind, let id): addedRows.insert(RowKey(kind, id))
            case .removed(let kind, let id):
                let row = RowKey(kind, id)
                removedRows.insert(row)
                if let asked, !asked.contains(row) { unaskedRemovals.insert(row) }
            case .stamped(let stamp):
                if stamp <= lastStamp {
                    violations.append(
                        Violation(.nothingSkipped, "a write got the stamp \(stamp) after \(lastStamp) was given"))
                }
                lastStamp = max(lastStamp, stamp)
            }
        }
    }

    /// Copies whose sources were gone by then.
    private mutating func noteCopiesOfNothing() {
        for ticket in justCopied {
            let copies = sendings[ticket]?.content.copies ?? []
            let vain = copies.filter { removedRows.contains(RowKey($0.kind, $0.source)) }
            sendings[ticket]?.copiesOfNothing = Set(
                vain.map { LocalDifference.Row(kind: $0.kind, localId: $0.localId) })
        }
        justCopied = []
    }

    /// What the writes that were just answered may remove; `nil` when that can't be said.
    private var removalsAsked: Set<RowKey>? {
        if justAnswered.contains(where: { $0.mayRemoveAnything }) { return nil }
        return justAnswered.reduce(into: []) { asked, content in
            asked.formUnion(content.deletions)
            for state in statesBefore { asked.formUnion(content.removals(from: state)) }
        }
    }
}
