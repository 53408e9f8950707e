import SyncModel

/// A row that a creation made when it came before.
struct MadeRow {
    let id: Int64
    /// The creation itself, not a later state of the same thing.
    let isExact: Bool
}

extension Write {
    /// The row that this creation made before, dead or alive; `nil` for a new one.
    func rowMade<Request: Creation>(by request: Request, _ keys: CreationKeys) throws -> MadeRow? {
        let localId = request.offlineSyncItemId
        guard request.isNamed else {
            // 0: several devices sent the like, so nobody can say whose it was.
            let row = try keys.nameless.flatMap { try transaction.remembered($0, localId: localId)?.row }
            return row == 0 ? nil : row.map { MadeRow(id: $0, isExact: true) }
        }
        if let exact = keys.exact, let row = try rowMadeExactly(by: exact, Request.kind, localId: localId) {
            if let key = keys.sameMoment { _ = try rowMadeExactly(by: key, Request.kind, localId: localId) }
            return MadeRow(id: row, isExact: true)
        }
        if let key = keys.sameMoment, localId == 0,
            let queued = try transaction.remembered(key).first(where: { $0.localId > 0 })
        {
            // The queue has overtaken it.
            return MadeRow(id: queued.row, isExact: true)
        }
        if let key = keys.sameMoment, localId > 0, try !hasNamedAnother(since: key, keys.sameThing, by: request),
            let row = try rowMadeExactly(by: key, Request.kind, localId: localId)
        {
            return MadeRow(id: row, isExact: false)
        }
        if let key = keys.sameThing, let named = try transaction.remembered(key, localId: localId),
            try isStillMeant(named, by: request)
        {
            return MadeRow(id: named.row, isExact: false)
        }
        guard let key = keys.sameLocalId else { return nil }
        let row =
            try rowNamed(key, Request.kind, localId: localId, queued: request)
            ?? rowNamedSince(key, localId: localId, queued: request)
        return row.map { MadeRow(id: $0, isExact: false) }
    }

    /// Whether this local id has named a row since another was made online at that moment: the user has made two such things in
    /// one second, and this is the one.
    private func hasNamedAnother(
        since moment: MemoryKey, _ thing: MemoryKey?, by request: some Creation
    ) throws -> Bool {
        let localId = request.offlineSyncItemId
        guard try transaction.remembered(moment, localId: localId) == nil,
            let online = try transaction.remembered(moment, localId: 0),
            let thing, let named = try transaction.remembered(thing, localId: localId)
        else { return false }
        return try named.row != online.row && named.stamp > online.stamp && isStillMeant(named, by: request)
    }

    /// The row of a local id, also one that is gone, by what its maker had queued before that row was last named, or before
    /// it deleted it itself: a sync by hand sends a thing as it was made and as it is now, and somebody may delete it between
    /// the two (F6). A wipe lets local ids start again, and what was named before says nothing any more (F40).
    private func rowNamedSince(_ key: MemoryKey, localId: Int64, queued request: some Creation) throws -> Int64? {
        guard let named = try transaction.remembered(key, localId: localId) else { return nil }
        let isSinceWipe = try named.stamp > transaction.fact(FactName.lastWipe) ?? 0
        let isMeant = isSinceWipe && wasQueuedBeforeNaming(named, request)
        return try isMeant || wasQueuedBeforeDeletion(of: named.row, request) ? named.row : nil
    }

    /// It says so; or it was pushed with what named the row, and was late: so may have been what measured the clock that it
    /// says it by (F10).
    private func wasQueuedBeforeNaming(_ named: RememberedRow, _ request: some Creation) -> Bool {
        guard request.eventTimestamp > 0 else { return false }
        return editSeconds(of: request) <= named.stamp + StampGate.slackSeconds || wasPushed(request, with: named)
    }

    /// It came out of a queue when its author pushes none any more, and has not pulled since the row was named a moment ago,
    /// as it does whenever it pushes (PROTOCOL §5.3, §5.4).
    private func wasPushed(_ request: some Creation, with named: RememberedRow) -> Bool {
        guard isFromNoQueue, request.offlineSyncItemId > 0, let author else { return false }
        return named.stamp > max(author.pulledThrough, clock - RowHistory.answeringSeconds)
    }

    /// Both times are of its maker's clock, so nothing needs to be known of that; local ids start again later only (F40).
    private func wasQueuedBeforeDeletion(of row: Int64, _ request: some Creation) throws -> Bool {
        let key = CreationKeys.deletion(of: type(of: request).kind, row)
        let deleted = try transaction.remembered(key, localId: 0)?.stamp ?? 0
        return request.eventTimestamp > 0 && request.eventTimestamp <= deleted
    }

    /// The author deletes these rows. Of those that it made, a sync by hand may have queued other states just before (F6).
    func noteDeletion(_ kind: EditableTable, _ ids: [Int64]) throws {
        try doubtTwofold(kind, ids)
        if kind == .links { try mendCopies(ofDeleted: ids) }
        guard let author, saidSeconds > 0 else { return }
        let histories = try transaction.histories(kind, ids)
        for id in ids where histories[id]?.maker == author.id {
            try transaction.remember(
                CreationKeys.deletion(of: kind, id), localId: 0, kind, row: id, stamp: saidSeconds)
        }
    }

    /// The author says this whole row by its id, also where that is what the row is like. If it made it, it has learned the
    /// id: all creations of that row which it has queued are older than what it says now (PROTOCOL F6).
    func noteWholeRow(_ kind: EditableTable, _ id: Int64) throws {
        try noteNamed(kind, [id])
        guard let author else { return }
        let isMaker = try transaction.histories(kind, [id])[id]?.maker == author.id
        try transaction.remember(
            CreationKeys.wholeRow(kind, id), localId: isMaker ? 0 : author.id, kind, row: id,
            stamp: arrivalSeconds)
    }

    /// Whether its maker has said it so: then a queued creation edits nothing any more.
    func hasSaidWholeRow(_ kind: EditableTable, _ id: Int64) throws -> Bool {
        try transaction.remembered(CreationKeys.wholeRow(kind, id), localId: 0) != nil
    }

    /// Whether the author has said it so when it had made this edit: one of the two was overtaken, and what the row said as it
    /// was then is what the edit changes now.
    func hasSaidWholeRow(_ kind: EditableTable, _ id: Int64, since edited: Int64) throws -> Bool {
        guard let author else { return false }
        return try transaction.remembered(CreationKeys.wholeRow(kind, id), localIds: [0, author.id]).contains {
            try $0.stamp >= edited && ($0.localId > 0 || transaction.histories(kind, [id])[id]?.maker == author.id)
        }
    }

    /// The thing of this name and local id that was named before; also a dead one, by what the app had queued before it
    /// was last named: a sync by hand sends a thing as it was made and as it is now, one after the other (F6), and a
    /// deletion that came between must not be undone.
    private func isStillMeant(_ named: RememberedRow, by request: some Creation) throws -> Bool {
        try wasQueuedBeforeNaming(named, request) || !existing(type(of: request).kind, [named.row]).isEmpty
            || wasQueuedBeforeDeletion(of: named.row, request)
    }

    /// The living row of a local id. What was queued before the id was last named is of that row: local ids start again
    /// after a local reset only (F40). So is what has the time of the creation that made it: the offset of the clock
    /// may have been measured since, by a request that was late, which makes all that waited look younger than it is.
    func rowNamed(
        _ key: MemoryKey, _ kind: EditableTable, localId: Int64, queued request: some Payload
    ) throws -> Int64? {
        guard let named = try transaction.remembered(key, localId: localId),
            let row = try existing(kind, [named.row]).first
        else { return nil }
        let seconds = editSeconds(of: request)
        if seconds <= named.stamp + StampGate.slackSeconds { return named.row }
        let madeSeconds = try transaction.editHistories(kind, [row])[row.id]?.baseSeconds
        return [seconds, request.eventTimestamp].contains(madeSeconds) ? named.row : nil
    }

    /// Local ids agree when they are equal or one of them is 0. Once the queue has named an online creation, it is that
    /// one's: another local id is another row.
    private func rowMadeExactly(by key: MemoryKey, _ kind: EditableTable, localId: Int64) throws -> Int64? {
        let found = try transaction.remembered(key, localIds: localId > 0 ? [0, localId] : nil).filter {
            try !wasSentOfAnother(kind, $0.row)
        }
        guard localId > 0 else { return found.first?.row }
        if let same = found.first(where: { $0.localId == localId }) { return same.row }
        guard let unnamed = found.first else { return nil }
        try transaction.forget(key, localId: 0)
        try transaction.remember(key, localId: localId, kind, row: unnamed.row, stamp: stamp)
        return unnamed.row
    }

    /// The author has shown that it was sent this row as one that another device made: what it makes itself is another one,
    /// though it bears that device's name (a copied profile) and both were made in the same second.
    private func wasSentOfAnother(_ kind: EditableTable, _ row: Int64) throws -> Bool {
        guard let author, asker.isKnown, let claim = try transaction.given(author.shown)?.claim,
            let made = try transaction.histories(kind, [row])[row]
        else { return false }
        return made.maker != 0 && made.maker != author.id && made.birth <= claim.rowsThrough
    }

    /// Two rows more for a creation online, five for one out of a queue.
    func remember(_ keys: CreationKeys, _ kind: EditableTable, localId: Int64, isNamed: Bool, row: Int64) throws {
        for key in [keys.exact, keys.sameLocalId, keys.sameThing, keys.sameMoment] {
            if let key { try transaction.remember(key, localId: localId, kind, row: row, stamp: stamp) }
        }
        guard let nameless = keys.nameless else { return }
        let isAmbiguous =
            try isNamed && transaction.remembered(nameless, localId: localId).map { $0.row != row } ?? false
        try transaction.remember(nameless, localId: localId, kind, row: isAmbiguous ? 0 : row, stamp: stamp)
    }
}

extension Creation {
    var isNamed: Bool { !(correlation?.id ?? "").isEmpty }
}
