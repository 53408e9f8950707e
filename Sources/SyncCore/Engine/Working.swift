import SyncModel

/// One work being carried out.
struct Working {
    private let transaction: any StoreTransaction
    private(set) var gate: StampGate
    private let arrivalSeconds: Int64
    private let ids: LibraryIDs

    init(_ transaction: any StoreTransaction, gate: StampGate, arrivalSeconds: Int64, ids: LibraryIDs) {
        self.transaction = transaction
        self.gate = gate
        self.arrivalSeconds = arrivalSeconds
        self.ids = ids
    }

    mutating func perform(_ work: Work) throws -> Done {
        switch work {
        case .write(let write): return .written(try perform(write))
        case .note(let note):
            var gate = gate
            let clock = gate.clock(nowSeconds: arrivalSeconds)
            let numbers = try note.perform(transaction, clock: clock) { gate.next(nowSeconds: arrivalSeconds) }
            self.gate = gate
            return .noted(numbers)
        case .introduce(let asker, let correlationID): return .introduced(try introduce(asker, correlationID))
        case .ring(let holder, let number): return .rung(try ring(holder, number))
        case .hush(let hush):
            if let holder = try transaction.holder(hush.holder) {
                try transaction.set(.holderHeard, .integer(hush.through), of: holder)
            }
            return .hushed
        case .confirm(let confirmation):
            try transaction.extendClaims(
                of: confirmation.holder, rowsBase: confirmation.base.rows, listBase: confirmation.base.list,
                through: confirmation.through)
            if let holder = try transaction.holder(confirmation.holder) {
                try transaction.confirm(
                    holder, after: max(confirmation.base.rows, confirmation.base.list), through: confirmation.through)
            }
            let stamp = confirmation.doubtful.isEmpty ? 0 : gate.next(nowSeconds: arrivalSeconds)
            for (row, isMissing) in confirmation.doubtful {
                try transaction.add(
                    Doubt(kind: row.kind, row: row.id, stamp: stamp, isMissing: isMissing), of: confirmation.holder)
            }
            return .confirmed
        }
    }

    // MARK: Writes

    private mutating func perform(_ prepared: PreparedWrite) throws -> Committed {
        let stamp = gate.next(nowSeconds: arrivalSeconds)
        let author = try author(of: prepared)
        // The stamp itself is shown to nobody else, so it can tell the author apart.
        let number = try author.map { try transaction.number(for: $0) { stamp } } ?? 1
        let write = Write(
            transaction, stamp: stamp, number: number, arrivalSeconds: arrivalSeconds, author: author,
            prepared, ids: ids)
        let outcome = try prepared.perform(write)
        let told = try outcome.happenings.flatMap {
            try $0.announcements(
                by: prepared.correlation ?? .anonymous, asker: prepared.asker, stamp: stamp, transaction)
        }
        try write.sayAgain()
        return Committed(
            reply: outcome.reply, stamp: stamp, announcements: told + (try write.mendings()),
            namesAnotherLibrary: write.namesAnotherLibrary, unconfirmed: write.unconfirmed,
            knowsSeveral: author.map { $0.knowsSeveral ? $0.id : 0 } ?? 0)
    }

    /// The device that a write comes from. One that is heard of for the first time is written down, and so is what the
    /// write shows of its clock.
    private mutating func author(of write: PreparedWrite) throws -> Holder? {
        guard var holder = try holder(write.asker, write.isByApp ? write.correlation?.id ?? "" : "") else { return nil }
        if write.isFrom012 { try transaction.noteKnowingSeveral(&holder) }
        let offset = ClientClock.offset(
            holder.clock, said: write.saidSeconds, isSentAtOnce: write.isSentAtOnce,
            isOfOwnClock: try saysOwnClock(write, holder), arrivalSeconds: arrivalSeconds)
        if let offset { try transaction.noteClock(offset, of: &holder) }
        return holder
    }

    /// What it says was read from the app's clock, when the edit was made or when the app last heard of the row: both lie
    /// before the arrival.
    private func saysOwnClock(_ write: PreparedWrite, _ author: Holder) throws -> Bool {
        guard write.maySayNumber else { return true }
        return try write.saidSeconds != author.shown && transaction.given(write.saidSeconds) == nil
    }

    private mutating func holder(_ asker: Asker, _ correlation: String) throws -> Holder? {
        guard asker.isKnown || !correlation.isEmpty else { return nil }
        guard var holder = try transaction.holder(of: asker, correlation: correlation) else {
            return try transaction.addHolder(of: asker, correlation: correlation)
        }
        guard !correlation.isEmpty, holder.correlation != correlation else { return holder }
        if !holder.correlation.isEmpty { try startAnew(holder) }
        try transaction.set(.holderCorrelation, .text(correlation), of: holder)
        if holder.clockOffsetSeconds == nil, asker.isKnown,
            let offset = try transaction.clockOffset(ofRetired: asker, correlation: correlation)
        {
            let seconds = max(offset, holder.clock?.seconds ?? offset)
            try transaction.noteClock(ClientClock.Offset(seconds: seconds), of: &holder)
        }
        return try transaction.holder(holder.id)
    }

    /// Another installation has this token now: what was made with it is its own no more, and may be lacking.
    private mutating func startAnew(_ holder: Holder) throws {
        let stamp = gate.next(nowSeconds: arrivalSeconds)
        let isOwn = Predicate.equals(.historyCreator, .integer(holder.id))
        let own = try transaction.all(Query(.histories, [.historyTable, .historyRow], where: isOwn)) {
            (EditableTable(number: $0.integer(0)), $0.integer(1))
        }
        for case (let kind?, let row) in own {
            try transaction.add(Doubt(kind: kind, row: row, stamp: stamp, isMissing: true), of: holder.id)
        }
        try transaction.update(.histories, where: isOwn, set: [Assignment(.historyCreator, .integer(0))])
    }

    // MARK: Sockets

    private mutating func introduce(_ asker: Asker, _ correlationID: String) throws -> Introduction {
        guard var holder = try holder(asker, correlationID) else {
            return Introduction(
                holder: 0, number: 1, isLinked: false, knowsSeveral: false, provenThrough: 0, heardBefore: 0)
        }
        try transaction.noteReading(&holder)
        var gate = gate
        let number = try transaction.number(for: holder) { gate.next(nowSeconds: arrivalSeconds) }
        self.gate = gate
        let proven = try transaction.given(holder.shown)?.claim.rowsThrough ?? 0
        let hasListened = holder.heardThrough == Holder.isListening
        if !hasListened { try transaction.set(.holderHeard, .integer(Holder.isListening), of: holder) }
        return Introduction(
            holder: holder.id, number: number, isLinked: holder.isLinked, knowsSeveral: holder.knowsSeveral,
            provenThrough: proven, heardBefore: hasListened ? 0 : holder.heardThrough)
    }

    /// The pull that a doorbell causes shows the number before it, and the watermark goes to the number itself: both
    /// prove what the device is known to have now, and no more.
    private mutating func ring(_ holder: Int64, _ number: Int64) throws -> Int64 {
        let claim = try transaction.given(number)?.claim ?? .unsure
        let first = gate.next(nowSeconds: arrivalSeconds)
        let second = gate.next(nowSeconds: arrivalSeconds)
        for (number, purpose) in [(first, ClaimPurpose.ring), (second, .doorbell)] {
            try transaction.give(GivenNumber(number: number, holder: holder, claim: claim, purpose: purpose))
        }
        return second
    }
}
