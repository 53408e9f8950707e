/// When a row was made and its fields were edited.
struct EditHistory: Sendable {
    struct Edit: Sendable {
        /// Epoch seconds, corrected: see ``Write/editSeconds(of:)``.
        let seconds: Int64
        /// The device; 0 when nobody can say.
        let editor: Int64
        let formers: FormerValues
    }

    /// When the row was made. Of a row of the original's, when it was last changed: more is not known.
    let baseSeconds: Int64
    /// The original made it, and nobody edited it here yet: it has no row in the table of histories.
    var isUnwritten: Bool
    let isFromOriginal: Bool
    var edits: [EditedField: Edit] = [:]

    /// No edit is older than its row: the clock of who says so is behind (PROTOCOL F10).
    func notBeforeTheRow(_ seconds: Int64) -> Int64 { isFromOriginal ? seconds : max(seconds, baseSeconds) }

    /// Whether this editor made another value of this one.
    func isOwnFormer(_ field: EditedField, _ value: FieldValue, by editor: Int64) -> Bool {
        guard let edit = edits[field], editor != 0, edit.editor == editor else { return false }
        return edit.formers.contains(value)
    }

    /// Whether this editor made another edit of a field in the same second, by its clock: either of the two may have
    /// overtaken the other on its way.
    func isSameSecond(_ field: EditedField, at seconds: Int64, by editor: Int64) -> Bool {
        guard let edit = edits[field], editor != 0 else { return false }
        return edit.editor == editor && edit.seconds == seconds
    }

    /// Whether an edit of a field was carried out before: one that is sent again after a lost answer must not win the tie
    /// with what somebody else made of the field in its second (SYNC §5, rule 10).
    func isRepeated(
        _ field: EditedField, _ value: FieldValue, at seconds: Int64, present: FieldValue, by editor: Int64
    ) -> Bool {
        guard let edit = edits[field], edit.seconds == seconds else { return false }
        return edit.editor == editor ? value == present : edit.formers.contains(value)
    }

    /// Whether an edit of a field stands. Ties go to the one that comes later: it is a second edit of the same second,
    /// and every device is told in this order; but not to one that waited in a queue while its editor made another. Only
    /// an edit that says it is older than the row has no rank of its own: it stands until somebody else has edited the
    /// field.
    func stands(_ field: EditedField, at seconds: Int64, by editor: Int64, wasQueued: Bool) -> Bool {
        guard let edit = edits[field] else { return notBeforeTheRow(seconds) >= baseSeconds }
        if edit.seconds < seconds { return true }
        if edit.seconds == seconds { return !(wasQueued && edit.editor == editor && editor != 0) }
        return seconds < baseSeconds && edit.seconds == baseSeconds && edit.editor == editor && editor != 0
            && !isFromOriginal
    }
}

extension StoreReading {
    /// - Parameter rows: with their stamps; all exist.
    func editHistories(_ kind: EditableTable, _ rows: [(id: Int64, stamp: Int64)]) throws -> [Int64: EditHistory] {
        let ids = rows.map { Value.integer($0.id) }
        let written = Query(
            .histories, [.historyRow, .historyBirth, .historyEdited],
            where: .and([kind.isInHistories, .anyOf(.historyRow, ids)]))
        var histories: [Int64: EditHistory] = [:]
        for (id, birth, seconds) in try all(written, { ($0.integer(0), $0.integer(1), $0.integer(2)) }) {
            histories[id] = EditHistory(baseSeconds: seconds, isUnwritten: false, isFromOriginal: birth == 0)
        }
        for row in rows where histories[row.id] == nil {
            histories[row.id] = EditHistory(baseSeconds: row.stamp, isUnwritten: true, isFromOriginal: true)
        }
        for (id, field, edit) in try fieldEdits(kind, ids) {
            if let field = EditedField(rawValue: field) { histories[id]?.edits[field] = edit }
        }
        return histories
    }

    /// Somebody has put this folder elsewhere since it was made.
    func wasMoved(folder: Int64) throws -> Bool {
        try exists(
            .fieldTimes,
            where: .and([
                .equals(.fieldTimeTable, .integer(Int64(Table.folders.rawValue))),
                .equals(.fieldTimeRow, .integer(folder)),
                .equals(.fieldTimeField, .integer(EditedField.folderParent.rawValue)),
            ]))
    }

    private func fieldEdits(
        _ kind: EditableTable, _ ids: [Value]
    ) throws -> [(row: Int64, field: Int64, EditHistory.Edit)] {
        let query = Query(
            .fieldTimes, [.fieldTimeRow, .fieldTimeField, .fieldTimeEdited, .fieldTimeEditor, .fieldTimeFormers],
            where: .and([
                .equals(.fieldTimeTable, .integer(Int64(kind.table.rawValue))), .anyOf(.fieldTimeRow, ids),
            ]))
        return try all(query) { row in
            let edit = EditHistory.Edit(
                seconds: row.integer(2), editor: row.integer(3), formers: FormerValues(text: row.text(4)))
            return (row.integer(0), row.integer(1), edit)
        }
    }
}

extension StoreTransaction {
    func record(_ edit: EditHistory.Edit, of field: EditedField, _ row: Int64) throws {
        try insert(
            .fieldTimes,
            [
                Assignment(.fieldTimeTable, .integer(Int64(field.kind.table.rawValue))),
                Assignment(.fieldTimeRow, .integer(row)), Assignment(.fieldTimeField, .integer(field.rawValue)),
                Assignment(.fieldTimeEdited, .integer(edit.seconds)),
                Assignment(.fieldTimeEditor, .integer(edit.editor)),
                Assignment(.fieldTimeFormers, .text(edit.formers.text)),
            ])
    }

    /// Begins the history of a row that the original made; its birth is unknown, which is 0.
    func writeHistory(_ history: EditHistory, _ kind: EditableTable, _ row: Int64) throws {
        try insert(
            .histories,
            [
                Assignment(.historyTable, .integer(Int64(kind.table.rawValue))),
                Assignment(.historyRow, .integer(row)), Assignment(.historyBirth, .integer(0)),
                Assignment(.historyEdited, .integer(history.baseSeconds)), Assignment(.historyKnownBy, .integer(0)),
                Assignment(.historyCreator, .integer(0)), Assignment(.historyRetold, .integer(0)),
                Assignment(.historyIsNamed, .boolean(false)),
            ])
    }

    /// Forgets when fields of these rows were edited.
    func forgetEdits(_ kind: EditableTable, _ rows: [Value]) throws {
        let ofKind = Predicate.equals(.fieldTimeTable, .integer(Int64(kind.table.rawValue)))
        try delete(.fieldTimes, where: .and([ofKind, .anyOf(.fieldTimeRow, rows)]))
    }
}
