import SyncModel

/// What must be written down of a pull before its answer leaves: whom it goes to, which numbers it carries, and what
/// they prove.
public struct PullNote: Sendable {
    enum Subject: Sendable {
        case rows(RowsPlan)
        case list(ListPlan, StartPair?)
    }

    private let subject: Subject

    init(_ subject: Subject) { self.subject = subject }

    /// - Parameter clock: see ``StampGate/clock(nowSeconds:)``.
    func perform(
        _ transaction: any StoreTransaction, clock: Int64, _ nextNumber: () -> Int64
    ) throws -> PullNumbers {
        switch subject {
        case .rows(let plan):
            let holder = try plan.standing.writeDown(transaction)
            return try plan.write(transaction, holder, clock: clock, nextNumber)
        case .list(let plan, let pair):
            let holder = try plan.standing.writeDown(transaction)
            return try plan.write(transaction, holder, pair, clock: clock, nextNumber)
        }
    }
}

/// The numbers of one answer.
public struct PullNumbers: Sendable {
    public let holder: Int64
    /// What answers and events carry until the device shows another number; 0: what they carried before.
    var carried: Int64 = 0
    let rows: RowNumbers?
    let reserved: ReservedNumbers?
    let doorbell: Int64?
    let list: Int64?
    let both: Int64?
}

extension Standing {
    /// The device, written down if it is new, with what it shows now. What its claim settles is forgotten.
    fileprivate func writeDown(_ transaction: any StoreTransaction) throws -> Holder {
        var holder = try known(transaction)
        if knowsSeveral { try transaction.noteKnowingSeveral(&holder) }
        try transaction.noteReading(&holder)
        guard watermark > 0 else { return holder }
        if let given = try transaction.given(watermark), given.holder != holder.id {
            try transaction.hand(over: given.holder, to: holder.id)
        }
        if holder.shown != reached || !holder.hasShown {
            if reached < holder.shown { holder.hints |= Holder.goesBackHint }
            holder.shown = reached
            holder.hints |= Holder.hasShownHint
            try transaction.set(.holderShown, .integer(reached), of: holder)
            try transaction.set(.holderHints, .integer(holder.hints), of: holder)
        }
        try settleDoubts(transaction, holder)
        return holder
    }

    private func settleDoubts(_ transaction: any StoreTransaction, _ holder: Holder) throws {
        for doubt in try transaction.doubts(of: holder.id) {
            let left = doubt.after(claim)
            if claim.settles(left, try transaction.channel(of: left, for: holder.id)) {
                try transaction.settle(doubt, of: holder.id)
            } else if left != doubt {
                try transaction.replace(left, of: holder.id)
            }
        }
    }

    private func known(_ transaction: any StoreTransaction) throws -> Holder {
        if let holder, let present = try transaction.holder(holder.id) {
            guard asker.isKnown, present.token != asker.token else { return present }
            // Known by its numbers so far, and by its token from now on.
            try transaction.set(.holderToken, .integer(asker.token), of: present)
            return try transaction.holder(present.id) ?? present
        }
        // Its socket, opened meanwhile, may have made it known: then it stays what the socket goes by.
        if holder == nil, asker.isKnown, let met = try transaction.holder(of: asker, correlation: ""), !met.hasShown {
            return met
        }
        if asker.isKnown { try transaction.retireHolder(of: asker) }
        return try transaction.addHolder(of: asker, correlation: "")
    }
}

extension StoreTransaction {
    /// What the rows of a first sync carry, all but the last one. It proves nothing and is given to many, so whoever
    /// shows it is unknown; apps show it as the date of folders and tags, so it is not much older than they are.
    fileprivate func numberOfFirstRows(_ next: () -> Int64) throws -> Int64 {
        let last = try lastStamp()
        if let number = try fact(FactName.numberOfFirstRows), last - number < 3_600 { return number }
        let number = next()
        try setFact(FactName.numberOfFirstRows, number)
        return number
    }

    /// A device that was set up anew has nothing of what it had. Its name stays with what it was: see
    /// ``StoreReading/clockOffset(ofRetired:correlation:)``.
    fileprivate func retireHolder(of asker: Asker) throws {
        try update(
            .holders, where: .equals(.holderToken, .integer(asker.token)),
            set: [Assignment(.holderToken, .integer(-asker.token))])
    }

    /// What the device made itself and is sent as a row is told to it from now on as others' rows are.
    /// - Returns: those that it made itself.
    @discardableResult
    fileprivate func disown(_ kind: EditableTable, _ ids: [Int64], by holder: Holder) throws -> [Int64] {
        let own = try histories(kind, ids).filter { $0.value.creator == holder.id && !$0.value.isNamed }.keys.sorted()
        guard !own.isEmpty else { return [] }
        try update(
            .histories, where: .and([kind.isInHistories, .anyOf(.historyRow, own.map { .integer($0) })]),
            set: [Assignment(.historyCreator, .integer(-holder.id))])
        return own
    }

    /// Two entries turn out to be one device.
    fileprivate func hand(over old: Int64, to new: Int64) throws {
        let isOld = Value.integer(old)
        try update(.claims, where: .equals(.claimHolder, isOld), set: [Assignment(.claimHolder, .integer(new))])
        for doubt in try doubts(of: old) { try add(doubt, of: new) }
        try delete(.doubts, where: .equals(.doubtHolder, isOld))
        if let one = try holder(old), let other = try holder(new) { try combine(one, into: other) }
        for (column, old, new) in [
            (Column.historyKnownBy, old, new), (.historyCreator, old, new), (.historyCreator, -old, -new),
        ] {
            try update(.histories, where: .equals(column, .integer(old)), set: [Assignment(column, .integer(new))])
        }
    }

    private func combine(_ old: Holder, into new: Holder) throws {
        try set(.holderPulled, .integer(max(old.pulledThrough, new.pulledThrough)), of: new)
        try set(.holderHeard, .integer(max(old.heardThrough, new.heardThrough)), of: new)
    }

    fileprivate func settle(_ doubt: Doubt, of holder: Int64) throws {
        try delete(
            .doubts,
            where: .and([
                .equals(.doubtHolder, .integer(holder)),
                .equals(.doubtTable, .integer(Int64(doubt.kind.table.rawValue))),
                .equals(.doubtRow, .integer(doubt.row)),
            ]))
    }
}

// MARK: Rows

extension RowsPlan {
    fileprivate func write(
        _ transaction: any StoreTransaction, _ holder: Holder, clock: Int64, _ next: () -> Int64
    ) throws -> PullNumbers {
        guard !isEmpty else {
            if provesStart { try transaction.set(.holderPulled, .integer(next()), of: holder) }
            let carried = isBeginning ? try giveForAnswers(transaction, holder, next) : standing.reached
            return PullNumbers(
                holder: holder.id, carried: carried, rows: .all(standing.watermark), reserved: nil, doorbell: nil,
                list: nil, both: nil)
        }
        let isFirst = standing.hasNothing && holder.token != 0
        let carried = isFirst ? try giveForAnswers(transaction, holder, next) : standing.reached
        let common = standing.watermark > 0 ? standing.watermark : try transaction.numberOfFirstRows(next)
        let reserved = try reserve(transaction, next)
        let purpose = standing.purpose.isOfDoorbell ? ClaimPurpose.doorbell : .watermark
        try transaction.give(
            GivenNumber(number: reserved.rows, holder: holder.id, claim: claimOfAll, purpose: purpose))
        if holder.correlation.isEmpty && holder.token == 0 {
            try transaction.setFact(FactName.lastAnonymousNumber, reserved.both ?? reserved.rows)
        }
        try writeDoubts(transaction, holder, stamp: reserved.rows, clock: clock)
        let own = try transaction.disown(.folders, folders.map(\.folder.id.number), by: holder)
        try transaction.disown(.tags, tags.map(\.id), by: holder)
        // It may have been sent what lies in these before it could place it.
        let places = try own + lostFolders(transaction, holder)
        for row in try transaction.unplaced(in: places, by: holder.id) {
            try transaction.add(
                Doubt(kind: row.kind, row: row.id, stamp: reserved.rows, isMissing: true), of: holder.id)
        }
        // What is written from now on is later than the number, and the number no earlier than this start.
        let pulled = provesStart ? reserved.rows : through
        if pulled > holder.pulledThrough { try transaction.set(.holderPulled, .integer(pulled), of: holder) }
        return PullNumbers(
            holder: holder.id, carried: carried, rows: RowNumbers(common: common, last: reserved.rows, ending: ending),
            reserved: reserved, doorbell: nil, list: nil, both: nil)
    }

    /// Those of these folders that the device made and lost, and gets back with this.
    private func lostFolders(_ transaction: any StoreTransaction, _ holder: Holder) throws -> [Int64] {
        let lacking = folders.map(\.folder.id.number).filter { standing.isLacking(.folders, $0) }
        return try transaction.histories(.folders, lacking).filter { $0.value.isLost(by: holder.id) }.keys.sorted()
    }

    /// What answers and events to a device that is known by its token carry until it shows what it has: less than the number
    /// of the last row, so that it hides nothing. Whoever shows it has nothing but what it was sent by now; where there was
    /// nothing to send, it has all that there is.
    private func giveForAnswers(
        _ transaction: any StoreTransaction, _ holder: Holder, _ next: () -> Int64
    ) throws -> Int64 {
        let number = next()
        let claim =
            isEmpty
            ? claimOfAll : Claim(rowsThrough: 0, listThrough: through, rowsMade: 0, listMade: through, isSure: true)
        try transaction.give(GivenNumber(number: number, holder: holder.id, claim: claim))
        try transaction.set(.holderGiven, .integer(number), of: holder)
        return number
    }

    /// Who has something is sent a list too, if there is something in it: these rows may put something there.
    private func reserve(_ transaction: any StoreTransaction, _ next: () -> Int64) throws -> ReservedNumbers {
        guard !standing.hasNothing else { return ReservedNumbers(doorbell: nil, list: nil, rows: next(), both: nil) }
        _ = next()
        let doorbell = next()
        let number = next()
        let rows = next()
        return ReservedNumbers(doorbell: doorbell, list: number, rows: rows, both: isEndingNew ? next() : nil)
    }

    /// What the last row proves. A device of which nothing was known is sent every row, so edits need not be told; but
    /// not what it made itself: what the list was to settle is not settled.
    private var claimOfAll: Claim {
        let isNew = !standing.claim.isSure || standing.hasNothing
        return Claim(
            rowsThrough: through, listThrough: isNew ? through : standing.claim.listThrough, rowsMade: through,
            listMade: standing.claim.listMade, isSure: true)
    }

    private func writeDoubts(
        _ transaction: any StoreTransaction, _ holder: Holder, stamp: Int64, clock: Int64
    ) throws {
        for doubt in leftOut {
            try transaction.add(
                Doubt(kind: doubt.kind, row: doubt.row, stamp: stamp, isMissing: true), of: holder.id)
        }
        for row in mayBeUndone { try doubt(row.kind, row.id, transaction, holder, stamp) }
        if links.count > 0 {
            // Panels are applied beside the links: the last link proves nothing of them.
            for panel in panels { try doubt(.panels, panel.id, transaction, holder, stamp) }
            for entry in panelFolders { try doubt(.panelFolders, entry.id, transaction, holder, stamp) }
        }
        try doubtLinks(transaction, holder, stamp: stamp)
        if standing.mayBeUnknown { try doubtGravesOfUnknown(transaction, holder, stamp) }
        try doubtUnplaced(transaction, holder, stamp, clock: clock)
    }

    /// While this pull was on its way the device may have made something under its name, which nobody knows to be its own, and
    /// which somebody has deleted since: of that it hears by its first list.
    private func doubtGravesOfUnknown(
        _ transaction: any StoreTransaction, _ holder: Holder, _ stamp: Int64
    ) throws {
        for unknown in try transaction.unknownHolders() {
            let recent = try transaction.doubts(of: unknown).filter { $0.stamp > stamp - EditTime.onTheWaySeconds }
            for grave in recent where try transaction.isGrave(grave) {
                try doubt(grave.kind, grave.row, transaction, holder, stamp)
            }
        }
    }

    /// What refers to a row that the device has made a moment ago, and may not know by its id yet, it can't place; nor what
    /// refers to one that is left out of this answer: the frame that brings it may be applied later (PROTOCOL F22).
    private func doubtUnplaced(
        _ transaction: any StoreTransaction, _ holder: Holder, _ stamp: Int64, clock: Int64
    ) throws {
        func unknown(_ kind: EditableTable, _ ids: [Int64]) throws -> Set<Int64> {
            let own = try transaction.histories(kind, Array(Set(ids)))
                .filter { $0.value.isUnlearned(by: holder.id, at: clock) }.map(\.key)
            return Set(own + leftOut.filter { $0.kind == kind }.map(\.row))
        }
        let linkFolders = try linkFolders(transaction)
        let unknownFolders = try unknown(
            .folders,
            folders.compactMap { $0.parent?.number } + panelFolders.map(\.folder.number) + linkFolders.map(\.folder))
        let unknownPanels = try unknown(.panels, panelFolders.map(\.panel))
        for entry in folders where entry.parent.map({ unknownFolders.contains($0.number) }) ?? false {
            try doubt(.folders, entry.folder.id.number, transaction, holder, stamp)
        }
        let lacking =
            linkFolders.filter { unknownFolders.contains($0.folder) }.map { RowName(kind: .links, id: $0.link) }
            + panelFolders.filter { unknownFolders.contains($0.folder.number) || unknownPanels.contains($0.panel) }
            .map { RowName(kind: .panelFolders, id: $0.id) }
        for row in lacking {
            try transaction.add(Doubt(kind: row.kind, row: row.id, stamp: stamp, isMissing: true), of: holder.id)
        }
    }

    /// Of an answer that brings single links.
    private func linkFolders(_ store: any StoreReading) throws -> [(link: Int64, folder: Int64)] {
        guard case .some(let ids, _) = links, !ids.isEmpty else { return [] }
        let areInFolders = Predicate.and([
            .equals(.linkType, .text(LinkType.folder.rawValue)), .anyOf(.linkId, ids.map { .integer($0) }),
        ])
        return try store.all(Query(.links, [.linkId, .linkFolder], where: areInFolders)) {
            (link: $0.integer(0), folder: $0.integer(1))
        }
    }

    private func doubt(
        _ kind: EditableTable, _ row: Int64, _ transaction: any StoreTransaction, _ holder: Holder, _ stamp: Int64
    ) throws {
        try transaction.add(Doubt(kind: kind, row: row, stamp: stamp, isMissing: false), of: holder.id)
    }

    /// Links that may have been there already were misfiled by this answer (PROTOCOL F16): the next list files them.
    private func doubtLinks(_ transaction: any StoreTransaction, _ holder: Holder, stamp: Int64) throws {
        switch links {
        case .all(_, _, mayBeThere: true): try doubt(.links, Doubt.everyRow, transaction, holder, stamp)
        case .all: break
        case .some(_, let maybeThere) where maybeThere.count > Self.doubtsMax:
            try doubt(.links, Doubt.everyRow, transaction, holder, stamp)
        case .some(_, let maybeThere):
            for id in maybeThere.sorted() { try doubt(.links, id, transaction, holder, stamp) }
        }
        // The second time it is put where it does not belong.
        if let repeatedLink { try doubt(.links, repeatedLink, transaction, holder, stamp) }
        if !standing.claim.isSure { try doubtOwnAndGraves(transaction, holder, stamp) }
    }

    /// Of a device of which nothing is known: every link's place, every deletion, and what it made itself and others
    /// changed, which does not come as rows.
    private func doubtOwnAndGraves(_ transaction: any StoreTransaction, _ holder: Holder, _ stamp: Int64) throws {
        try doubt(.links, Doubt.everyRow, transaction, holder, stamp)
        let retold = Predicate.and([EditableTable.links.isInHistories, .after(.historyRetold, 0)])
        let ofOthers = try transaction.all(Query(.histories, [.historyRow, .historyCreator], where: retold)) {
            (id: $0.integer(0), creator: $0.integer(1))
        }.filter { $0.creator != holder.id }.map(\.id)
        for id in ofOthers {
            // It may have been refused: something that comes later was still in its place.
            try transaction.add(Doubt(kind: .links, row: id, stamp: stamp, isMissing: true), of: holder.id)
        }
        for kind in [EditableTable.links, .folders, .tags, .panels] {
            let isOwn = Predicate.equals(.historyCreator, .integer(holder.id))
            let own = try transaction.all(
                Query(.histories, [.historyRow, .historyKnownBy], where: .and([kind.isInHistories, isOwn]))
            ) { (id: $0.integer(0), knownBy: $0.integer(1)) }
            for row in own where row.knownBy != holder.id { try doubt(kind, row.id, transaction, holder, stamp) }
        }
    }

    /// More single rows than this are one doubt of all.
    private static let doubtsMax = 256
}

// MARK: List

extension ListPlan {
    fileprivate func write(
        _ transaction: any StoreTransaction, _ holder: Holder, _ pair: StartPair?, clock: Int64, _ next: () -> Int64
    ) throws -> PullNumbers {
        let base = standing.claim
        let doorbell = try tagDeletions.isEmpty ? nil : giveDoorbell(transaction, holder, pair, next)
        try transaction.disown(.tags, tagDeletions.compactMap(\.tag), by: holder)
        let list = pair?.numbers?.list ?? next()
        // Without rows in the same start there was nothing to bring, so its state is proven too.
        let rows = pair.map { $0.isEmpty ? $0.through : 0 } ?? 0
        var claim = base
        claim.rowsThrough = max(rows, base.rowsThrough)
        claim.rowsMade = max(rows, base.rowsMade)
        claim.listThrough = max(through, base.listThrough)
        claim.listMade = max(through, base.listMade)
        try transaction.give(GivenNumber(number: list, holder: holder.id, claim: claim, purpose: purposeOfEnd(pair)))
        var both: Int64?
        if let pair, let number = pair.numbers?.both, proofOfRows != nil {
            both = number
            claim.rowsThrough = pair.through
            claim.rowsMade = pair.through
            claim.isSure = true
            try transaction.give(GivenNumber(number: number, holder: holder.id, claim: claim))
        }
        for row in newDoubts {
            try transaction.add(
                Doubt(kind: row.kind, row: row.id, stamp: max(list, both ?? 0), isMissing: false), of: holder.id)
        }
        for row in lacking {
            try transaction.add(
                Doubt(
                    kind: row.name.kind, row: row.name.id, stamp: max(list, both ?? 0),
                    isMissing: min(list, clock) > row.fromStamp), of: holder.id)
        }
        return PullNumbers(
            holder: holder.id, rows: nil, reserved: nil, doorbell: doorbell, list: list, both: both)
    }

    private func purposeOfEnd(_ pair: StartPair?) -> ClaimPurpose {
        guard let pair, !pair.isEmpty else { return .watermark }
        return [.list, .listAgain].contains(standing.purpose) ? .listAgain : .list
    }

    /// The pull that the doorbell causes shows the number before it. However late it comes, it must bring what this list
    /// deletes and no more: so that number proves no rows, and says instead what the device was sent when the list was made.
    private func giveDoorbell(
        _ transaction: any StoreTransaction, _ holder: Holder, _ pair: StartPair?, _ next: () -> Int64
    ) throws -> Int64 {
        if pair?.numbers?.doorbell == nil { _ = next() }
        let number = pair?.numbers?.doorbell ?? next()
        var claim = standing.claim
        claim.rowsMade = standing.tagsSentThrough
        try transaction.give(GivenNumber(number: number - 1, holder: holder.id, claim: claim, purpose: .tagsToDelete))
        try transaction.give(GivenNumber(number: number, holder: holder.id, claim: standing.claim))
        return number
    }
}
