import SyncModel

/// Which rows the author of a write sees otherwise than they are, beyond those that it named (SYNC §5, rule 11).
extension Write {
    /// Of the rows that were named, those that are gone: the author is sent their deletion. Not of what bears a number of the
    /// app's own (PROTOCOL F17): by that name it has nothing.
    func mendGone(_ kind: EditableTable, _ ids: [Int64], _ standing: [(id: Int64, stamp: Int64)]) throws {
        guard standing.count < ids.count else { return }
        let there = Set(standing.map(\.id))
        try mend(kind, ids.filter { !there.contains($0) && mayBeGone($0) && !isNumberOfApp($0) })
    }

    /// Of a repeated request: its author may have missed what became of the row since. Of a row that is gone it has: it
    /// takes the id of the answer for a living one's, whatever it had heard before.
    func mendUnlessKnown(_ kind: EditableTable, _ id: Int64) throws {
        guard let author else { return }
        guard try !existing(kind, [id]).isEmpty else {
            try doubtOfNameless(kind, id)
            return try mend(kind, [id])
        }
        let query = Query(
            .histories, [.historyKnownBy], where: .and([kind.isInHistories, .equals(.historyRow, .integer(id))]))
        if try transaction.first(query, { $0.integer(0) }) != author.id { try mend(kind, [id]) }
    }

    /// The author has not shown a number yet, and may have pulled a moment ago as somebody of whom nothing is known: whoever
    /// did hears of the deletion, which does nothing where the row is not.
    private func doubtOfNameless(_ kind: EditableTable, _ id: Int64) throws {
        guard let author, !author.isLinked else { return }
        for nameless in try transaction.namelessHolders(givenAfter: stamp - EditTime.onTheWaySeconds) {
            try transaction.add(Doubt(kind: kind, row: id, stamp: stamp, isMissing: false), of: nameless)
        }
    }

    /// The author sees these rows otherwise than they are: its next pull puts that right.
    /// - Parameter isMissing: it may not have them at all.
    func doubt(_ kind: EditableTable, _ ids: [Int64], isMissing: Bool = false) throws {
        guard let author else { return }
        for id in ids {
            try transaction.add(Doubt(kind: kind, row: id, stamp: stamp, isMissing: isMissing), of: author.id)
        }
    }

    /// These rows, which are about to be deleted, and which the author may hear of only now: it is sent their deletion too.
    func mendUnheard(_ kind: EditableTable, _ ids: [Int64]) throws {
        guard author?.isLinked ?? false else { return }
        // What was deleted long ago may have been sent again since.
        let heard = wasQueued ? [] : Set(try heardByAuthor(kind, ids))
        try doubt(kind, Array(ids.filter { !heard.contains($0) }.prefix(Self.unheardMax)))
    }

    /// More are not asked about: a device that was set up a moment ago has heard of nothing yet, as far as is known.
    private static var unheardMax: Int { 64 }

    /// The author has lost these rows, or will once it hears of a deletion, although they live: they are sent as rows.
    func mendLost(_ kind: EditableTable, _ ids: [Int64]) throws {
        guard author != nil, !ids.isEmpty else { return }
        mended.append((kind, ids))
        try doubt(kind, ids, isMissing: true)
    }

    /// What the author put under this folder is not there. When the folder is gone, its deletion reaches the author
    /// and takes along everything that lies in it there.
    func mendMisplaced(_ kind: EditableTable, _ ids: [Int64], under folder: FolderID?) throws {
        guard let folder, folder.number > 0, mayBeGone(folder.number), try !folderExists(folder) else {
            return try mend(kind, ids)
        }
        // First they leave it.
        try mendLost(kind, ids)
        if kind == .folders {
            try disown(ids)
            try mendLostContents(of: ids.map(FolderID.init))
        }
        try mend(.folders, [folder.number])
    }

    /// The author made this in a folder that it is about to lose, with all that lies in it, once it hears of a deletion.
    func mendLostWithFolder(_ kind: EditableTable, _ ids: [Int64], in folder: FolderID) throws {
        guard try isAboutToLose(folder) else { return }
        if kind == .folders { try mendLostFolders(ids) } else { try mendLost(kind, ids) }
    }

    /// The author has lost these folders, or will, also those that it made itself.
    func mendLostFolders(_ ids: [Int64]) throws {
        try mendLost(.folders, ids)
        try disown(ids)
    }

    /// Whether the author loses this folder, or one above it, which it made in one that was gone, or put there, and was sent
    /// no rows since, which would have brought it out of there.
    private func isAboutToLose(_ folder: FolderID) throws -> Bool {
        guard let author else { return false }
        let waiting = try foldersPutIntoGraves(by: author)
        guard !waiting.isEmpty else { return false }
        var above: FolderID? = folder
        var seen: Set<FolderID> = []
        while let id = above, seen.insert(id).inserted {
            if waiting.contains(id.number) { return true }
            above = try self.folder(id)?.parent
        }
        return false
    }

    /// Folders that went there with one of whose deletion the author is told since the same write. (Others may be missing since
    /// a frame that told of them was not confirmed: but who makes something in one of those has it.)
    private func foldersPutIntoGraves(by author: Holder) throws -> Set<Int64> {
        let doubts = try transaction.doubts(of: author.id).filter {
            $0.kind == .folders && max($0.stamp, $0.missingStamp) > author.pulledThrough
        }
        let missing = doubts.filter { $0.missingStamp > author.pulledThrough }
        guard !missing.isEmpty else { return [] }
        let histories = try transaction.histories(.folders, missing.map(\.row))
        let deletionsTold = Set(try doubts.filter { try !$0.isMissing && transaction.isGrave($0) }.map(\.stamp))
        return Set(
            missing.filter {
                histories[$0.row]?.isLost(by: author.id) ?? false || deletionsTold.contains($0.missingStamp)
            }.map(\.row))
    }

    /// These folders, which the author made, it loses with what they lie in, whether or not it has learned their ids:
    /// it is told of them as of others', at once (SYNC rule 12). See ``RowHistory/isLost(by:)``.
    private func disown(_ folders: [Int64]) throws {
        guard let author else { return }
        let areOwn = Predicate.and([
            EditableTable.folders.isInHistories, .anyOf(.historyRow, folders.map { .integer($0) }),
            .equals(.historyCreator, .integer(author.id)), .equals(.historyIsNamed, .boolean(false)),
        ])
        try transaction.update(
            .histories, where: areOwn,
            set: [Assignment(.historyCreator, .integer(-author.id)), Assignment(.historyIsNamed, .boolean(true))])
    }

    /// The author loses these folders with all that lies in them, and with what has left them, unless it has heard of that.
    private func mendLostContents(of folders: [FolderID]) throws {
        let below = try folders.flatMap { try descendants(of: $0) }
        try mendLostFolders(below.map(\.number))
        try mendLost(.links, links(in: folders + below))
        try mendTakenAlong(with: folders + below)
    }

    /// An edit of the place of these rows did not stand. Whose author can't be told apart when it pulls is told with all
    /// others.
    func giveBack(_ kind: EditableTable, _ ids: [Int64]) throws {
        if !(author?.isLinked ?? false) { try bringAgain(kind, ids) }
        try mend(kind, ids)
    }

    /// While an edit of these rows waited in the author's queue, the author may have been sent them as they were without it.
    func doubtQueued(_ kind: EditableTable, _ ids: [Int64]) throws {
        if wasQueued { try doubt(kind, ids) }
    }

    /// Takes note of a row that is a copy of another.
    func noteCopy(_ kind: EditableTable, of source: Int64, _ copy: Int64, edited: Int64) throws {
        guard let author else { return }
        try transaction.insert(
            .copies,
            [
                Assignment(.copyTable, .integer(Int64(kind.table.rawValue))), Assignment(.copySource, .integer(source)),
                Assignment(.copyRow, .integer(copy)), Assignment(.copyEdited, .integer(edited)),
                Assignment(.copyHolder, .integer(author.id)),
            ])
    }

    /// An edit of these rows waited while their author copied them: the copies have it there, and not here.
    func mendCopies(_ kind: EditableTable, of sources: [Int64], madeSince seconds: Int64) throws {
        if kind == .links { try mendUnansweredCopies(of: sources) }
        guard wasQueued else { return }
        let copies = try copiesByAuthor(kind, of: sources, madeSince: seconds).map(\.copy)
        try mend(kind, existing(kind, copies).map(\.id))
    }

    /// Links in folders that the author has just copied bear the ids of their sources in the app until the answer comes
    /// (PROTOCOL §5.8): what it makes of these now it may have made of the copies alone, and has the sources as they were. (The
    /// links beside such folders bear none.)
    private func mendUnansweredCopies(of sources: [Int64]) throws {
        let copied = try copiesByAuthor(.links, of: sources, madeSince: 0)
        let births = try transaction.histories(.links, copied.map(\.copy)).mapValues(\.birth).filter {
            $0.value + RowHistory.answeringSeconds > clock
        }
        guard !births.isEmpty else { return }
        let places = try folders(of: .links, Array(births.keys))
        let folderBirths = try transaction.histories(.folders, places.map(\.0.number)).mapValues(\.birth)
        // One request has made both.
        let inCopies = Set(places.filter { folderBirths[$0.0.number] == births[$0.1] }.map(\.1))
        let pairs = copied.filter { inCopies.contains($0.copy) }
        try mend(.links, pairs.map(\.source) + pairs.map(\.copy))
    }

    /// The author deletes links that it has copied, and may not have had the answer to that: until then copies bear the ids of
    /// their sources in the app (PROTOCOL §5.8), so it may have deleted the copy, and has the source. It is told that the
    /// source is gone, and is sent the copy.
    func mendCopies(ofDeleted links: [Int64]) throws {
        let copied = try copiesByAuthor(.links, of: links, madeSince: 0)
        let histories = try transaction.histories(.links, copied.map(\.copy))
        let unanswered = copied.filter { pair in
            histories[pair.copy].map { saidToBeMade <= $0.birth + RowHistory.answeringSeconds } ?? false
        }
        guard !unanswered.isEmpty else { return }
        try doubt(.links, unanswered.map(\.source))
        try sayOwnAgain(unanswered.map(\.copy))
        try doubt(.links, unanswered.map(\.copy), isMissing: true)
    }

    private func copiesByAuthor(
        _ kind: EditableTable, of sources: [Int64], madeSince seconds: Int64
    ) throws -> [(source: Int64, copy: Int64)] {
        guard let author, !sources.isEmpty else { return [] }
        let query = Query(
            .copies, [.copySource, .copyRow],
            where: .and([
                .equals(.copyTable, .integer(Int64(kind.table.rawValue))),
                .anyOf(.copySource, sources.map { .integer($0) }),
                .equals(.copyHolder, .integer(author.id)), .after(.copyEdited, seconds - 1),
            ]), order: [.copyRow])
        return try transaction.all(query) { (source: $0.integer(0), copy: $0.integer(1)) }
    }
}
