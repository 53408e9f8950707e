import SyncModel

/// Which edits stand. A later one, by the time of the edit, is never undone by an earlier one that arrives after it
/// (PROTOCOL F9); the earlier one is answered as if it had been carried out, since apps would repeat a refused one for
/// ever.
extension Write {
    /// The rows of this list that exist and whose last edit is not later than this one, in the order of the list, each
    /// once. Their edit time becomes this one's.
    func contend(_ kind: EditableTable, _ ids: [Int64], edited: Int64) throws -> [Int64] {
        let standing = try existing(kind, ids)
        guard !standing.isEmpty else { return [] }
        let lastEdits = try editTimes(kind, standing.map(\.id))
        let winners = standing.filter { (lastEdits[$0.id] ?? $0.stamp) <= edited }.map(\.id)
        try recordEdit(kind, winners, edited: edited, known: lastEdits)
        return winners
    }

    /// The rows of this list that exist, with their stamps, in the order of the list, each once.
    func existing(_ kind: EditableTable, _ ids: [Int64]) throws -> [(id: Int64, stamp: Int64)] {
        let wanted = ids.filter { $0 > 0 }
        guard !wanted.isEmpty else { return [] }
        let query = Query(kind.table, [kind.id, kind.stamp], where: .anyOf(kind.id, wanted.map { .integer($0) }))
        var stamps = Dictionary(
            try transaction.all(query) { ($0.integer(0), $0.integer(1)) }, uniquingKeysWith: { first, _ in first })
        return wanted.compactMap { id in
            guard let stamp = stamps.removeValue(forKey: id) else {
                missed(id)
                return nil
            }
            return (id, stamp)
        }
    }

    private func editTimes(_ kind: EditableTable, _ ids: [Int64]) throws -> [Int64: Int64] {
        let predicate = Predicate.and([kind.isInHistories, .anyOf(.historyRow, ids.map { .integer($0) })])
        let query = Query(.histories, [.historyRow, .historyEdited], where: predicate)
        return Dictionary(
            try transaction.all(query) { ($0.integer(0), $0.integer(1)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Rows that the original made have no history until they are edited here; their birth is unknown, which is 0.
    private func recordEdit(_ kind: EditableTable, _ ids: [Int64], edited: Int64, known: [Int64: Int64]) throws {
        let old = ids.filter { known[$0] != nil }.map { Value.integer($0) }
        if !old.isEmpty {
            try transaction.update(
                .histories, where: .and([kind.isInHistories, .anyOf(.historyRow, old)]),
                set: [Assignment(.historyEdited, .integer(edited))])
        }
        for id in ids where known[id] == nil {
            try transaction.insert(
                .histories,
                [
                    Assignment(.historyTable, .integer(Int64(kind.table.rawValue))),
                    Assignment(.historyRow, .integer(id)), Assignment(.historyBirth, .integer(0)),
                    Assignment(.historyEdited, .integer(edited)), Assignment(.historyKnownBy, .integer(0)),
                    Assignment(.historyCreator, .integer(0)),
                ])
        }
    }
}
