import SyncModel

/// Which edits stand. A later one, by the time of the edit, is never undone by an earlier one that arrives after it
/// (PROTOCOL F9); the earlier one is answered as if it had been carried out, since apps would repeat a refused one for
/// ever, and its author is sent the row as it is.
extension Write {
    /// Decides an edit of one field, which the user made as such: it counts even when the value is the same.
    /// - Returns: the rows of this list that exist and whose field was not edited later, in the order of the list, each
    ///   once. The time of the field is that of this edit from now on.
    func contend(_ field: EditedField, _ ids: [Int64], edited: Int64) throws -> [Int64] {
        let standing = try existing(field.kind, ids)
        try mendGone(field.kind, ids, standing)
        guard !standing.isEmpty else { return [] }
        let histories = try transaction.editHistories(field.kind, standing)
        let winners = standing.map(\.id).filter { id in
            histories[id]?.stands(field, at: edited, by: editor) ?? false
        }
        let won = Set(winners)
        try mend(field.kind, standing.map(\.id).filter { !won.contains($0) })
        let values = try values(of: field, winners)
        for id in winners {
            guard let history = histories[id], let value = values[id] else { continue }
            try record(field, id, history, seconds: history.notBeforeTheRow(edited), former: value)
        }
        return winners
    }

    /// 0 when nobody can say.
    var editor: Int64 { author?.id ?? 0 }

    /// Takes note of an edit that stands.
    func record(
        _ field: EditedField, _ id: Int64, _ history: EditHistory, seconds: Int64, former: FieldValue
    ) throws {
        if history.isUnwritten { try transaction.writeHistory(history, field.kind, id) }
        let formers = (history.edits[field]?.formers ?? FormerValues()).adding(former)
        try transaction.record(
            EditHistory.Edit(seconds: seconds, editor: editor, formers: formers), of: field, id)
    }

    private func values(of field: EditedField, _ ids: [Int64]) throws -> [Int64: FieldValue] {
        guard !ids.isEmpty else { return [:] }
        let query = Query(
            field.kind.table, [field.kind.id] + field.columns, where: .anyOf(field.kind.id, ids.map { .integer($0) }))
        return Dictionary(
            try transaction.all(query) { ($0.integer(0), FieldValue(field, $0, from: 1)) },
            uniquingKeysWith: { first, _ in first })
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
}
