import JSONText
import SyncModel

/// One `GET_UPDATES` or `GET_TOMBSTONES`: who asks, and the watermark that it shows.
public struct Pull: Sendable, Hashable {
    public enum Kind: Sendable {
        /// `GET_UPDATES`
        case rows
        /// `GET_TOMBSTONES`
        case list
    }

    public let kind: Kind
    public let asker: Asker
    /// A key to what the device is known to have, though apps take it for a time (``Claim``). 0: it has nothing.
    public let watermark: Int64
    /// Its app is from 0.17 on: those name no charset (PROTOCOL §1.5), and apply every frame, where apps up to 0.14.0 drop
    /// one when the next comes (F24).
    let appliesAllFrames: Bool

    /// - Parameter acceptCharset: what the request's header of that name says; any other kind of client counts as an
    ///   old app.
    public init(_ kind: Kind, _ asker: Asker, watermark: Int64, acceptCharset: String? = "") {
        self.kind = kind
        self.asker = asker
        self.watermark = max(watermark, 0)
        appliesAllFrames = acceptCharset == nil
    }
}

/// A pull whose answer is decided, from the committed state that it was prepared with.
///
/// What the answer proves must be written down before it leaves: commit ``note``, then make the ``answer(_:)`` from the
/// same state. Where nothing is to be written down the answer can be made at once.
public struct PreparedPull: Sendable {
    enum Plan: Sendable {
        case rows(RowsPlan)
        case list(ListPlan, StartPair?)
        /// The tags of a list's doorbell, to be there when they are deleted.
        case tagsToDelete([Int64], number: Int64)
        case nothing
    }

    public let pull: Pull
    let plan: Plan
    /// `nil`: nothing to write down.
    public let note: PullNote?
    /// A list that holds nothing, while there are no rows either, which might put something into it.
    public let isQuiet: Bool

    /// - Parameters:
    ///   - pair: for a list, the rows that the same start was sent.
    ///   - told: what the device's sockets told it.
    /// - Throws: ``StoreError``.
    public init(
        _ pull: Pull, _ store: any StoreReading, after pair: StartPair? = nil, told: ToldBySockets = .nothing
    ) throws {
        let standing = try Standing(pull, store, told)
        self.pull = pull
        switch pull.kind {
        case .rows where standing.purpose == .tagsToDelete:
            let list = try ListPlan(store, standing, after: nil)
            isQuiet = false
            // What was deleted since the list was made is not deleted by it.
            let tags = list.tagDeletions.filter { $0.stamp <= pull.watermark }
            plan = .tagsToDelete(tags.compactMap(\.tag), number: pull.watermark + 1)
            note = nil
        case .rows:
            var tree = FolderTree(store)
            if standing.claim.rowsThrough <= 0 { try tree.readAll() }
            // Numbers and stamps are of one sequence: what was made after the doorbell was rung has a later stamp.
            let sinceRing = try told.mayHaveTold(behindRingOf: standing) ? store.rows(madeAfter: pull.watermark) : []
            let rows = try RowsPlan(
                store, standing, onTheirWay: told.rowsOnTheirWay(to: standing).union(sinceRing),
                inFlight: told.rowsInFlight(to: standing), toldLately: told.toldLately(to: standing),
                awaitedAnswers: told.awaitedAnswers, tree: &tree)
            isQuiet = false
            plan = .rows(rows)
            note =
                rows.isEmpty && !standing.isNews && !rows.isBeginning && !rows.provesStart ? nil : PullNote(.rows(rows))
        case .list:
            let list = try ListPlan(store, standing, after: pair)
            isQuiet = try list.isEmpty && (standing.hasNothing || Self.hasNoRows(store, standing))
            plan = .list(list, pair)
            // Tags are brought back to be deleted by a number of the device's own, whatever the rows have told it apart by.
            let isNoted = standing.canProve || !list.tagDeletions.isEmpty
            note = list.isEmpty || !isNoted ? nil : PullNote(.list(list, pair))
        }
    }

    /// It holds rows that the device made itself. In the same start it may send their creation once more: an answer
    /// that waits for that leaves out what comes, which the device would have twice otherwise (PROTOCOL F41).
    public var waitsForQueue: Bool {
        guard case .rows(let rows) = plan else { return false }
        return rows.mayComeAgain
    }

    /// It finds nothing, for no other reason than that nothing was written since the device had everything.
    var staysQuiet: Bool {
        switch plan {
        case .rows(let rows): rows.standing.isCurrent && note == nil
        case .list(let list, _): list.standing.isCurrent && isQuiet
        case .tagsToDelete, .nothing: false
        }
    }

    /// Such rows wait this long from when they were asked for: an app begins to send its queue when it begins to pull
    /// (PROTOCOL §5.4). Lists wait longer for rows.
    public static let queueMilliseconds: Int64 = 500

    /// The answer to a pull whose rows are being applied already.
    public init(repeated pull: Pull) {
        self.pull = pull
        plan = .nothing
        note = nil
        isQuiet = false
    }

    private static func hasNoRows(_ store: any StoreReading, _ standing: Standing) throws -> Bool {
        var tree = FolderTree(store)
        return try RowsPlan(store, standing, tree: &tree).isEmpty
    }

    /// The text of the answer.
    /// - Parameters:
    ///   - store: the state that this was prepared from.
    ///   - numbers: what committing the note gave.
    /// - Throws: ``StoreError``.
    public func answer(_ store: any StoreReading, _ numbers: PullNumbers?) throws -> any AnswerText {
        guard case .rows(let rows) = plan, !rows.standing.isCurrent else { return answerWithoutRows(numbers) }
        var tree = FolderTree(store)
        if rows.standing.claim.rowsThrough <= 0 { try tree.readAll() }
        let given = numbers?.rows ?? .all(pull.watermark)
        return try RowsAnswer(store, rows, given, tree: tree)
    }

    /// All but the rows of a library.
    fileprivate func answerWithoutRows(_ numbers: PullNumbers?) -> any AnswerText {
        switch plan {
        case .rows, .nothing: Self.bringBack([], 0)
        case .list(let list, _): list.answer(numbers, common: pull.watermark)
        case .tagsToDelete(let tags, let number): Self.bringBack(tags, number)
        }
    }

    /// Apps set their names and delete them a moment later, by the list that rang. These rows carry the doorbell's own
    /// number, which the app has next in any case and which proves no more: with the one that this pull showed, an app that
    /// ended here would begin, and its start could not be told from this pull, however late either comes.
    private static func bringBack(_ tags: [Int64], _ number: Int64) -> any AnswerText {
        ShortAnswer { writer in
            writer.beginObject()
            for key in ["links", "folders", "panels", "panelFolders", "tags", "linkTags"] {
                writer.key(key)
                writer.beginArray()
                if key == "tags" {
                    for tag in tags {
                        writer.beginObject()
                        writer.key("id")
                        writer.integer(tag)
                        writer.key("name")
                        writer.string("Deleted")
                        writer.key("eventTimestamp")
                        writer.integer(number)
                        writer.endObject()
                    }
                }
                writer.endArray()
            }
            writer.endObject()
        }
    }
}

extension ListPlan {
    fileprivate func answer(_ numbers: PullNumbers?, common: Int64) -> any AnswerText {
        ShortAnswer { writer in
            writer.beginArray()
            for entry in entries { entry.write(to: &writer, number: common) }
            if let numbers { writeEnd(numbers, common: common, &writer) }
            writer.endArray()
        }
    }

    private func writeEnd(_ numbers: PullNumbers, common: Int64, _ writer: inout JSONWriter) {
        if let doorbell = numbers.doorbell {
            for deletions in [tagDeletions, tagDeletionsAgain] where !deletions.isEmpty {
                ListEntry(operation: .copyExistingItems, stamp: through, payload: Origin())
                    .write(to: &writer, number: doorbell)
                for entry in deletions { entry.write(to: &writer, number: common) }
            }
        }
        for entry in lastEntries { entry.write(to: &writer, number: common) }
        guard let list = numbers.list else { return }
        ending.write(to: &writer, number: list)
        if let both = numbers.both { proofOfRows?.write(to: &writer, number: both) }
    }

    /// An entry that changes nothing. Apps up to 0.11.2 know no empty list of folders, but take anything of their own for
    /// an echo, which moves the watermark too.
    private var ending: ListEntry {
        guard let own = standing.holder?.correlation, !own.isEmpty else {
            return EditEntries.roots([], stamp: through)
        }
        var payload = FolderReference()
        payload.id = FolderID(0)
        payload.correlation = Correlation(id: own, clientName: "")
        return ListEntry(operation: .deleteFolderNote, stamp: through, payload: payload)
    }
}

extension PreparedPull {
    /// What the sockets of the same device must know of this answer; `nil` for a list.
    public func report(_ numbers: PullNumbers?) -> RowsReport? {
        guard case .rows(let rows) = plan else { return nil }
        return RowsReport(
            holder: numbers?.holder ?? rows.standing.id, isAnonymous: rows.standing.isAnonymous,
            through: rows.through, base: rows.base, count: rows.count,
            number: numbers?.carried ?? rows.standing.reached, knowsSeveral: rows.standing.knowsSeveral,
            provenThrough: rows.standing.claim.rowsThrough, appliesAllFrames: pull.appliesAllFrames,
            shown: pull.watermark,
            numbers: [numbers?.reserved?.rows, numbers?.reserved?.both].compactMap { $0 },
            doubted: Set(rows.standing.doubts.map { RowName(kind: $0.kind, id: $0.row) }))
    }

    /// `nil` where it makes nothing on the device, or nobody knows on which.
    func rowsUnderWay(nowMilliseconds now: Int64) -> RowsUnderWay? {
        guard case .rows(let rows) = plan, !rows.made.isEmpty, !rows.standing.isAnonymous else { return nil }
        return RowsUnderWay(
            holder: rows.standing.id, made: rows.made, isOfDoorbell: rows.standing.purpose.isOfDoorbell,
            shown: pull.watermark, untilMilliseconds: now + ApplyingTime.milliseconds(rows: rows.count))
    }

    /// What the sockets of the same device must know of this list; `nil` where there is nothing to know.
    public func listReport(_ numbers: PullNumbers?) -> ListReport? {
        guard case .list(let list, _) = plan, let numbers else { return nil }
        let report = ListReport(
            holder: numbers.holder, tagsDeleted: Set(list.tagDeletions.compactMap(\.tag)),
            linksMade: Set(
                list.entries.filter { $0.operation == .createANewLink }.compactMap { $0.payload.rowTold?.id }),
            rowsTold: Set((list.entries + list.lastEntries).flatMap { $0.payload.rowsTold ?? [] }),
            through: list.standing.lastStamp, numbers: [numbers.list, numbers.both].compactMap { $0 })
        return report.tagsDeleted.isEmpty && report.rowsTold.isEmpty ? nil : report
    }

    /// What the list of the same start builds on; `nil` for a list itself.
    public func pair(_ numbers: PullNumbers?) -> StartPair? {
        guard case .rows(let rows) = plan, rows.standing.purpose != .tagsToDelete, rows.standing.canProve else {
            return nil
        }
        return StartPair(
            through: rows.through, newestThrough: rows.through, count: rows.count, isEmpty: rows.isEmpty,
            numbers: numbers?.reserved, ending: rows.ending, endingIsNew: rows.isEndingNew)
    }
}

/// An answer that can be made, from a state that is the receiver's to close.
public struct PulledAnswer: Sendable {
    /// `nil` where it needs none.
    public let snapshot: (any StoreSnapshot)?
    public let pull: PreparedPull
    public let numbers: PullNumbers?

    public init(_ snapshot: any StoreSnapshot, _ pull: PreparedPull, _ numbers: PullNumbers?) {
        self.snapshot = snapshot
        self.pull = pull
        self.numbers = numbers
    }

    /// One that was remembered (``QuietPulls``).
    public init(quiet pull: PreparedPull) {
        (snapshot, self.pull, numbers) = (nil, pull, nil)
    }

    /// - Throws: ``StoreError``.
    public func text() throws -> any AnswerText {
        guard let snapshot else { return pull.answerWithoutRows(numbers) }
        return try pull.answer(snapshot, numbers)
    }
}

extension Standing {
    fileprivate init(_ pull: Pull, _ store: any StoreReading, _ told: ToldBySockets) throws {
        try self.init(store, pull.asker, watermark: pull.watermark, told, isFrom017: pull.appliesAllFrames)
    }
}
