import SyncModel

/// The rows that a device was just sent: the list of the same start builds on them.
public struct StartPair: Sendable, Equatable {
    /// The state that the rows show; of several answers the earliest, since each of them may still be applied.
    let through: Int64
    /// The state that the newest answer shows: what it leaves to the list the list must say, and sockets go on from it.
    let newestThrough: Int64
    /// How many rows, at least.
    let count: Int
    /// There was nothing to send, so there is nothing to be proven of the rows.
    let isEmpty: Bool
    /// Kept free below the number of the last row, so that the list can't hide whether the rows were applied. For one
    /// list only.
    var numbers: ReservedNumbers?
    /// What the last row was, if it made something that can be named in an operation.
    let ending: RowsPlan.Ending
    /// The device can't have had that row before.
    let endingIsNew: Bool

    /// An entry that moves a watermark only where the last of the rows was applied: one that sets a name to what it is.
    func proof(_ store: any StoreReading) throws -> ListEntry? {
        guard endingIsNew, numbers != nil else { return nil }
        switch ending {
        case .link(let id):
            guard let (link, _) = try store.shownLink(LinkID(id)) else { return nil }
            var payload = UpdateLinkTitle()
            payload.linkId = link.id
            payload.newTitleOfTheLink = link.title
            return ListEntry(operation: .updateLinkTitle, stamp: link.stamp, payload: payload)
        case .folder(let id):
            guard let folder = try store.folder(FolderID(id)) else { return nil }
            var payload = UpdateFolderName()
            payload.folderId = folder.id
            payload.newFolderName = folder.name
            return ListEntry(operation: .updateFolderName, stamp: folder.stamp, payload: payload)
        case .panel(let id):
            return try store.nameOfPanel(id).map {
                ListEntry(operation: .updateAPanelName, stamp: through, payload: $0)
            }
        case .panelFolder, .tag, .none: return nil
        }
    }
}

/// Numbers one after the other: of a list's doorbell, of the list, of the last row, and of list and rows together.
struct ReservedNumbers: Sendable, Equatable {
    /// Two below ``list``; only where tags are to be deleted.
    let doorbell: Int64?
    let list: Int64?
    let rows: Int64
    let both: Int64?
}

/// Remembers for a short while which rows were sent, so that the list of the same start waits for them and builds on
/// them (PROTOCOL §5.4: an app asks for both at once). A value without a clock.
public struct StartPairs: Sendable {
    private struct Key: Hashable {
        let asker: Asker
        let watermark: Int64
    }

    private struct Entry {
        var pair: StartPair
        let atMilliseconds: Int64
    }

    private var entries: [Key: [Entry]] = [:]
    /// Pulls that are being answered, since when.
    private var begun: [Key: Int64] = [:]
    private var forgotAtMilliseconds: Int64 = .min / 2

    /// A list waits this long for rows to be asked for.
    public static let patienceMilliseconds: Int64 = 700
    /// And this long after they were answered, so that an app applies them first: links that it has are misfiled by their
    /// rows, and filed by the list (PROTOCOL F16).
    public static func leadMilliseconds(rows: Int) -> Int64 { 200 + min(50 * Int64(rows), 3_000) }
    /// No answer takes longer to be made.
    private static let answeringMilliseconds: Int64 = 5_000
    /// An answer is this late at most: an older one belongs to an earlier start, or to a sync by hand, which asks for no
    /// list.
    private static let memoryMilliseconds: Int64 = 60_000
    /// A list that waits for rows looks for them this often.
    public static let lookAgainMilliseconds: Int64 = 50

    public init() {}

    public mutating func rowsAnswered(_ pull: Pull, _ pair: StartPair, atMilliseconds now: Int64) {
        forget(now)
        let key = Key(asker: pull.asker, watermark: pull.watermark)
        begun[key] = nil
        // Of answers that brought nothing one is enough.
        if entries[key]?.last?.pair.isEmpty ?? false { entries[key]?.removeLast() }
        entries[key, default: []].append(Entry(pair: pair, atMilliseconds: now))
    }

    /// Looks at all of them now and then only: others ask by the thousand.
    private mutating func forget(_ now: Int64) {
        guard now >= forgotAtMilliseconds + Self.memoryMilliseconds / 4 else { return }
        forgotAtMilliseconds = now
        entries = entries.filter { !$0.value.allSatisfy { $0.atMilliseconds < now - Self.memoryMilliseconds } }
    }

    /// Begins to answer a pull, unless the device is being sent the answer to this very pull, or is applying it: an app
    /// that is synced by hand while it starts asks twice, and would make each row twice. Of a device that has nothing
    /// this is known by its token only.
    /// - Returns: whether it is to be answered; then ``rowsAnswered(_:_:atMilliseconds:)`` or ``rowsFailed(_:)`` follows.
    public mutating func begin(_ pull: Pull, now: Int64) -> Bool {
        guard pull.watermark > 0 || pull.asker.isKnown else { return true }
        let key = Key(asker: pull.asker, watermark: pull.watermark)
        if let since = begun[key], now < since + Self.answeringMilliseconds { return false }
        if let last = entries[key]?.last, !last.pair.isEmpty,
            now < last.atMilliseconds + ApplyingTime.milliseconds(rows: last.pair.count)
        {
            return false
        }
        begun[key] = now
        return true
    }

    public mutating func rowsFailed(_ pull: Pull) {
        begun[Key(asker: pull.asker, watermark: pull.watermark)] = nil
    }

    /// When a list that was asked for at `asked` may be answered; `nil`: at once.
    public func waitMilliseconds(_ pull: Pull, askedAtMilliseconds asked: Int64, now: Int64) -> Int64? {
        // Who has nothing is sent no list, but one whose first sync was cut off is.
        guard pull.watermark > 0 || pull.asker.isKnown else { return nil }
        var due = asked + Self.patienceMilliseconds
        if let last = entries[Key(asker: pull.asker, watermark: pull.watermark)]?.last,
            last.atMilliseconds > asked - 2_000
        {
            due = last.atMilliseconds + (last.pair.isEmpty ? 0 : Self.leadMilliseconds(rows: last.pair.count))
        }
        return due > now ? min(due - now, Self.lookAgainMilliseconds) : nil
    }

    /// The rows that a list builds on.
    public mutating func takePair(_ pull: Pull, now: Int64) -> StartPair? {
        let key = Key(asker: pull.asker, watermark: pull.watermark)
        entries[key]?.removeAll { $0.atMilliseconds < now - Self.memoryMilliseconds }
        guard let found = entries[key], let last = found.last else { return nil }
        entries[key]?[found.count - 1].pair.numbers = nil
        return StartPair(
            through: found.map(\.pair.through).min() ?? last.pair.through,
            newestThrough: last.pair.newestThrough, count: last.pair.count,
            isEmpty: found.allSatisfy(\.pair.isEmpty), numbers: last.pair.numbers, ending: last.pair.ending,
            endingIsNew: last.pair.endingIsNew && found.count == 1)
    }
}
