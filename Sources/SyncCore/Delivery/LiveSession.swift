import SyncModel

/// One open socket: what waits for it, what it was sent, and what of that it certainly has.
struct LiveSession<Listener: Sendable>: Sendable {
    let id: UInt64
    let listener: Listener
    let asker: Asker
    let correlation: String

    /// The device; 0 until it is written down.
    var holder: Int64 = 0
    /// What its frames carry: moves no watermark, or names the device once it is shown.
    var number: Int64 = 0
    /// Everything stamped up to here the device was sent by its last pull, and everything since by this socket; `nil`
    /// while that is not so.
    var base: DeliveryBase?
    /// Its device was not sent what it had missed when this was opened: that pull was never answered.
    private var isBehind = true
    /// No pull of its device was answered since this was opened: that of its start may be late.
    private var awaitsPull = true
    /// It may be an app that does not know operations on several items, and ignores them.
    var knowsSeveral = false
    /// It is no app that drops a frame when the next one comes (PROTOCOL F24).
    var appliesAllFrames = false
    /// The rows that the device has shown that it has applied.
    var provenThrough: Int64 = 0
    /// Nothing is sent before: the device may still be applying what it pulled.
    var heldUntilMilliseconds: Int64
    /// Until then an answer with rows that is on its way may be overtaken by frames.
    private(set) var rowsMayComeUntilMilliseconds: Int64 = 0
    /// The same of a list, and the rows that it says as they were.
    private var listMayComeUntilMilliseconds: Int64 = 0
    private var listRows: Set<RowName> = []
    /// Of these, links that it deletes and makes anew: another that came by a frame may be in their place by then.
    private var listMakes: Set<RowName> = []
    /// Pulls of this device that are being answered.
    var pullsUnderWay = 0

    var waiting: [Announcement] = []
    var sent: [Sent] = []
    var tagsSent: Set<Int64> = []
    /// A tag among them whose frame an app may drop for the next one (PROTOCOL F24), until the pong behind it has come:
    /// what is told of a tag that is not there throws (F15).
    private var unproven: UnprovenTag?
    /// When it was opened, or answered a ping last.
    private var pongedAtMilliseconds: Int64
    /// Written down already.
    private(set) var confirmedThrough: Int64 = 0
    /// Rows that the app may not have heard of though it answers pings, and whether it may lack them. Kept only while pings
    /// confirm anything.
    private(set) var doubtful: [RowName: Bool] = [:]
    /// Rows that it may lack since its last pull, written down or not.
    private(set) var mayLack: Set<RowName> = []
    /// A newer socket of the same device is told instead.
    private(set) var isSilent = false
    /// For the doorbell that waits.
    var ringNumber: Int64?
    /// The last doorbells, each until the pull that it causes: that of one may come later than the next is rung.
    private(set) var rungs: [Rung] = []

    /// An app applies what it is told after a doorbell only when it has the answer to the pull.
    struct Rung: Sendable {
        let pullShows: Int64
        /// Rows that frames have made since.
        private(set) var made: Set<RowName> = []
        /// Rows that they have told of, and in which state first: the last of them may have been lost.
        private(set) var told: [RowName: Int64] = [:]

        init(pullShows: Int64) { self.pullShows = pullShows }

        mutating func add(_ announcement: Announcement) {
            if let row = announcement.makes { made.insert(row) }
            for row in announcement.rowsTold ?? [] where told[row] == nil { told[row] = announcement.stamp }
        }
    }

    private struct UnprovenTag {
        let id: Int64
        /// The next frame waits for the pong until then.
        let untilMilliseconds: Int64
    }

    init(
        id: UInt64, listener: Listener, asker: Asker, correlation: String, heldUntilMilliseconds: Int64,
        pongedAtMilliseconds: Int64
    ) {
        (self.id, self.listener, self.asker, self.correlation) = (id, listener, asker, correlation)
        self.heldUntilMilliseconds = heldUntilMilliseconds
        self.pongedAtMilliseconds = pongedAtMilliseconds
    }

    struct Sent: Sendable {
        let announcement: Announcement
        let atMilliseconds: Int64
    }

    /// Frames that wait beyond this many are dropped: the next pull brings what they told of.
    static var waitingMax: Int { 512 }
    private static var rungsMax: Int { 16 }
    /// Between two frames, since apps up to 0.14.0 give up a frame when the next one comes (PROTOCOL F24).
    static var paceMilliseconds: Int64 { 120 }
    /// The next frame waits this long for the pong behind one that makes a tag.
    private static var tagPatienceMilliseconds: Int64 { 2_500 }
    /// Frames that left so soon one after the other may arrive together.
    private static var togetherMilliseconds: Int64 { 12_000 }
    /// An answer is this late at most; later ones are given up, or lost.
    private static var latenessMilliseconds: Int64 { 22_000 }
    /// An app is told nothing more before it has pulled what a doorbell told it to, or for so long.
    private static var doorbellPatienceMilliseconds: Int64 { 2_500 }
    /// After this long an app that is alive has applied a frame.
    static var applyingMilliseconds: Int64 { 3_000 }
    /// A request that had left when a frame did comes within this.
    private static var freezingMilliseconds: Int64 { 35_000 }
    /// An answer that comes later than this after its ping was held up, and frames with it.
    private static var pongMilliseconds: Int64 { 1_000 }

    mutating func add(_ announcement: Announcement) {
        guard !isSilent else { return }
        // Its author has wiped what waits to be told, and may hear of more that is on its way.
        if announcement.operation == .deleteEverything { lose() }
        guard isFor(announcement) else { return forget(tagDeletedBy: announcement) }
        waiting.append(announcement)
        if waiting.count > Self.waitingMax { lose() }
    }

    /// The app has deleted this tag itself: what waits to be told of it would throw (PROTOCOL F15).
    private mutating func forget(tagDeletedBy announcement: Announcement) {
        guard announcement.operation == .deleteTag, announcement.onlyFor == nil, let tag = announcement.tag else {
            return
        }
        waiting.removeAll { $0.tag?.id == tag.id }
    }

    mutating func fallSilent() {
        isSilent = true
        (holder, number, base, waiting, sent) = (0, 0, nil, [], [])
    }

    /// What waits for another socket of the same device goes by this one.
    mutating func goOn(from old: LiveSession, nowMilliseconds now: Int64) {
        waiting = old.waiting
        provenThrough = max(provenThrough, old.provenThrough)
        isBehind = isBehind && old.isBehind
        doubtful.merge(old.doubtful) { $0 || $1 }
        mayLack.formUnion(old.mayLack)
        heldUntilMilliseconds = max(now, old.heldUntilMilliseconds)
        rowsMayComeUntilMilliseconds = max(rowsMayComeUntilMilliseconds, old.rowsMayComeUntilMilliseconds)
        // What the other one was sent nobody will confirm.
        base = old.sent.isEmpty ? old.base : nil
    }

    /// What a list says need not be told, but that the list arrives nobody confirms by a pong.
    mutating func listSent(_ report: ListReport, nowMilliseconds now: Int64) {
        if now >= listMayComeUntilMilliseconds { (listRows, listMakes) = ([], []) }
        listRows.formUnion(report.rowsTold)
        listMakes.formUnion(report.linksMade.map { RowName(kind: .links, id: $0) })
        if !report.rowsTold.isEmpty { listMayComeUntilMilliseconds = now + Self.latenessMilliseconds }
        waiting.removeAll { $0.tag.map { report.tagsDeleted.contains($0.id) } ?? false }
        for made in waiting.compactMap(\.makes) where made.kind == .links && report.linksMade.contains(made.id) {
            doubt(made, isLacking: true)
            waiting.removeAll { $0.makes == made }
        }
    }

    mutating func takeBack(_ confirmation: Confirmation) {
        confirmedThrough = 0
        for (row, isMissing) in confirmation.doubtful { doubt(row, isLacking: isMissing) }
    }

    mutating func doubt(_ rows: [UnconfirmedRow]) {
        for row in rows where row.maker != holder || holder == 0 { doubt(row.row, isLacking: row.isLacking) }
    }

    private mutating func doubt(_ row: RowName, isLacking: Bool) {
        guard base != nil else { return }
        doubtful[row] = isLacking || doubtful[row] ?? false
        if isLacking { mayLack.insert(row) }
    }

    /// Gives up sending in order; from now on the device has gaps.
    private mutating func lose() {
        waiting = []
        base = nil
    }

    /// Devices may bear one name, and one token may be on two of them.
    func isFor(_ announcement: Announcement) -> Bool {
        if let onlyFor = announcement.onlyFor { return onlyFor == holder && holder != 0 }
        return announcement.author.id != correlation || announcement.asker != asker
    }

    /// Rows of a pull hold everything stamped up to `through`.
    mutating func pulled(through: Int64, base: DeliveryBase?) {
        waiting.removeAll { $0.stamp <= through }
        sent.removeAll { $0.announcement.stamp <= through }
        isBehind = false
        if let base {
            self.base = base
            confirmedThrough = 0
            mayLack = []
        }
    }

    /// The pull of a doorbell was answered, which an app makes when it is done with those before.
    mutating func answered(_ shown: Int64) {
        rungs.removeAll { $0.pullShows <= shown }
        awaitsPull = false
    }

    mutating func hold(untilMilliseconds: Int64) {
        heldUntilMilliseconds = max(heldUntilMilliseconds, untilMilliseconds)
    }

    /// - Parameter answers: those whose own numbers the device has not shown. Others prove nothing of these: they may
    ///   have held as much, and have come before.
    mutating func rowsMayCome(_ answers: [AnswerInFlight]) {
        rowsMayComeUntilMilliseconds = answers.map { $0.atMilliseconds + Self.latenessMilliseconds }.max() ?? 0
    }

    /// The next frame and its number, if one may go now.
    mutating func next(_ now: Int64) -> (Announcement, Int64)? {
        while mayGo(now), let announcement = waiting.first {
            if mayHide, let single = announcement.folderByFolder {
                waiting.replaceSubrange(0..<1, with: single)
                continue
            }
            var number = number
            if announcement.isDoorbell {
                guard let ringNumber else { return nil }
                number = ringNumber
                self.ringNumber = nil
            }
            waiting.removeFirst()
            giveUpUnprovenTag()
            guard isSafe(announcement) else {
                base = nil
                continue
            }
            if !knowsSeveral { noteIfIgnored(announcement) }
            noteIfDropped(followedAt: now)
            noteIfOvertaking(announcement, now)
            if !mayLack.isDisjoint(with: announcement.rowsReferredTo) { doubtRows(of: announcement) }
            if announcement.isDoorbell { waitForPull(showing: number - 1, now) }
            for index in rungs.indices { rungs[index].add(announcement) }
            sent.append(Sent(announcement: announcement, atMilliseconds: now))
            if sent.count > Self.waitingMax { sent.removeFirst(sent.count - Self.waitingMax) }
            if announcement.makes?.kind == .tags, let tag = announcement.makes { noteTag(tag.id, now) }
            return (announcement, number)
        }
        return nil
    }

    /// Something on the device may lie in the folder -45454, where moves put what they can't place: the deletion of several
    /// items takes that away too, if one of its folders is not known (PROTOCOL §6).
    private var mayHide: Bool { isBehind || !mayLack.isEmpty }

    private mutating func noteTag(_ tag: Int64, _ now: Int64) {
        tagsSent.insert(tag)
        guard wantsPong else { return }
        unproven = UnprovenTag(id: tag, untilMilliseconds: now + Self.tagPatienceMilliseconds)
    }

    /// The frame that left last is to be followed by a ping.
    var wantsPong: Bool { !appliesAllFrames && sent.last?.announcement.makes?.kind == .tags }

    /// What a doorbell is about the pull brings, if there is one: only its rows are something to go on from.
    private mutating func waitForPull(showing number: Int64, _ now: Int64) {
        rungs = rungs.suffix(Self.rungsMax - 1) + [Rung(pullShows: number)]
        base = nil
        heldUntilMilliseconds = now + Self.doorbellPatienceMilliseconds
    }

    /// Apps up to 0.11.2 ignore it: what it tells of is told again by the next pull.
    private mutating func noteIfIgnored(_ announcement: Announcement) {
        if announcement.operation == .deleteEverything { base = nil }
        for row in announcement.rowsOfUnknown { doubt(row, isLacking: false) }
    }

    /// Apps up to 0.14.0 drop a frame when the next one comes before they are done with it (PROTOCOL F24).
    private mutating func noteIfDropped(followedAt now: Int64) {
        guard !appliesAllFrames, let last = sent.last, now - last.atMilliseconds < Self.togetherMilliseconds else {
            return
        }
        doubtRows(of: last.announcement)
    }

    /// A frame that arrives before rows that were sent before it is undone by them, or finds nothing to apply to; one that
    /// arrives before a list, by what that says of the same rows.
    private mutating func noteIfOvertaking(_ announcement: Announcement, _ now: Int64) {
        if now < listMayComeUntilMilliseconds, !listRows.isDisjoint(with: announcement.rowsTold ?? []) {
            doubtRows(of: announcement)
            for row in listMakes.intersection(announcement.rowsTold ?? []) { doubt(row, isLacking: true) }
        }
        if now < rowsMayComeUntilMilliseconds { doubtRows(of: announcement) }
    }

    /// It may not have been applied, or be undone.
    private mutating func doubtRows(of announcement: Announcement) {
        guard let rows = announcement.rowsTold else { return base = nil }
        for row in rows { doubt(row, isLacking: row == announcement.makes) }
    }

    private func mayGo(_ now: Int64) -> Bool { pullsUnderWay == 0 && now >= dueMilliseconds }

    func wantsToRing(_ now: Int64) -> Bool { mayGo(now) && ringNumber == nil && waiting.first?.isDoorbell ?? false }

    /// What throws where a tag is not known goes only to who must know it.
    private func isSafe(_ announcement: Announcement) -> Bool {
        guard let tag = announcement.tag else { return true }
        if tag.maker == holder && holder != 0 { return tag.isNamed }
        return tag.birth <= provenThrough || tagsSent.contains(tag.id)
    }

    /// When the first of the waiting frames may go.
    var dueMilliseconds: Int64 {
        max(
            heldUntilMilliseconds, unproven?.untilMilliseconds ?? 0,
            (sent.last?.atMilliseconds ?? .min / 2) + Self.paceMilliseconds)
    }

    /// What it told last.
    var lastWords: LastWords {
        LastWords(
            asker: asker, correlation: correlation, holder: holder, mayBeAnyones: base == nil,
            mayComeAfterMilliseconds: awaitsPull ? pongedAtMilliseconds - Self.applyingMilliseconds : .max, sent: sent)
    }

    struct LastWords: Sendable {
        let asker: Asker
        let correlation: String
        let holder: Int64
        /// Nobody knows what its device has had before.
        let mayBeAnyones: Bool
        /// What was told since then no pong has shown to have come: a socket that froze may bring it behind the rows of the
        /// start that has opened it, when these were asked for late.
        fileprivate let mayComeAfterMilliseconds: Int64
        fileprivate let sent: [Sent]

        /// What was told so recently that it may not have been applied yet.
        private func justNow(_ now: Int64) -> [Sent] {
            sent.filter { $0.atMilliseconds > now - LiveSession.applyingMilliseconds }
        }

        /// The same, and what may still have to come.
        private func lately(_ now: Int64) -> [Sent] {
            let since = max(mayComeAfterMilliseconds, now - LiveSession.freezingMilliseconds)
            return sent.filter { $0.atMilliseconds > min(since, now - LiveSession.applyingMilliseconds) }
        }

        func areRecent(_ now: Int64) -> Bool { !lately(now).isEmpty }

        func makes(_ now: Int64) -> [RowName] { lately(now).compactMap(\.announcement.makes) }

        /// Whoever it was told to.
        func makesJustNow(_ now: Int64) -> [RowName] { justNow(now).compactMap(\.announcement.makes) }

        /// The rows and the state that they were told in.
        func rows(_ now: Int64) -> [(row: RowName, stamp: Int64)] {
            lately(now).flatMap { sent in
                (sent.announcement.rowsTold ?? []).map { ($0, sent.announcement.stamp) }
            }
        }
    }

    /// A ping is answered. Where the answer was held up, frames that were sent since the one before may have come just now,
    /// behind the ping, and all at once.
    /// - Returns: what was sent before this has arrived when it should.
    private mutating func noteArrival(_ now: Int64, after delay: Int64) -> Int64 {
        defer { pongedAtMilliseconds = now }
        guard delay > Self.pongMilliseconds else { return now }
        for held in sent.dropLast() where held.atMilliseconds > pongedAtMilliseconds - Self.applyingMilliseconds {
            doubtRows(of: held.announcement)
        }
        return pongedAtMilliseconds
    }

    /// No pong came in time: the frame that leaves now may arrive together with the tag's.
    private mutating func giveUpUnprovenTag() {
        if let tag = unproven?.id { tagsSent.remove(tag) }
        unproven = nil
    }

    /// The app has the tag's frame, and applies it before the next one comes.
    private mutating func proveTag(_ now: Int64) {
        guard unproven != nil else { return }
        unproven = nil
        hold(untilMilliseconds: now + Self.paceMilliseconds)
    }

    /// Up to where the device has everything, now that it answered a ping; `nil` when that is not known.
    /// - Parameters:
    ///   - delay: how long after the ping.
    ///   - latest: the stamp of the last write of all.
    mutating func confirmed(_ now: Int64, afterMilliseconds delay: Int64, latest: Int64) -> Confirmation? {
        let arrivedBefore = noteArrival(now, after: delay)
        proveTag(now)
        guard holder != 0, let base, pullsUnderWay == 0 else { return nil }
        sent.removeAll { $0.atMilliseconds <= arrivedBefore - Self.applyingMilliseconds }
        let pending = [sent.first?.announcement.stamp, waiting.first?.stamp].compactMap { $0 }.min()
        let through = pending.map { $0 - 1 } ?? latest
        guard through > max(confirmedThrough, min(base.rows, base.list)) || !doubtful.isEmpty else { return nil }
        confirmedThrough = through
        let told = doubtful.sorted { ($0.key.kind.table.rawValue, $0.key.id) < ($1.key.kind.table.rawValue, $1.key.id) }
        doubtful = [:]
        return Confirmation(
            holder: holder, base: base, through: through, doubtful: told.map { (row: $0.key, isMissing: $0.value) })
    }
}

/// From where on a socket brings everything: all rows up to here were applied, and all entries of lists.
public struct DeliveryBase: Sendable, Equatable {
    let rows: Int64
    let list: Int64
}
