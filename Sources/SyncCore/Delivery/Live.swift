public import SyncModel

/// What goes to the sockets, and when. A value without a clock: whoever owns it calls it in the order of the commits,
/// and asks it now and then what is due.
///
/// Events are no more than a courtesy: everything they tell of also comes with the next pull, unless the device is known
/// to have applied it. So what is held back, dropped or lost here is never lost for good (SYNC G1), and what may have
/// been pulled already is not sent again (G2: the events of most creations make a second row).
public struct Live<Listener: Sendable>: Sendable {
    private var sessions: [UInt64: LiveSession<Listener>] = [:]
    /// In the order of their opening, so that every run is the same.
    private var order: [UInt64] = []
    private var latest: Int64
    private var recent: [Announcement] = []
    private var recentUnconfirmed = RecentUnconfirmed()
    private var pulls: [Int64: RecentPull] = [:]
    private var anonymousPull: RecentPull?
    /// The stamp of the last frame that left for a device since this began, also by sockets that are closed.
    private var heard: [Int64: Int64] = [:]
    /// The same by named tokens: a device that is set up anew is another one, and may be told by the socket that it had.
    private var heardByTokens: [Int64: Int64] = [:]
    /// Since when every write is heard of here; `nil`: some may not be.
    private let hearsAllSinceMilliseconds: Int64?
    private var queueTimes: QueueTimes
    private var firstShowings: FirstShowings
    /// When the process started.
    private let beganMilliseconds: Int64?
    /// By named tokens, when the last write came.
    private var writtenAtMilliseconds: [Int64: Int64] = [:]
    private var sentLately = SentLately()
    private var stampTimes = StampTimes()
    /// By tokens, rows of answers that are being prepared, sent or applied.
    private var rowsUnderWay: [Int64: [RowsUnderWay]] = [:]
    /// The last doorbells of sockets that were closed before the pull that follows: a socket that froze brings them and what
    /// came behind them late, and all at once.
    private var rungByClosed: [LiveSession<Listener>.Rung] = []
    /// The same of what was told just before, each until its app opens another, as it does when it starts.
    private var lastWordsOfClosed: [LiveSession<Listener>.LastWords] = []

    private struct RecentPull {
        let through: Int64
        let base: DeliveryBase
        let number: Int64
        let appliesAllFrames: Bool
        let atMilliseconds: Int64
        /// A socket goes on from it already: what came since may have been sent there.
        var isTaken = false
        /// Answers of which rows may still be on their way.
        var inFlight: [AnswerInFlight] = []
    }

    /// A frame that is to leave now.
    public struct Frame: Sendable {
        public let listener: Listener
        public let announcement: Announcement
        /// The receiver bears the author's name without being it.
        let isNameless: Bool
        /// The frame, less its number.
        public var text: EventText { isNameless ? announcement.encodedWithoutName : announcement.encoded }
        /// To be put into the text.
        public let number: Int64
        /// A ping is to follow at once: the next frame waits for the pong.
        public let wantsPong: Bool
    }

    /// A socket that comes before its device has pulled waits this long for the pull: what it is told before, the rows of a
    /// pull that is late bring once more.
    private let pullPatienceMilliseconds: Int64
    /// A socket this soon after a pull belongs to it: apps open theirs when the first sync's rows have come.
    private static var pullMemoryMilliseconds: Int64 { 60_000 }
    /// An app that starts pulls this soon after it has opened its socket, unless its request is late.
    private static var startingMilliseconds: Int64 { 1_000 }
    private static var recentMax: Int { 1_024 }
    /// An answer is this late at most.
    private static var latenessMilliseconds: Int64 { 25_000 }
    private static var closedMax: Int { 64 }
    private static var answeringMilliseconds: Int64 { 1_000 * RowHistory.answeringSeconds }

    /// - Parameters:
    ///   - latest: the stamp of the last write.
    ///   - company: with others, the pull may have gone to one of them and is not heard of here: sockets wait for less long.
    ///   - nowMilliseconds: from now on every pull is heard of here, unless there are others.
    public init(latest: Int64, company: Company = .none, nowMilliseconds: Int64? = nil) {
        self.latest = latest
        hearsAllSinceMilliseconds = company == .others ? nil : nowMilliseconds
        beganMilliseconds = nowMilliseconds
        queueTimes = QueueTimes(beganMilliseconds: hearsAllSinceMilliseconds)
        firstShowings = FirstShowings(beganMilliseconds: nowMilliseconds)
        pullPatienceMilliseconds = company == .others ? 10_000 : 45_000
        if let nowMilliseconds { stampTimes.note(latest, nowMilliseconds: nowMilliseconds) }
    }

    public var count: Int { sessions.count }

    // MARK: Sockets

    public mutating func open(
        _ listener: Listener, id: UInt64, asker: Asker, correlation: Correlation, nowMilliseconds now: Int64
    ) {
        sessions[id] = LiveSession(
            id: id, listener: listener, asker: asker, correlation: correlation.id,
            heldUntilMilliseconds: now + pullPatienceMilliseconds, pongedAtMilliseconds: now)
        order.append(id)
        lastWordsOfClosed.removeAll { $0.asker == asker && $0.correlation == correlation.id }
    }

    /// Which device a socket belongs to, once that is written down. Frames wait for it.
    public mutating func introduce(_ id: UInt64, _ introduction: Introduction, nowMilliseconds now: Int64) {
        if introduction.holder != 0 {
            heard[introduction.holder] = max(heard[introduction.holder] ?? 0, introduction.heardBefore)
        }
        guard var session = sessions[id] else { return }
        session.holder = introduction.holder
        session.number = introduction.number
        session.knowsSeveral = introduction.knowsSeveral
        session.provenThrough = introduction.provenThrough
        let pull = introduction.isLinked ? pulls[introduction.holder] : anonymousPull
        let heardSince = heardByTokens[session.asker.token] ?? 0
        if let pull, !pull.isTaken, heardSince <= pull.through,
            now - pull.atMilliseconds < Self.pullMemoryMilliseconds
        {
            session.heldUntilMilliseconds = max(now, pull.atMilliseconds + Self.holdMilliseconds(rows: 8))
            // It may have been another device's: who starts pulls in a moment, and would be sent what a frame has just made.
            if !introduction.isLinked { session.hold(untilMilliseconds: now + Self.startingMilliseconds) }
            if introduction.isLinked {
                goOn(&session, after: pull)
                pulls[introduction.holder]?.isTaken = true
            }
        }
        if introduction.holder != 0 { replaceOthers(by: &session, pull, nowMilliseconds: now) }
        sessions[id] = session
    }

    /// An app that syncs by hand opens a second socket beside the first, and applies what comes by either (PROTOCOL
    /// §4.5): only the newest is told anything.
    private mutating func replaceOthers(
        by session: inout LiveSession<Listener>, _ pull: RecentPull?, nowMilliseconds now: Int64
    ) {
        for id in order where id != session.id && sessions[id]?.holder == session.holder {
            guard let old = sessions[id] else { continue }
            // It goes on from a pull that came right before it; an app that starts is about to pull.
            if let pull, now - pull.atMilliseconds < pullPatienceMilliseconds {
                session.goOn(from: old, nowMilliseconds: now)
            }
            sessions[id]?.fallSilent()
        }
    }

    /// What was written between the pull and the opening of the socket goes first.
    private func goOn(_ session: inout LiveSession<Listener>, after pull: RecentPull) {
        let hasAll =
            (recent.count < Self.recentMax || recent.first.map { $0.stamp <= pull.through } ?? true)
            && recentUnconfirmed.forgottenThrough <= pull.through
        session.pulled(through: pull.through, base: hasAll ? pull.base : nil)
        session.appliesAllFrames = pull.appliesAllFrames
        session.rowsMayCome(pull.inFlight)
        if pull.number > 0 { session.number = pull.number }
        session.waiting = recent.filter { $0.stamp > pull.through && $0.onlyFor == nil && session.isFor($0) }
        session.doubt(recentUnconfirmed.rows(after: pull.through))
    }

    /// - Returns: what a device heard, to be written down (``Work/hush(_:)``) when none of its sockets is left.
    public mutating func close(_ id: UInt64) -> Hush? {
        guard let closed = sessions.removeValue(forKey: id) else { return nil }
        order.removeAll { $0 == id }
        rungByClosed = (rungByClosed + closed.rungs).suffix(Self.closedMax)
        if !closed.sent.isEmpty {
            lastWordsOfClosed = lastWordsOfClosed.suffix(Self.closedMax - 1) + [closed.lastWords]
        }
        guard closed.holder != 0, let through = heard[closed.holder] else { return nil }
        let hasOthers = sessions.values.contains {
            $0.asker == closed.asker && ($0.asker.isKnown || $0.correlation == closed.correlation)
        }
        return hasOthers ? nil : Hush(holder: closed.holder, through: through)
    }

    // MARK: Writes

    /// Queues the events of one write.
    public mutating func tell(_ committed: Committed) { tell(committed.news) }

    /// The same for those of another process.
    public mutating func tell(_ news: News) {
        latest = max(latest, news.stamp)
        if news.isIncomplete { loseTrack() }
        if news.knowsSeveral != 0 { knowsSeveral(news.knowsSeveral) }
        for id in order { sessions[id]?.doubt(news.unconfirmed) }
        recentUnconfirmed.add(news.unconfirmed, stamp: news.stamp)
        recent += news.announcements
        if recent.count > 2 * Self.recentMax { recent.removeFirst(recent.count - Self.recentMax) }
        for announcement in news.announcements {
            if announcement.operation == .deleteEverything { recent.removeAll { $0.stamp < announcement.stamp } }
            for id in order { sessions[id]?.add(announcement) }
        }
    }

    private mutating func knowsSeveral(_ holder: Int64) {
        for id in order where sessions[id]?.holder == holder { sessions[id]?.knowsSeveral = true }
    }

    /// Numbers that were given since count as stamps too.
    public mutating func advance(to stamp: Int64) { latest = max(latest, stamp) }

    /// Something may have been written that was not told: no socket brings everything any more, until its device pulls.
    public mutating func loseTrack() {
        for id in order { sessions[id]?.base = nil }
        (pulls, anonymousPull, recent, recentUnconfirmed) = ([:], nil, [], RecentUnconfirmed())
    }

    // MARK: Pulls

    /// From now until ``rowsEnded(_:)`` nothing leaves for whoever may be asking: it may not overtake the rows.
    public mutating func rowsBegin(_ asker: Asker) {
        for id in order where sessions[id]?.asker == asker { sessions[id]?.pullsUnderWay += 1 }
    }

    /// A write with what is known of the way that it came.
    public mutating func dated(_ write: PreparedWrite, nowMilliseconds now: Int64) -> PreparedWrite {
        stampTimes.note(latest, nowMilliseconds: now)
        var write = write
        write.way = queueTimes.wayOfWrite(write.asker, nowMilliseconds: now)
        writtenAtMilliseconds[write.asker.token] = now
        write.sentLately = sentLately.after(now - Self.latenessMilliseconds, to: write.asker)
        return write
    }

    /// What sockets told whoever is asking now, and what else is known of this moment.
    public mutating func told(_ pull: Pull, nowMilliseconds now: Int64) -> ToldBySockets {
        let asker = pull.asker
        queueTimes.pulled(asker, nowMilliseconds: now)
        stampTimes.note(latest, nowMilliseconds: now)
        var rows = ToldBySockets(heard: heard)
        rows.mayHaveForgottenRings = beganMilliseconds.map { now - $0 < Self.latenessMilliseconds } ?? false
        rows.overtaking = firstShowings.overtaking(pull, nowMilliseconds: now)
        rows.awaitedAnswers = answersAwaited(by: asker, now)
        rows.stampLongAgo = stampTimes.longAgo(nowMilliseconds: now)
        for session in order.compactMap({ sessions[$0] }) where session.asker == asker {
            rows.add(session.lastWords, now)
            for rung in session.rungs { rows.add(rung) }
        }
        lastWordsOfClosed.removeAll { !$0.areRecent(now) }
        for words in lastWordsOfClosed where words.asker == asker { rows.add(words, now) }
        for rung in rungByClosed { rows.add(rung) }
        for (holder, pull) in pulls where now - pull.atMilliseconds < Self.latenessMilliseconds {
            rows.add(pull.inFlight, to: holder)
        }
        rows.listsSent = sentLately.listsAfter(now - Self.latenessMilliseconds, to: asker)
        rows.besides = (rowsUnderWay[asker.token] ?? []).filter { now < $0.untilMilliseconds }
        return rows
    }

    private func answersAwaited(by asker: Asker, _ now: Int64) -> ToldBySockets.AwaitedAnswers {
        let written = writtenAtMilliseconds[asker.token]
        if let written, now - written < Self.answeringMilliseconds { return .some }
        guard let began = hearsAllSinceMilliseconds else { return .unknown }
        return now - began < Self.answeringMilliseconds ? .unknown : .none
    }

    /// Rows are about to be sent, and written down first: from now on no other pull brings them. An app whose socket
    /// rings while it starts pulls twice at once, with two numbers, and would make each row twice.
    public mutating func rowsPrepared(_ prepared: PreparedPull, nowMilliseconds now: Int64) {
        let token = prepared.pull.asker.token
        guard let rows = prepared.rowsUnderWay(nowMilliseconds: now) else { return }
        rowsUnderWay[token] = (rowsUnderWay[token] ?? []).filter { now < $0.untilMilliseconds } + [rows]
    }

    /// After ``rowsBegin(_:)``.
    /// - Parameter report: `nil` when there was no answer, or one that brings back tags for a list that is being
    ///   applied: nothing may take them away before that deletes them, which would throw.
    public mutating func rowsEnded(_ asker: Asker, _ report: RowsReport?, nowMilliseconds now: Int64) {
        for id in order {
            guard let session = sessions[id], session.asker == asker else { continue }
            sessions[id]?.pullsUnderWay = max(0, session.pullsUnderWay - 1)
        }
        if let report { return rowsSent(asker, report, nowMilliseconds: now) }
        for id in order where sessions[id]?.asker == asker {
            sessions[id]?.hold(untilMilliseconds: now + ApplyingTime.milliseconds(rows: 1))
        }
    }

    /// A device was sent all rows that it lacked, or lacked none.
    public mutating func rowsSent(_ asker: Asker, _ report: RowsReport, nowMilliseconds now: Int64) {
        var pull = RecentPull(
            through: report.through, base: report.base, number: report.number,
            appliesAllFrames: report.appliesAllFrames, atMilliseconds: now)
        let before = report.isAnonymous ? nil : pulls[report.holder]
        pull.inFlight = (before?.inFlight ?? []).filter {
            now - $0.atMilliseconds < Self.latenessMilliseconds && !$0.isShown(by: report.shown)
        }
        let answer = report.count > 0 ? [AnswerInFlight(report, atMilliseconds: now)] : []
        pull.inFlight += answer
        if !report.isAnonymous {
            sentLately.forget(before: now - Self.latenessMilliseconds)
            sentLately.add(answer, to: .init(asker, report.holder))
        }
        if report.isAnonymous { anonymousPull = pull } else { pulls[report.holder] = pull }
        let until = now + Self.holdMilliseconds(rows: report.count)
        for id in order {
            guard let session = sessions[id], session.asker == asker else { continue }
            let isOwn = !report.isAnonymous && session.holder == report.holder && session.holder != 0
            guard isOwn || (report.isAnonymous && session.base == nil) else { continue }
            if isOwn { pulls[report.holder]?.isTaken = true }
            sessions[id]?.pulled(through: report.through, base: isOwn ? report.base : nil)
            if isOwn { sessions[id]?.answered(report.shown) }
            sessions[id]?.heldUntilMilliseconds = until
            sessions[id]?.rowsMayCome(pull.inFlight)
            if isOwn && report.number > 0 { sessions[id]?.number = report.number }
            if isOwn { sessions[id]?.provenThrough = max(session.provenThrough, report.provenThrough) }
            if isOwn { sessions[id]?.appliesAllFrames = report.appliesAllFrames }
            if isOwn && report.knowsSeveral { sessions[id]?.knowsSeveral = true }
        }
    }

    /// A list leaves. Where it deletes tags: told once more, their deletion would throw, and so would the list when
    /// they went before it was applied.
    public mutating func listSent(_ asker: Asker, _ report: ListReport, nowMilliseconds now: Int64) {
        sentLately.forget(before: now - Self.latenessMilliseconds)
        sentLately.add(ListInFlight(report, atMilliseconds: now), to: .init(asker, report.holder))
        for id in order {
            guard let session = sessions[id], session.asker == asker, session.holder == report.holder else { continue }
            sessions[id]?.listSent(report, nowMilliseconds: now)
            guard !report.tagsDeleted.isEmpty else { continue }
            let until = now + ApplyingTime.milliseconds(rows: report.tagsDeleted.count)
            sessions[id]?.hold(untilMilliseconds: until)
        }
    }

    private static func holdMilliseconds(rows: Int) -> Int64 {
        rows == 0 ? 300 : ApplyingTime.milliseconds(rows: rows)
    }

    // MARK: Time

    /// The frames that may leave now, in the order in which each socket must get them.
    public mutating func due(nowMilliseconds now: Int64) -> [Frame] {
        var frames: [Frame] = []
        for id in order {
            guard let session = sessions[id], session.number > 0, !session.waiting.isEmpty else { continue }
            while let (announcement, number) = sessions[id]?.next(now) {
                frames.append(
                    Frame(
                        listener: session.listener, announcement: announcement,
                        isNameless: announcement.author.id == session.correlation, number: number,
                        wantsPong: sessions[id]?.wantsPong ?? false))
                heard[session.holder] = max(heard[session.holder] ?? 0, announcement.stamp)
                if session.asker.isKnown { heardByTokens[session.asker.token] = announcement.stamp }
            }
        }
        return frames
    }

    /// Sockets whose next frame is a doorbell: the pull that it causes shows a number that must be given first
    /// (``Work/ring(holder:number:)``).
    public mutating func rings(nowMilliseconds now: Int64) -> [(session: UInt64, holder: Int64, number: Int64)] {
        order.compactMap { id in
            guard let session = sessions[id], session.number > 0, session.wantsToRing(now) else { return nil }
            return (id, session.holder, session.number)
        }
    }

    /// A doorbell's number was written down; or none could be: then it waits, and is not asked for again at once.
    /// - Parameter result: of ``Work/ring(holder:number:)``.
    public mutating func rung(_ id: UInt64, _ result: Result<Done, StoreError>, nowMilliseconds now: Int64) {
        if case .success(.rung(let number)) = result {
            sessions[id]?.ringNumber = number
        } else {
            sessions[id]?.heldUntilMilliseconds = now + Self.ringingAgainMilliseconds
        }
    }

    private static var ringingAgainMilliseconds: Int64 { 1_000 }

    /// When ``due(nowMilliseconds:)`` is to be asked next; `nil` while nothing waits.
    public var nextMilliseconds: Int64? {
        order.compactMap { id in
            guard let session = sessions[id], session.number > 0, session.pullsUnderWay == 0,
                !session.waiting.isEmpty
            else { return nil }
            return session.dueMilliseconds
        }.min()
    }

    /// The answer to a ping: its app is alive and has applied what it was sent a while ago. More may be due from now on.
    /// Answers to pings from before the last that was asked for (``Frame/wantsPong``) must not be told.
    /// - Parameter delay: how long after its ping it came.
    public mutating func ponged(
        _ id: UInt64, afterMilliseconds delay: Int64, nowMilliseconds now: Int64
    ) -> Confirmation? {
        sessions[id]?.confirmed(now, afterMilliseconds: delay, latest: latest)
    }

    /// It could not be written down: the next answer to a ping confirms the same.
    public mutating func couldNotConfirm(_ id: UInt64, _ confirmation: Confirmation) {
        sessions[id]?.takeBack(confirmation)
    }
}

/// How long an app takes to apply the rows of an answer, generously.
enum ApplyingTime {
    static func milliseconds(rows: Int) -> Int64 { 1_200 + 10 * Int64(rows) + min(40 * Int64(rows), 3_000) }
}

/// Rows that an app makes, from when their answer is prepared until it has applied them.
struct RowsUnderWay: Sendable {
    let holder: Int64
    let made: Set<RowName>
    /// They were asked for because a socket rang, beside whatever the app does otherwise.
    let isOfDoorbell: Bool
    /// The number that the app asked with.
    let shown: Int64
    let untilMilliseconds: Int64

    /// Whether the app that asks now may apply these beside what it is answered. Not at its next start; but a pull that
    /// shows what it had shown before was sent before.
    func areBeside(_ standing: Standing) -> Bool {
        guard standing.asker.isKnown || holder == standing.id else { return false }
        return isOfDoorbell != standing.purpose.isOfDoorbell || standing.watermark < shown
    }
}

/// A device has everything between two stamps: to be written down (``Work/confirm(_:)``).
public struct Confirmation: Sendable {
    public let holder: Int64
    let base: DeliveryBase
    let through: Int64
    /// Rows that it was told of in operations that it may not know, or in frames that it may have dropped.
    let doubtful: [(row: RowName, isMissing: Bool)]
}

/// Who a socket belongs to.
public struct Introduction: Sendable {
    public let holder: Int64
    public let number: Int64
    /// The device is known by its token, or has shown a number that was given to it.
    public let isLinked: Bool
    public let knowsSeveral: Bool
    /// The state of the rows that it has shown that it has applied.
    let provenThrough: Int64
    /// The stamp up to which its earlier sockets told it of writes.
    let heardBefore: Int64
}

/// How far a device was told of writes, now that its last socket is closed.
public struct Hush: Sendable {
    let holder: Int64
    let through: Int64
}

/// What a pull of rows held, for the sockets of the same device.
public struct RowsReport: Sendable {
    public let holder: Int64
    public let isAnonymous: Bool
    public let through: Int64
    public let base: DeliveryBase
    /// How many rows, at least.
    public var count: Int
    /// What the frames of this device carry from now on.
    public let number: Int64
    public let knowsSeveral: Bool
    /// The state of the rows that the device has shown that it has applied.
    public var provenThrough: Int64
    /// It drops no frame when the next one comes.
    public let appliesAllFrames: Bool
    /// What the device showed.
    var shown: Int64 = 0
    /// What it shows once it has applied the rows.
    var numbers: [Int64] = []
    /// Rows that are sent whatever the device has shown.
    var doubted: Set<RowName> = []
}

/// What a list held, for the sockets of the same device.
public struct ListReport: Sendable {
    public let holder: Int64
    public let tagsDeleted: Set<Int64>
    /// Told once more they would be there twice.
    public let linksMade: Set<Int64>
    /// Rows that it says as they are now.
    let rowsTold: Set<RowName>
    /// The state that it says.
    var through: Int64 = 0
    /// Who shows one of these has applied it.
    var numbers: [Int64] = []
}

/// What the sockets of a process told, for the pulls of the same devices.
public struct ToldBySockets: Sendable {
    /// Whether answers to a device's writes may be on their way.
    enum AwaitedAnswers: Sendable {
        /// It has written nothing for so long that none is.
        case none
        case unknown
        case some
    }

    /// Whether the pull was sent before others of its device that have come already.
    var overtaking = FirstShowings.Overtaking.none
    var awaitedAnswers = AwaitedAnswers.unknown
    /// What was given by then was given so long ago as an answer is on its way at most; `nil`: nobody knows.
    var stampLongAgo: Int64?
    /// A doorbell may have been rung before the process started.
    var mayHaveForgottenRings = false
    /// What other pulls of the same device bring.
    var besides: [RowsUnderWay] = []
    /// Its lists, which may still be on their way.
    var listsSent = SentLately()
    private var ofHolders: [Int64: Set<RowName>] = [:]
    private var ofOthers: Set<RowName> = []
    private var afterDoorbells: [Int64: Set<RowName>] = [:]
    private var toldAfterDoorbells: [Int64: [RowName: Int64]] = [:]
    private var inFlight: [Int64: [AnswerInFlight]] = [:]
    private var toldLately: [Int64: [RowName: Int64]] = [:]
    private let heard: [Int64: Int64]

    public static let nothing = ToldBySockets(heard: [:])

    init(heard: [Int64: Int64]) { self.heard = heard }

    mutating func add<Listener>(_ words: LiveSession<Listener>.LastWords, _ now: Int64) {
        if words.mayBeAnyones && !words.asker.isKnown { ofOthers.formUnion(words.makesJustNow(now)) }
        guard words.holder != 0 else { return }
        ofHolders[words.holder, default: []].formUnion(words.makes(now))
        for (row, stamp) in words.rows(now) { toldLately[words.holder, default: [:]][row] = stamp }
    }

    mutating func add<Listener>(_ rung: LiveSession<Listener>.Rung) {
        afterDoorbells[rung.pullShows, default: []].formUnion(rung.made)
        toldAfterDoorbells[rung.pullShows, default: [:]].merge(rung.told) { min($0, $1) }
    }

    mutating func add(_ answers: [AnswerInFlight], to holder: Int64) { inFlight[holder] = answers }

    /// Rows of which a frame told so recently, or after the doorbell that caused this pull, that it may be applied behind the
    /// answer that is made now, or a list that may come behind it, and in which state.
    func toldLately(to standing: Standing) -> [RowName: Int64] {
        let byFrames = (toldLately[standing.id] ?? [:]).merging(toldAfterDoorbells[standing.watermark] ?? [:]) {
            min($0, $1)
        }
        guard !standing.isAnonymous else { return byFrames }
        return listsSent.lists(to: .init(standing.asker, standing.id)).filter { !$0.isShown(by: standing.watermark) }
            .reduce(into: byFrames) { told, list in
                for row in list.rows { told[row] = min(told[row] ?? .max, list.through) }
            }
    }

    /// Answers that were sent a moment ago, and may come behind the one that is made now.
    func rowsInFlight(to standing: Standing) -> [AnswerInFlight] {
        guard !standing.isAnonymous, let answers = inFlight[standing.id] else { return [] }
        return answers.filter { !$0.isShown(by: standing.watermark) }
    }

    /// Rows whose events left so recently, or after the doorbell that caused this pull, that they may not have been
    /// applied yet; and those that another pull brings of the same time.
    func rowsOnTheirWay(to standing: Standing) -> Set<RowName> {
        let told = standing.isAnonymous ? ofOthers : ofHolders[standing.id] ?? []
        // A socket's first frame moves the watermark: who still shows 0 asks for the first time, or asked before it came.
        if standing.hasNothing { return standing.asker.isKnown ? told : [] }
        return besides.filter { $0.areBeside(standing) }
            .reduce(told.union(afterDoorbells[standing.watermark] ?? [])) { $0.union($1.made) }
    }

    /// A doorbell caused this pull, and nobody here knows any more what was told behind it: anything that was made since. (Who
    /// was killed as it applied the answer shows the same number at its next start: it is sent the rest at the one after.)
    func mayHaveTold(behindRingOf standing: Standing) -> Bool {
        mayHaveForgottenRings && standing.purpose == .ring && afterDoorbells[standing.watermark] == nil
    }

    /// The stamp of the last write that a device may have heard of. What other processes told it is not known here.
    func heardThrough(_ holder: Holder) -> Int64 {
        let here = heard[holder.id]
        return holder.heardThrough == Holder.isListening ? here ?? .max : max(holder.heardThrough, here ?? 0)
    }
}
