/// A device, as far as it can be told apart: by a token of its own, by the correlation that it writes with under the
/// shared token, or only by the numbers that were given to it.
struct Holder: Sendable {
    let id: Int64
    /// 0 under the shared token.
    let token: Int64
    /// Empty while it has only ever pulled.
    let correlation: String
    /// The watermark that it showed last; 0 before.
    var shown: Int64
    /// A number that was given to it before it was known what it shows: once it shows it, it is known. 0: none yet.
    var given: Int64
    /// It was sent rows of states up to this stamp, whether or not they arrived.
    var pulledThrough: Int64
    /// It was told of writes up to this stamp by sockets; ``isListening`` while nobody has written down how many.
    var heardThrough: Int64
    static let isListening = Int64.max
    /// Whatever was written between these two stamps it was told by sockets and has applied.
    var confirmed: (after: Int64, through: Int64) = (0, 0)
    /// What its requests have shown of its clock (PROTOCOL F10).
    var clock: ClientClock.Offset? {
        measuredSeconds.map { ClientClock.Offset(seconds: $0, isBound: hints & Self.clockIsBoundHint != 0) }
    }
    /// Its clock less ours in seconds, once measured.
    var clockOffsetSeconds: Int64? { clock.flatMap { $0.isBound ? nil : $0.seconds } }
    fileprivate var measuredSeconds: Int64?
    fileprivate static let clockIsBoundHint: Int64 = 16

    /// It has shown a number of ours at least once, so a pull from 0 means that it was set up anew.
    var hasShown: Bool { hints & Self.hasShownHint != 0 }
    static let hasShownHint: Int64 = 1
    /// It is no device that only sends: it has pulled, or opened a socket, which apps do that are allowed to read, and
    /// no others (PROTOCOL §5.4).
    var reads: Bool { hints & Self.readsHint != 0 || hasShown || pulledThrough > 0 }
    static let readsHint: Int64 = 8
    /// It was sent rows, or has made some, though it has not shown a number yet: its first sync was cut off.
    var mayHaveSomething: Bool { pulledThrough > 0 || !correlation.isEmpty }
    /// It has sent what apps up to 0.11.2 do not: it knows the operations on several items.
    var knowsSeveral: Bool { hints & Self.knowsSeveralHint != 0 }
    static let knowsSeveralHint: Int64 = 2
    /// It has shown a smaller number than before: it takes the last one that comes, as apps up to 0.15.2 do.
    var goesBack: Bool { hints & Self.goesBackHint != 0 }
    static let goesBackHint: Int64 = 4
    var hints: Int64

    /// Whether it is known which device this is and what it shows, so that its own writes need not come back to it.
    var isLinked: Bool { token != 0 || (shown != 0 && !correlation.isEmpty) }

    fileprivate static let columns: [Column] = [
        .holderId, .holderToken, .holderCorrelation, .holderShown, .holderClockOffset, .holderHints, .holderGiven,
        .holderPulled, .holderHeard, .holderConfirmedAfter, .holderConfirmed,
    ]

    fileprivate init(_ row: any Cursor) {
        id = row.integer(0)
        token = row.integer(1)
        correlation = row.text(2)
        shown = row.integer(3)
        measuredSeconds = row.optionalInteger(4)
        hints = row.integer(5)
        given = row.integer(6)
        pulledThrough = row.integer(7)
        heardThrough = row.integer(8)
        confirmed = (row.integer(9), row.integer(10))
    }

    fileprivate init(id: Int64, token: Int64, correlation: String) {
        self.id = id
        self.token = token
        self.correlation = correlation
        shown = 0
        measuredSeconds = nil
        hints = 0
        given = 0
        pulledThrough = 0
        heardThrough = 0
    }
}

extension StoreReading {
    /// Devices with open sockets.
    func listeningHolders() throws -> [Holder] {
        let areListening = Predicate.equals(.holderHeard, .integer(Holder.isListening))
        return try all(Query(.holders, Holder.columns, where: areListening, order: [.holderId]), Holder.init)
    }

    /// Devices without tokens of their own that have told their names, and shown no number by which they are known.
    func unknownHolders() throws -> [Int64] {
        let areUnknown = Predicate.and([.equals(.holderToken, .integer(0)), .equals(.holderShown, .integer(0))])
        return try all(Query(.holders, [.holderId, .holderCorrelation], where: areUnknown, order: [.holderId])) {
            (id: $0.integer(0), name: $0.text(1))
        }.filter { !$0.name.isEmpty }.map(\.id)
    }

    /// Devices of which no more is known than that they were given numbers after this one, and have shown none.
    func namelessHolders(givenAfter number: Int64) throws -> [Int64] {
        let given = Set(try all(Query(.claims, [.claimHolder], where: .after(.claimNumber, number))) { $0.integer(0) })
        return try given.sorted().filter { id in
            guard let holder = try self.holder(id) else { return false }
            return holder.token == 0 && holder.correlation.isEmpty && holder.shown == 0
        }
    }

    func holder(_ id: Int64) throws -> Holder? {
        try first(Query(.holders, Holder.columns, where: .equals(.holderId, .integer(id))), Holder.init)
    }

    /// What was known of the clock of an installation that has this token still, and was taken for set up anew; a pull
    /// from 0 that was on its way for long looks like that.
    func clockOffset(ofRetired asker: Asker, correlation: String) throws -> Int64? {
        let isRetired = Predicate.and([
            .equals(.holderToken, .integer(-asker.token)), .equals(.holderCorrelation, .text(correlation)),
        ])
        return try all(Query(.holders, Holder.columns, where: isRetired, order: [.holderId]), Holder.init)
            .last { $0.clockOffsetSeconds != nil }?.clockOffsetSeconds
    }

    /// - Parameter correlation: told apart by it under the shared token only.
    func holder(of asker: Asker, correlation: String) throws -> Holder? {
        guard asker.isKnown || !correlation.isEmpty else { return nil }
        var parts: [Predicate] = [.equals(.holderToken, .integer(asker.token))]
        if !asker.isKnown { parts.append(.equals(.holderCorrelation, .text(correlation))) }
        return try first(Query(.holders, Holder.columns, where: .and(parts)), Holder.init)
    }
}

extension StoreTransaction {
    /// - Parameter correlation: empty for a device that is known by its numbers alone.
    func addHolder(of asker: Asker, correlation: String) throws -> Holder {
        let id = try insert(
            .holders,
            [
                Assignment(.holderToken, .integer(asker.token)), Assignment(.holderCorrelation, .text(correlation)),
                Assignment(.holderShown, .integer(0)), Assignment(.holderHints, .integer(0)),
                Assignment(.holderGiven, .integer(0)), Assignment(.holderPulled, .integer(0)),
                Assignment(.holderHeard, .integer(0)), Assignment(.holderConfirmedAfter, .integer(0)),
                Assignment(.holderConfirmed, .integer(0)),
            ])
        return Holder(id: id, token: asker.token, correlation: correlation)
    }

    /// Everything written between two stamps was told and applied.
    func confirm(_ holder: Holder, after: Int64, through: Int64) throws {
        let known = holder.confirmed
        let isOneSpan = after <= known.through && known.after <= after
        try set(.holderConfirmedAfter, .integer(isOneSpan ? known.after : after), of: holder)
        try set(.holderConfirmed, .integer(through), of: holder)
    }

    /// It asks for what others have made.
    func noteReading(_ holder: inout Holder) throws {
        if !holder.reads { try note(Holder.readsHint, of: &holder) }
    }

    /// Its requests have shown this of its clock.
    func noteClock(_ offset: ClientClock.Offset, of holder: inout Holder) throws {
        let before = holder.clock
        guard offset != before else { return }
        if offset.seconds != before?.seconds { try set(.holderClockOffset, .integer(offset.seconds), of: holder) }
        if offset.isBound != before?.isBound ?? false {
            holder.hints ^= Holder.clockIsBoundHint
            try set(.holderHints, .integer(holder.hints), of: holder)
        }
        holder.measuredSeconds = offset.seconds
    }

    /// It knows the operations on several items.
    func noteKnowingSeveral(_ holder: inout Holder) throws {
        if !holder.knowsSeveral { try note(Holder.knowsSeveralHint, of: &holder) }
    }

    private func note(_ hint: Int64, of holder: inout Holder) throws {
        holder.hints |= hint
        try set(.holderHints, .integer(holder.hints), of: holder)
    }

    /// What sockets told before the process ended is not known any more.
    func endListening(through stamp: Int64) throws {
        try update(
            .holders, where: .equals(.holderHeard, .integer(Holder.isListening)),
            set: [Assignment(.holderHeard, .integer(stamp))])
    }

    func set(_ column: Column, _ value: Value, of holder: Holder) throws {
        try update(.holders, where: .equals(.holderId, .integer(holder.id)), set: [Assignment(column, value)])
    }
}
