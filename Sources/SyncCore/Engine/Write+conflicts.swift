import SyncModel

/// Which edits stand. A later one, by the time of the edit, is never undone by an earlier one that arrives after it
/// (PROTOCOL F9); the earlier one is answered as if it had been carried out, since apps would repeat a refused one for
/// ever, and its author is sent the row as it is.
extension Write {
    /// Carries out an edit of one field, which the user made as such: it counts even when the value is the same.
    /// - Parameter values: all columns of the field.
    /// - Returns: the rows of this list that have the value by this edit, in the order of the list, each once: those that
    ///   exist and whose field was not edited later. The time of the field is that of this edit from now on.
    func edit(_ field: EditedField, _ ids: [Int64], to values: [Assignment], edited: Int64) throws -> [Int64] {
        let winners = try contend(field, ids, to: FieldValue(field, values), edited: edited)
        if field == .linkPlace { try sayTwins(ofMoved: ids.filter { !winners.contains($0) }, to: values) }
        guard !winners.isEmpty else { return [] }
        try doubtQueued(field.kind, winners)
        if field == .linkPlace || field == .folderParent {
            try place(field.kind, winners, values)
        } else {
            try update(field.kind, winners, values)
        }
        return winners
    }

    private func contend(_ field: EditedField, _ ids: [Int64], to value: FieldValue, edited: Int64) throws -> [Int64] {
        let standing = try existing(field.kind, ids)
        try noteNamed(field.kind, standing.map(\.id))
        try mendGone(field.kind, ids, standing)
        try mendCopies(field.kind, of: standing.map(\.id), madeSince: edited)
        guard !standing.isEmpty else { return [] }
        let histories = try transaction.editHistories(field.kind, standing)
        let present = try values(of: field, standing.map(\.id))
        var winners: [Int64] = []
        for row in standing {
            guard let history = histories[row.id], let before = present[row.id] else { continue }
            let seconds = history.notBeforeTheRow(edited)
            if arrivalSeconds - edited > Self.repetitionSecondsMin,
                history.isRepeated(field, value, at: seconds, present: before, by: editor)
            {
                try mendUnlessKnown(field.kind, row.id)
            } else if history.stands(field, at: edited, by: editor, wasQueued: wasQueued) {
                try record(field, row.id, history, seconds: seconds, former: before)
                winners.append(row.id)
                // One that came twice, and was overtaken by the next, looks like one that puts it back.
                let mayBeOvertaken = history.isOwnFormer(field, value, by: editor) && wasJustEdited(field, history)
                if try mayBeOvertaken || isMeantForAnother(field.kind, row.id, history) {
                    try mend(field.kind, [row.id])
                } else if value != before,
                    try history.isSameSecond(field, at: seconds, by: editor)
                        || hasSaidWholeRow(field.kind, row.id, since: edited)
                {
                    try doubt(field.kind, [row.id])
                }
            } else {
                try mend(field.kind, [row.id])
            }
        }
        return winners
    }

    /// This waited, and says that it is older than its row. Apps count their rows anew after a wipe, and what was on its way
    /// then, and got no answer, goes into the queue by a number that now is another row's (PROTOCOL F40). It can't be told
    /// from an edit by a clock that is behind, so it stands; but its author's row is as it came. A row that somebody else
    /// made it cannot have edited before that came here; its own it may have, as soon as it had made it, by the same clock.
    func isMeantForAnother(_ kind: EditableTable, _ id: Int64, _ edits: EditHistory) throws -> Bool {
        guard editor != 0, wasQueued || saidToBeMade < edits.baseSeconds,
            let history = try transaction.histories(kind, [id])[id]
        else { return false }
        let isOwn = history.maker == editor
        let made = isOwn ? edits.baseSeconds : history.birth
        return try (wasQueued || isOwn) && saidToBeMade < made && !saysNoTime
    }

    /// A number of ours stands in the place of the time (PROTOCOL §5.8).
    var saysNoTime: Bool { get throws { try transaction.given(saidSeconds) != nil } }

    /// Those of these rows of which the author has edited something since then.
    func editedByAuthor(
        _ kind: EditableTable, _ rows: [(id: Int64, stamp: Int64)], since seconds: Int64
    ) throws -> [Int64] {
        guard editor != 0, !rows.isEmpty else { return [] }
        let histories = try transaction.editHistories(kind, rows)
        return rows.map(\.id).filter { id in
            histories[id]?.edits.values.contains { $0.editor == editor && $0.seconds >= seconds } ?? false
        }
    }

    /// What comes sooner than an app can have given up waiting for its answer is no repetition.
    static let repetitionSecondsMin: Int64 = 5

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

    /// The author's request names these rows: it has learned the ids of those that it made itself. Links and entries of
    /// panels are told of in a way that needs none.
    func noteNamed(_ kind: EditableTable, _ ids: [Int64]) throws {
        guard let author, !ids.isEmpty, kind != .links, kind != .panelFolders else { return }
        let areUnnamed = Predicate.and([
            kind.isInHistories, .anyOf(.historyRow, ids.map { .integer($0) }),
            .equals(.historyCreator, .integer(author.id)), .equals(.historyIsNamed, .boolean(false)),
        ])
        let flipped = try transaction.all(Query(.histories, [.historyRow, .historyKnownBy], where: areUnnamed)) {
            (id: $0.integer(0), knownBy: $0.integer(1))
        }
        guard !flipped.isEmpty else { return }
        try transaction.update(.histories, where: areUnnamed, set: [Assignment(.historyIsNamed, .boolean(true))])
        // Such rows are told otherwise from now on: between the rows and the list of one start they would fall through. So
        // would what is doubted: rows that were answered before left it to the list.
        let doubted = try transaction.doubts(of: author.id).filter { $0.kind == kind }.map(\.row)
        try doubt(kind, flipped.filter { $0.knownBy != author.id || doubted.contains($0.id) }.map(\.id))
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
