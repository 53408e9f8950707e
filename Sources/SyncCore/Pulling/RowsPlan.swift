import SyncModel

/// What one `GET_UPDATES` is to bring, decided from one committed state: the answer follows from it, and so does what
/// must be written down before it leaves.
///
/// Apps apply folders, then tags, then links beside panels and their folders (PROTOCOL §5.4), and move their watermark
/// with each row. All rows carry a number that moves nothing, but the last one of the longest way, which proves that
/// everything before it was applied (F4).
struct RowsPlan: Sendable {
    let standing: Standing
    /// The stamp of the last write that this state holds.
    let through: Int64
    let folders: [(folder: FolderRecord, parent: FolderID?)]
    let tags: [(id: Int64, name: String)]
    let links: LinkChoice
    /// A link that stands among the links and once more behind them, since apps may refuse the last one.
    let repeatedLink: Int64?
    let panels: [(id: Int64, name: String)]
    let panelFolders: [PanelFolderRecord]
    /// From where on everything that is written reaches the device by its socket, if it has one: where there was nothing to
    /// send, from where it was.
    let base: DeliveryBase
    /// Rows that are left out for now, since the event that brings them is on its way: they are doubted from now on.
    let leftOut: [Doubt]
    /// Rows that an earlier answer or frame may set back, if it is applied behind this one: they are doubted, too.
    let mayBeUndone: [RowName]
    /// Some of these rows the device made itself, and may be about to send their creation once more (PROTOCOL F41).
    let mayComeAgain: Bool
    /// That the device asks now is written down even if it is sent nothing: it has made rows that are told to it in
    /// another way once a start after their creation is proven.
    let provesStart: Bool
    private let lacking: Set<RowName>
    /// Rows that the device makes when it is sent this, unless it has them. Where there is no end of them, none is named.
    let made: Set<RowName>

    /// - Parameters:
    ///   - onTheirWay: rows that were just told to a socket of this device.
    ///   - inFlight: earlier answers that may still come.
    ///   - toldLately: frames that may, by their rows, with the state that they tell.
    ///   - awaitedAnswers: answers to what the device has written.
    init(
        _ store: any StoreReading, _ standing: Standing, onTheirWay: Set<RowName> = [], inFlight: [AnswerInFlight] = [],
        toldLately: [RowName: Int64] = [:], awaitedAnswers: ToldBySockets.AwaitedAnswers = .unknown,
        tree: inout FolderTree
    ) throws {
        self.standing = standing
        through = standing.lastStamp
        guard !standing.isCurrent else {
            (folders, tags, links, repeatedLink, panels, panelFolders, leftOut, mayBeUndone, lacking, made) = (
                [], [], .some([], maybeThere: []), nil, [], [], [], [], [], []
            )
            (mayComeAgain, provesStart) = (false, false)
            base = DeliveryBase(rows: standing.claim.rowsThrough, list: standing.claim.listThrough)
            return
        }
        var choice = RowChoice(
            store, standing, onTheirWay, inFlight: inFlight, toldLately: toldLately, awaitedAnswers: awaitedAnswers)
        folders = try choice.folders(&tree)
        tags = try choice.tags()
        links = try choice.links()
        repeatedLink = try EndingLink(store, links).repeated
        panels = try choice.panels()
        panelFolders = try choice.panelFolders(&tree)
        mayBeUndone = choice.mayBeUndone
        mayComeAgain = choice.mayComeAgain
        provesStart = choice.provesStart || standing.mustProveStart
        lacking = choice.lacking
        made = choice.made.union(links.named.map { RowName(kind: .links, id: $0) })
            .union(panelFolders.map { RowName(kind: .panelFolders, id: $0.id) })
        let hasRows = !folders.isEmpty || !tags.isEmpty || links.count > 0 || !panels.isEmpty || !panelFolders.isEmpty
        // These rows prove nothing of what the list brings.
        leftOut = choice.leftOut + (hasRows ? choice.saidAgain : [])
        let hasList = try !standing.hasNothing && !ListPlan(store, standing, after: nil).isEmpty
        base = DeliveryBase(
            rows: hasRows || !leftOut.isEmpty ? through : standing.claim.rowsThrough,
            list: hasList || (hasRows && standing.hasNothing) ? through : standing.claim.listThrough)
    }

    var count: Int { folders.count + tags.count + links.count + panels.count + panelFolders.count }
    var isEmpty: Bool { count == 0 && leftOut.isEmpty }

    /// The first pull of a device that is known by its token.
    var isBeginning: Bool {
        standing.hasNothing && standing.asker.isKnown && standing.holder?.given ?? 0 == 0
    }

    /// The device certainly lacks the row that ends this, and has it only when it has all.
    var isEndingNew: Bool {
        switch ending {
        case .link(let id): repeatedLink == nil && !links.mayBeThere(id)
        case .folder(let id): lacking.contains(RowName(kind: .folders, id: id))
        case .panel(let id): lacking.contains(RowName(kind: .panels, id: id))
        case .panelFolder, .tag, .none: false
        }
    }

    /// Which row is the last that an app applies, of those that it applies one after the other.
    var ending: Ending {
        if let last = repeatedLink ?? links.last { return .link(last) }
        if let last = panelFolders.last { return .panelFolder(last.id) }
        if let last = panels.last { return .panel(last.id) }
        if let last = tags.last { return .tag(last.id) }
        return folders.last.map { .folder($0.folder.id.number) } ?? .none
    }

    enum Ending: Sendable, Equatable {
        case link(Int64), panelFolder(Int64), panel(Int64), tag(Int64), folder(Int64), none
    }
}

/// The links of a pull.
enum LinkChoice: Sendable {
    /// Every link, in the order of their stamps. The count is exact only while it is small.
    case all(countAtLeast: Int, last: Int64?, mayBeThere: Bool)
    /// These, in this order.
    case some([Int64], maybeThere: Set<Int64>)

    var count: Int {
        switch self {
        case .all(let count, _, _): count
        case .some(let ids, _): ids.count
        }
    }

    /// Those that are chosen one by one.
    var named: [Int64] {
        switch self {
        case .all: []
        case .some(let ids, _): ids
        }
    }

    var last: Int64? {
        switch self {
        case .all(_, let last, _): last
        case .some(let ids, _): ids.last
        }
    }

    /// Whether a device may have it already.
    func mayBeThere(_ id: Int64) -> Bool {
        switch self {
        case .all(_, _, let mayBeThere): mayBeThere
        case .some(_, let maybeThere): maybeThere.contains(id)
        }
    }
}

/// A row by its table and id.
struct RowName: Sendable, Hashable {
    let kind: EditableTable
    let id: Int64
}

/// A folder's place in a panel.
struct PanelFolderRecord: Sendable {
    let id: Int64
    let folder: FolderID
    let name: String
    let position: Int64
    let panel: Int64
}
