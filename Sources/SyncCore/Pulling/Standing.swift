/// Who asks, and what is known to be there: where every pull begins.
struct Standing: Sendable {
    let asker: Asker
    /// The number that was shown.
    let watermark: Int64
    /// `nil` for a device that is met for the first time.
    let holder: Holder?
    let claim: Claim
    /// What the claim does not cover.
    let doubts: [Doubt]
    let purpose: ClaimPurpose
    /// The number is one that was given. Otherwise nothing can be proven by numbers near it: others may show it too.
    let isTold: Bool
    /// What the numbers of its answers prove, they prove of this device alone.
    var canProve: Bool { isTold || asker.isKnown }
    /// The newest state of which anything was sent to this device, by pulls or by sockets, whether or not it arrived: what
    /// was made later it certainly lacks.
    let sentThrough: Int64
    /// The last number that was given in the state that is read.
    let lastStamp: Int64
    /// The same, less what ran ahead of the clock: what is less by ``RowHistory/answeringSeconds`` was given as long ago.
    let clock: Int64
    /// Nothing was written after what the claim covers, and nothing is doubted: there is nothing to tell.
    let isCurrent: Bool
    /// That it asks is to be written down, for a later start than that of a creation is to be proven (``RowChoice``): apps up
    /// to 0.11.2 are sent what they made themselves as rows after that, when somebody moves it.
    let mustProveStart: Bool
    /// Its app is from 0.17 on, as the request shows (PROTOCOL §1.5).
    let isFrom017: Bool

    var id: Int64 { holder?.id ?? 0 }

    /// A device that has nothing yet: whatever it is sent it does not have.
    var hasNothing: Bool { watermark <= 0 && claim.isSure }

    /// The same as far as anybody knows: under the shared token it may be one that has something and shows no number.
    var mayBeUnknown: Bool { hasNothing && !asker.isKnown }

    /// The number came with a start, or with a sync by hand.
    var hasStarted: Bool { isTold && !purpose.isOfDoorbell }

    /// Links that it may have refused are said again in the list; where nothing is known, all come as rows.
    var isToldAgain: Bool { !hasNothing && claim.isSure }

    /// Apps up to 0.15.2 take the last number that comes, so the end of a list can hide that the rows were applied, start
    /// after start. After two such starts the list leaves to the rows what it has told by then. Not to those of later apps,
    /// which would misfile links by them (F16): such a one may have had the token before, or seem to go back as a pull is late.
    var isTurnOfRows: Bool { purpose == .listAgain && !isFrom017 && holder?.goesBack ?? false }

    /// Whether the list says this link again, as a deletion and a creation, so that no row brings it: one that was said
    /// again since the last list, if there is something new to tell this device of it, or may be lacking still. A row
    /// would come before the list puts right whatever is in its place on the device, and be refused once more. One that the
    /// device made itself only if it may have lost it: it may not know it by its id.
    func isSaidAgain(_ row: (id: Int64, stamp: Int64), _ rows: ChangedRows, through: Int64 = .max) -> Bool {
        guard isToldAgain, !rows.isOwn(row, of: id) || isOldAndLost(row, rows) else { return false }
        if isLacking(.links, row.id) {
            return rows.isRetold(row, after: isTurnOfRows ? claim.listThrough : 0, through: through)
        }
        let isInList = row.stamp > claim.listThrough || isDoubted(.links, row.id)
        return isInList && rows.isRetold(row, after: claim.listThrough, through: through)
    }

    /// It made this link and may have lost it; the answer that names it is not on its way any more.
    private func isOldAndLost(_ row: (id: Int64, stamp: Int64), _ rows: ChangedRows) -> Bool {
        isLacking(.links, row.id) && rows.birth(row) + RowHistory.answeringSeconds < clock
    }

    /// Nobody can say whose writes are its own, or which events it has heard.
    var isAnonymous: Bool { !asker.isKnown && holder?.correlation.isEmpty ?? true }

    /// Whether a row that was made with this stamp may be there although the claim does not cover it.
    func mayHave(birth: Int64) -> Bool { !hasNothing && birth <= sentThrough }

    /// Where its watermark is when it is done with this: the pull of a doorbell shows the number before that one's. Answers
    /// and events that carried the former would set apps up to 0.15.2 back to it, and their next start would look like
    /// the same pull once more.
    var reached: Int64 { purpose == .ring ? watermark + 1 : watermark }

    /// Whether something is to be written down even if it is sent nothing.
    var isNews: Bool {
        guard let holder else { return false }
        return (watermark > 0 && holder.shown != reached) || holder.knowsSeveral != knowsSeveral
    }

    /// It knows the operations on several items, which apps up to 0.11.2 do not.
    var knowsSeveral: Bool { isFrom017 || holder?.knowsSeveral ?? false }

    /// The same of a tag, which must not be deleted where it is not (PROTOCOL F15).
    func mayHaveTag(birth: Int64) -> Bool {
        birth <= claim.rowsThrough || (!hasNothing && birth <= tagsSentThrough)
    }

    /// Of a device that is known by its number alone what its pulls were sent counts: nobody can say which sockets are its own.
    var tagsSentThrough: Int64 {
        sentThrough == .max && claim.isSure ? holder?.pulledThrough ?? 0 : sentThrough
    }

    init(
        _ store: any StoreReading, _ asker: Asker, watermark: Int64, _ told: ToldBySockets, isFrom017: Bool = false
    ) throws {
        self.asker = asker
        self.isFrom017 = isFrom017
        self.watermark = max(watermark, 0)
        let last = try store.lastStampAndWrite()
        lastStamp = last.stamp
        clock = told.stampLongAgo.map { min(last.stamp, $0 + RowHistory.answeringSeconds) } ?? last.stamp
        let known = try asker.isKnown ? store.holder(of: asker, correlation: "") : nil
        guard watermark > 0, let given = try store.given(watermark) else {
            // Who has shown that it has something, and has nothing now, was set up anew.
            let isAnew = watermark <= 0 && known.map { $0.hasShown && !told.isOvertaken(by: $0) } ?? false
            let holder = isAnew ? nil : known
            self.holder = holder
            claim = watermark <= 0 && !(holder?.mayHaveSomething ?? false) ? .nothing : .unsure
            doubts = try holder.map { try store.doubts(of: $0.id) } ?? []
            purpose = .watermark
            isTold = false
            sentThrough = .max
            (isCurrent, mustProveStart) = (false, false)
            return
        }
        let claim = given.claim
        let holder = try known ?? store.holder(given.holder)
        self.holder = holder
        self.claim = claim
        purpose = given.purpose
        isTold = true
        let unsettled = try store.doubts(of: given.holder).map { $0.after(claim) }.filter {
            !claim.settles($0, try store.channel(of: $0, for: given.holder))
        }
        doubts = try unsettled + store.untaken(unsettled, by: given.holder)
        let isTracked = claim.isSure && (asker.isKnown || holder.map { !$0.correlation.isEmpty } ?? false)
        let hasAll =
            claim.isSure && doubts.isEmpty && purpose == .watermark
            && min(claim.rowsThrough, claim.listThrough) >= last.write
        mustProveStart =
            try hasAll && !isFrom017
            && (holder.map { try $0.mayHaveStartedUnseen(since: last.write, store) } ?? false)
        isCurrent = hasAll && !mustProveStart
        guard purpose != .tagsToDelete else {
            sentThrough = claim.rowsMade
            return
        }
        sentThrough = isTracked ? holder.map { max($0.pulledThrough, told.heardThrough($0)) } ?? .max : .max
    }

    init(_ standing: Standing, doubts: [Doubt]) {
        asker = standing.asker
        watermark = standing.watermark
        holder = standing.holder
        claim = standing.claim
        self.doubts = doubts
        purpose = standing.purpose
        isTold = standing.isTold
        sentThrough = standing.sentThrough
        lastStamp = standing.lastStamp
        clock = standing.clock
        isCurrent = standing.isCurrent
        mustProveStart = standing.mustProveStart
        isFrom017 = standing.isFrom017
    }

    func isLacking(_ kind: EditableTable, _ row: Int64) -> Bool {
        doubts.contains { $0.kind == kind && $0.row == row && $0.isMissing }
    }

    func isDoubted(_ kind: EditableTable, _ row: Int64) -> Bool {
        doubts.contains { $0.kind == kind && $0.row == row }
    }

    /// Links that go among the rows, whatever else is told of them.
    var lackingLinks: Set<Int64> { Set(doubts.filter { $0.kind == .links && $0.isMissing }.map(\.row)) }

    /// Every link may lie in a wrong folder, and any deletion may be unheard of: so it is also of a device of which nothing
    /// is known, as soon as it was sent every row. It may never get away from there: apps refuse a last row (PROTOCOL §6).
    var doubtsEverything: Bool { !claim.isSure || isDoubted(.links, Doubt.everyRow) }
}

extension Holder {
    /// An old app that has made something whose id it may not have learned, and of which no pull after the last write is
    /// written down.
    fileprivate func mayHaveStartedUnseen(since stamp: Int64, _ store: any StoreReading) throws -> Bool {
        guard !knowsSeveral, pulledThrough < stamp else { return false }
        let kinds = [EditableTable.folders, .panels].map { Value.integer(Int64($0.table.rawValue)) }
        return try store.exists(
            .histories,
            where: .and([
                .anyOf(.historyTable, kinds), .equals(.historyCreator, .integer(id)),
                .equals(.historyIsNamed, .boolean(false)),
            ]))
    }
}

extension ToldBySockets {
    fileprivate func isOvertaken(by holder: Holder) -> Bool {
        switch overtaking {
        case .none: false
        case .ofFirstNumber: holder.shown == holder.given
        case .certain: true
        }
    }
}

extension Doubt {
    /// Stands for all rows of the table.
    static let everyRow: Int64 = 0
}

extension Claim {
    func settles(_ doubt: Doubt, _ channel: Doubt.Channel) -> Bool {
        switch channel {
        case .rows: rowsMade >= doubt.stamp
        case .list: listMade >= doubt.stamp
        case .both: rowsMade >= doubt.stamp && listMade >= doubt.stamp
        }
    }
}

extension Doubt {
    /// By what a device is told of a doubted row.
    enum Channel { case rows, list, both }
}

extension StoreReading {
    /// Whether the row of a doubt is gone.
    func isGrave(_ doubt: Doubt) throws -> Bool {
        guard doubt.row != Doubt.everyRow else { return false }
        return try !exists(doubt.kind.table, where: .equals(doubt.kind.id, .integer(doubt.row)))
    }

    /// What others have put into folders and panels since a device may lack them: if a socket told it, the device has passed
    /// over it. So it may be missing, too, as long as that is so.
    fileprivate func untaken(_ doubts: [Doubt], by holder: Int64) throws -> [Doubt] {
        let missing = doubts.filter(\.isMissing)
        let doubted = Set(missing.map { RowName(kind: $0.kind, id: $0.row) })
        return try [EditableTable.folders, .panels].flatMap { kind in
            let places = missing.filter { $0.kind == kind }
            let since = places.map(\.missingStamp).min() ?? 0
            return try unplaced(in: places.map(\.row), kind, by: holder, after: since).filter { !doubted.contains($0) }
                .map { Doubt(kind: $0.kind, row: $0.id, stamp: since, isMissing: true) }
        }
    }

    /// Deletions, links, and what a device made itself are told in the list, all others among the rows.
    func channel(of doubt: Doubt, for holder: Int64) throws -> Doubt.Channel {
        if try isGrave(doubt) { return .list }
        // Among the rows comes only a link that may be missing; the list files it.
        if doubt.kind == .links { return doubt.isMissing ? .both : .list }
        let history = try histories(doubt.kind, [doubt.row])[doubt.row]
        guard let history, history.creator == holder, !history.isNamed, !doubt.isMissing else { return .rows }
        let knowsSeveral = try self.holder(holder)?.knowsSeveral ?? false
        return try doubt.kind == .folders && !knowsSeveral && wasMoved(folder: doubt.row) ? .both : .list
    }
}
