import SyncModel

/// What the author of a write knows of the rows that it changes.
extension Write {
    /// Those of these rows whose present version the author certainly has, and is not sent again: then its own version,
    /// which follows, need not come back to it, since no older one can be applied over it. Asked before they change.
    func knownToAuthor(_ kind: EditableTable, _ ids: [Int64]) throws -> [Int64] {
        let settled = ids.filter { !toldByLists.contains(RowName(kind: kind, id: $0)) }
        return try known(kind, settled, byWhatItHeard: false)
    }

    /// Those of these rows of whose present version the author has certainly heard.
    /// - Parameter evenIfDoubted: where something else shows that the author has heard of them.
    func heardByAuthor(_ kind: EditableTable, _ ids: [Int64], evenIfDoubted: Bool = false) throws -> [Int64] {
        try known(kind, ids, byWhatItHeard: true, evenIfDoubted: evenIfDoubted)
    }

    private func known(
        _ kind: EditableTable, _ ids: [Int64], byWhatItHeard: Bool, evenIfDoubted: Bool = false
    ) throws -> [Int64] {
        guard let author, author.isLinked, !ids.isEmpty else { return [] }
        let claim = try transaction.given(author.shown)?.claim ?? .nothing
        // Lists tell of these too, and may be on their way.
        let isInLists = kind == .links || kind == .folders
        let through = isInLists ? min(claim.rowsThrough, claim.listThrough) : claim.rowsThrough
        let doubted = Set(try transaction.doubts(of: author.id).filter { $0.kind == kind }.map(\.row))
        let stamps = try existing(kind, ids)
        let knowers = try knowers(kind, ids)
        return stamps.filter { row in
            let isHeard = byWhatItHeard && row.stamp > author.confirmed.after && row.stamp <= author.confirmed.through
            return (evenIfDoubted || !doubted.contains(row.id))
                && (row.stamp <= through && !mayComeAgain(kind, row) || isHeard || knowers[row.id] == author.id)
        }.map(\.id)
    }

    /// An answer that is late may bring this row, or as it was before, when the author has long applied another.
    private func mayComeAgain(_ kind: EditableTable, _ row: (id: Int64, stamp: Int64)) -> Bool {
        inFlight.contains { $0.mayHold(RowName(kind: kind, id: row.id), stamp: row.stamp) }
    }

    private func knowers(_ kind: EditableTable, _ ids: [Int64]) throws -> [Int64: Int64] {
        let query = Query(
            .histories, [.historyRow, .historyKnownBy],
            where: .and([kind.isInHistories, .anyOf(.historyRow, ids.map { .integer($0) })]))
        return Dictionary(
            try transaction.all(query) { ($0.integer(0), $0.integer(1)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Notes who has the version that was just written.
    ///
    /// Of an entry of a panel that is there apps take over nothing (PROTOCOL §6), so nobody need be told; and who made
    /// it may be about to send its creation once more, and would have it twice (F41).
    /// - Parameter knownToAuthor: of `ids`, those whose author need not be told.
    func noteChange(_ kind: EditableTable, _ ids: [Int64], knownToAuthor: [Int64]) throws {
        guard kind != .panelFolders else { return }
        try setKnower(kind, knownToAuthor, author?.id ?? 0)
        let known = Set(knownToAuthor)
        let others = ids.filter { !known.contains($0) }
        try setKnower(kind, others, 0)
        try doubtYoung(kind, ids)
        if author?.isLinked ?? false { try doubt(kind, others) }
    }

    /// Whoever made one of these rows a moment ago may not have learned its id, and passes over what is said of it, or that it
    /// is gone: while the answer that names it may be on its way, no list settles that. (Not so of tags: they come as rows,
    /// and lists bring them back to delete them.)
    func doubtYoung(_ kind: EditableTable, _ ids: [Int64]) throws {
        let makers = try unsureMakers(of: kind, ids)
        let histories = kind == .tags ? [:] : try transaction.histories(kind, makers.map(\.row))
        for (row, maker) in makers {
            let answered = histories[row]?.answeredThrough ?? stamp
            try transaction.add(
                Doubt(kind: kind, row: row, stamp: max(stamp, answered), isMissing: false), of: maker)
        }
    }

    /// Under the shared token whoever made one of these rows may have been sent it when nobody knew yet whose pull that was,
    /// and have it twice (PROTOCOL F41). Each deletion takes away one of the two, so the next list says it once more.
    func doubtTwofold(_ kind: EditableTable, _ ids: [Int64]) throws {
        guard kind != .panelFolders else { return }
        let makers = try transaction.histories(kind, ids).mapValues(\.maker).filter { $0.value != author?.id ?? 0 }
        for maker in Set(makers.values).sorted() where try transaction.holder(maker)?.token == 0 {
            for (id, _) in makers.filter({ $0.value == maker }) {
                try transaction.add(Doubt(kind: kind, row: id, stamp: stamp, isMissing: false), of: maker)
            }
        }
    }

    /// Others who made one of these rows may have lost it.
    func doubtMade(_ kind: EditableTable, _ ids: [Int64]) throws {
        for (id, history) in try transaction.histories(kind, ids).sorted(by: { $0.key < $1.key })
        where history.creator > 0 && history.creator != author?.id {
            try transaction.add(Doubt(kind: kind, row: id, stamp: stamp, isMissing: true), of: history.creator)
        }
    }

    /// And what is put into one, or refers to one, it can't place.
    /// - Parameter isMissing: it may not take it at all.
    func doubtUnplaced(
        _ kind: EditableTable, _ ids: [Int64], in container: EditableTable, _ containers: [Int64], isMissing: Bool
    ) throws {
        for maker in Set(try unsureMakers(of: container, containers).map(\.maker)).sorted() {
            for id in ids {
                try transaction.add(Doubt(kind: kind, row: id, stamp: stamp, isMissing: isMissing), of: maker)
            }
        }
    }

    /// Others who made one of these rows a moment ago.
    private func unsureMakers(of kind: EditableTable, _ ids: [Int64]) throws -> [(row: Int64, maker: Int64)] {
        guard !ids.isEmpty else { return [] }
        let young = Predicate.and([
            kind.isInHistories, .anyOf(.historyRow, ids.map { .integer($0) }),
            .after(.historyBirth, clock - Self.learningSeconds), .after(.historyCreator, 0),
            .equals(.historyIsNamed, .boolean(false)),
        ])
        return try transaction.all(Query(.histories, [.historyRow, .historyCreator], where: young)) {
            (row: $0.integer(0), maker: $0.integer(1))
        }.filter { $0.maker != author?.id }
    }

    /// Apps wait for an answer for so long (PROTOCOL §1.8), with some to spare.
    private static var learningSeconds: Int64 { 300 }

    private func setKnower(_ kind: EditableTable, _ ids: [Int64], _ holder: Int64) throws {
        guard !ids.isEmpty else { return }
        try transaction.update(
            .histories, where: .and([kind.isInHistories, .anyOf(.historyRow, ids.map { .integer($0) })]),
            set: [Assignment(.historyKnownBy, .integer(holder))])
    }

    /// The author's picture of these rows is not ours (its edit lost, it moved them where they could not go, or it
    /// names rows that are gone): it is sent them as they are, dead ones as their deletion.
    func mend(_ kind: EditableTable, _ ids: [Int64]) throws {
        let wanted = ids.filter { $0 > 0 }
        guard author != nil, !wanted.isEmpty else { return }
        if kind == .folders {
            // It is told that they are gone, and loses with them what it has not heard to have left them: that leaves first.
            let living = Set(try existing(.folders, wanted).map(\.id))
            try mendTakenAlong(with: wanted.filter { !living.contains($0) }.map(FolderID.init))
        }
        try mendAlone(kind, wanted)
    }

    /// The same where what lay in dead folders is seen to already.
    func mendAlone(_ kind: EditableTable, _ ids: [Int64]) throws {
        guard author != nil else { return }
        mended.append((kind, ids))
        try doubt(kind, ids)
    }
}
