import SyncModel

/// A field of a request that carries a whole row, though the user edited one thing (PROTOCOL §2.9).
struct CarriedField {
    let field: EditedField
    let present: FieldValue
    let carried: FieldValue

    var isDifferent: Bool { present != carried }

    init(_ field: EditedField, _ present: FieldValue, _ carried: FieldValue) {
        (self.field, self.present, self.carried) = (field, present, carried)
    }

    init(_ field: EditedField, _ present: Value, _ carried: Value) {
        self.init(field, FieldValue(present), FieldValue(carried))
    }
}

/// When the edit was made that a whole row carries.
struct EditTime {
    let seconds: Int64
    /// The request says no time of its own, and waited: it may be one that was carried out before.
    var mayBeRepeated = false

    /// A request is on its way for so long at most.
    static let onTheWaySeconds: Int64 = 60
}

extension Write {
    /// Decides which fields of a whole row count as edited: those that differ from the row, unless the author carries
    /// along what the field held before somebody else's edit that it has not heard of (PROTOCOL F9, F12; SYNC §5, rule
    /// 13). A value that is equal says nothing: it does not raise the time of its field.
    ///
    /// Whether the author has heard of an edit shows in what it was sent and, where that is unknown, in the request: who
    /// carries another field as somebody made it at that time or later has heard of both. A user who puts a field back
    /// to what it was, on a device of which nothing is known, loses; the other way round an old phone would undo others'
    /// edits with every one of its own.
    ///
    /// A value that the author itself has changed since may come with a request that was overtaken or repeated, or be put
    /// back on purpose: a request that waited loses, any other stands, and the author is sent the row.
    /// So is the author of a row that counts as made now and may yet have waited while the author made another edit of the
    /// field: the row is told to everybody as the later one, and is the earlier one there.
    /// - Returns: the fields whose values are to be taken over. When any was refused, the author is sent the row.
    func contend(
        _ kind: EditableTable, _ row: (id: Int64, stamp: Int64), edited time: EditTime, _ fields: [CarriedField],
        heardThrough saidSeconds: Int64? = nil
    ) throws -> Set<EditedField> {
        let edited = time.seconds
        try mendCopies(kind, of: [row.id], madeSince: edited)
        let different = fields.filter(\.isDifferent)
        guard !different.isEmpty, var history = try transaction.editHistories(kind, [row])[row.id] else { return [] }
        let seconds = history.notBeforeTheRow(edited)
        let heard = try max(saidSeconds ?? .min, heardThroughSeconds(kind, row.id, history, fields))
        let ownFormers = different.filter { history.isOwnFormer($0.field, $0.carried, by: editor) }.map(\.field)
        let standing = different.filter { [history] carried in
            history.stands(carried.field, at: edited, by: editor, wasQueued: wasQueued)
                && !isCarriedAlong(carried, history, heardThroughSeconds: heard)
                && !(time.mayBeRepeated && ownFormers.contains(carried.field))
        }
        for carried in standing {
            try record(carried.field, row.id, history, seconds: seconds, former: carried.present)
            history.isUnwritten = false
        }
        if !standing.isEmpty { try doubtQueued(kind, [row.id]) }
        let isOvertaken = ownFormers.contains { wasJustEdited($0, history) }
        let mayBeEarlier = edited >= arrivalSeconds && standing.contains { [history] in mayPrecede($0.field, history) }
        let isUnsure = isOvertaken || mayBeEarlier
        if try standing.count < different.count || isUnsure || isMeantForAnother(kind, row.id, history) {
            try mend(kind, [row.id])
        }
        if try standing.contains(where: { [history] in followsOwn($0.field, history) }) && saysNoTime {
            try doubt(kind, [row.id])
        }
        return Set(standing.map(\.field))
    }

    /// Whether the author may have queued this before its last edit of a field: it says an earlier time than that was
    /// made at.
    private func mayPrecede(_ field: EditedField, _ history: EditHistory) -> Bool {
        guard let edit = history.edits[field], editor != 0, edit.editor == editor, !isFromNoQueue else { return false }
        return saidToBeMade < edit.seconds && wasJustEdited(field, history)
    }

    /// The author has just edited this field: where the request says no time, nobody can tell which of the two was late.
    private func followsOwn(_ field: EditedField, _ history: EditHistory) -> Bool {
        guard let edit = history.edits[field], editor != 0, edit.editor == editor else { return false }
        return wasJustEdited(field, history)
    }

    /// So recently that another request of the same app may have been on its way for as long.
    func wasJustEdited(_ field: EditedField, _ history: EditHistory) -> Bool {
        history.edits[field].map { arrivalSeconds - $0.seconds <= EditTime.onTheWaySeconds } ?? false
    }

    private func isCarriedAlong(_ carried: CarriedField, _ history: EditHistory, heardThroughSeconds: Int64) -> Bool {
        guard let edit = history.edits[carried.field], edit.editor != editor else { return false }
        return edit.seconds > heardThroughSeconds && edit.formers.contains(carried.carried)
    }

    /// Through which time the author has certainly heard of others' edits of this row.
    private func heardThroughSeconds(
        _ kind: EditableTable, _ id: Int64, _ history: EditHistory, _ fields: [CarriedField]
    ) throws -> Int64 {
        if try heardByAuthor(kind, [id]) == [id] { return .max }
        let heard = fields.compactMap { carried -> Int64? in
            guard !carried.isDifferent, let edit = history.edits[carried.field], edit.editor != editor,
                !edit.formers.contains(carried.present)
            else { return nil }
            return edit.seconds
        }
        return heard.max() ?? .min
    }
}
