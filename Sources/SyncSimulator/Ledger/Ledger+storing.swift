import SyncModel

/// What the store did, and whether anybody had asked for it.
extension Ledger {
    /// The library as it is just before something may be deleted.
    mutating func isAboutToDelete(_ state: LibraryState) { statesBefore.append(state) }

    /// - Parameter isDying: it was done for requests that will not be answered any more.
    mutating func stored(_ deeds: [StoreDeed], isDying: Bool = false) {
        let asked = removalsAsked(by: isDying ? openDeletions.compactMap { sendings[$0]?.content } : justAnswered)
            .map { withContents($0, deeds) }
        defer {
            noteCopiesOfNothing()
            justAnswered = []
            statesBefore = []
        }
        for deed in deeds {
            switch deed {
            case .added(let kind, let id):
                if !addedRows.insert(RowKey(kind, id)).inserted {
                    violations.append(
                        Violation(.nothingSkipped, "a new row got the id of an earlier one: \(RowKey(kind, id))"))
                }
            case .removed(let kind, let id, _):
                let row = RowKey(kind, id)
                removedRows.insert(row)
                if let asked, !asked.contains(row), wasShown(row) { unaskedRemovals.insert(row) }
            case .stamped(let stamp):
                if stamp <= lastStamp {
                    violations.append(
                        Violation(.nothingSkipped, "a write got the stamp \(stamp) after \(lastStamp) was given"))
                }
                lastStamp = max(lastStamp, stamp)
            case .committed: break
            }
        }
    }

    /// No state from before shows what was made, or put somewhere, by a write of the same moment that came just ahead.
    private func withContents(_ asked: Set<RowKey>, _ deeds: [StoreDeed]) -> Set<RowKey> {
        var rows = asked
        var hasGrown = true
        while hasGrown {
            hasGrown = false
            for case .removed(let kind, let id, let places) in deeds where places.contains(where: rows.contains) {
                if rows.insert(RowKey(kind, id)).inserted { hasGrown = true }
            }
        }
        return rows
    }

    /// Entries of panels whose folder or panel is gone nobody sees any more.
    private func wasShown(_ row: RowKey) -> Bool {
        row.kind != .panelFolder || statesBefore.isEmpty || statesBefore.contains { $0.holds(row) }
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

    /// A success is answered if and only if it is committed (SYNC §4): called before ``stored(_:)`` with what was done
    /// for the answers of this moment.
    mutating func compare(_ deeds: [StoreDeed]) {
        let changes = deeds.contains { if case .added = $0 { true } else { $0.isRemoval } }
        if justAnswered.isEmpty, changes {
            violations.append(Violation(.durable, "something was stored that was not answered as a success"))
        }
        if !justAnswered.isEmpty, !deeds.contains(.committed) {
            violations.append(
                Violation(.durable, "\(justAnswered[0].operation.rawValue) was answered as a success and not committed")
            )
        }
    }

    /// After ``stored(_:)``.
    mutating func compareToldRows() {
        for row in justToldRows where !addedRows.contains(row) {
            violations.append(Violation(.durable, "an answer told of \(row), which was never stored"))
        }
        justToldRows = []
    }

    /// What writes may remove; `nil` when that can't be said.
    private func removalsAsked(by writes: [RequestContent]) -> Set<RowKey>? {
        if writes.contains(where: { $0.mayRemoveAnything }) { return nil }
        return writes.reduce(into: []) { asked, content in
            asked.formUnion(content.deletions)
            for state in statesBefore { asked.formUnion(content.removals(from: state)) }
        }
    }
}

extension StoreDeed {
    fileprivate var isRemoval: Bool { if case .removed = self { true } else { false } }
}
