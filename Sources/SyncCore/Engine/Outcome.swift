public import SyncModel

/// What became of a write: the answer to its author, and what others are to hear.
public struct Outcome: Sendable {
    public var reply: any WireObject
    public var happenings: [Happening]

    init(_ reply: any WireObject, _ happenings: [Happening] = []) {
        self.reply = reply
        self.happenings = happenings
    }
}

/// A write that was committed, ready to be answered and announced.
public struct Committed: Sendable {
    public let reply: any WireObject
    public let stamp: Int64
    /// In the order in which sockets must get them.
    public let announcements: [Announcement]
    /// The request named rows that this library never had, by ids of another one: the device has synced with a server
    /// whose database this is not (a volume that is not where the path points, say).
    public let namesAnotherLibrary: Bool
    /// Whatever sockets confirm, these rows are told of once more by a pull.
    let unconfirmed: [UnconfirmedRow]
    /// The device that wrote, once it is known to know operations on several items; else 0.
    let knowsSeveral: Int64
}

/// A row of which sockets are not told, or not so that every app takes it.
struct UnconfirmedRow: Sendable {
    let row: RowName
    /// An app that passed it over does not have it.
    var isLacking = false
    /// Who made it has it; 0 when nobody can say.
    var maker: Int64 = 0
}

/// A request that was read and understood, waiting to be carried out.
public struct PreparedWrite: Sendable {
    public let name: OperationName
    public let correlation: Correlation?
    /// Apps name themselves by a correlation that stays; the extension and scripts draw a new one for each request, and
    /// leave out what apps always send.
    let isByApp: Bool
    /// No app before 0.12 sends it so (PROTOCOL §7.1).
    let isFrom012: Bool
    /// When the edit was made, by the app's clock; 0 when it did not say.
    let saidSeconds: Int64
    /// It came from no queue (PROTOCOL F10).
    let isSentAtOnce: Bool
    /// What it says may be a number of ours, in place of a time (PROTOCOL §5.8).
    var maySayNumber: Bool { name == .updateLink }
    /// Whose token it came with: set by the door.
    public var asker = Asker.shared
    /// Whether its device may have been pushing its queue: see ``Live/dated(_:nowMilliseconds:)``.
    var way = WayOfWrite.unknown
    /// What may come to its device later than what that does now.
    var sentLately = SentLately()
    let perform: @Sendable (Write) throws -> Outcome
}
