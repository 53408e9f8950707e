import AppModels

/// Nothing that an app receives makes it throw (G3). What stops its own queue is no server's doing (PROTOCOL F35).
struct ProblemCheck {
    let device: Device
    let isCopiedProfile: Bool
    /// Tags that it deleted in requests that arrived late or never, or that nobody could write down.
    let tagsDeletedUnheard: Set<Int64>
    /// Tags that it deleted, alone or with everything else, of which no frame left later than that was heard.
    let tagsDeletedLast: Set<Int64>
    /// The same while a list that tells of them was on its way, or being applied.
    let tagsDeletedWithinLists: Set<Int64>

    /// Tags that have another's number there.
    let tagsRenamed: Set<Int64>
    /// Tags that are one there and two here.
    let tagsTwofold: Set<Int64>

    init(_ device: Device, _ ledger: Ledger) {
        self.device = device
        tagsRenamed = Set(
            ledger.renamedByAnswers.filter { $0.device == device.index && $0.row.kind == .tag }.map(\.row.id))
        tagsTwofold = Set(ledger.twofoldRows(of: device.index).filter { $0.kind == .tag }.map(\.id))
        isCopiedProfile = ledger.history.isCopiedProfile(device.plan)
        let wiped = ledger.tagsWiped(by: device.index)
        let sendings = ledger.sendings.values.filter { $0.device == device.index }
        tagsDeletedUnheard = Set(
            sendings.filter { $0.isLate || $0.isRefusedByStorage }.flatMap { $0.tagsDeleted(wiping: wiped) })
        tagsDeletedLast = Set(
            sendings.flatMap { sending in
                sending.tagsDeleted(wiping: wiped).filter { tag in
                    device.tagsToldMilliseconds[tag].map { $0 <= sending.heardMilliseconds } ?? false
                }
            })
        tagsDeletedWithinLists = Set(
            sendings.flatMap { sending in
                sending.tagsDeleted(wiping: wiped).filter { tag in
                    device.tagsListedMilliseconds[tag]?.contains(where: sending.mayCross) ?? false
                }
            })
    }

    private func excuse(lacking tag: Int64, _ problem: String) -> Excuse? {
        if tagsDeletedUnheard.contains(tag) { return .deletionUnheard }
        if tagsRenamed.contains(tag) { return .localIdAgain }
        if tagsTwofold.contains(tag) { return .editedBeforeSynced }
        let isCrossed =
            problem.hasPrefix("socket") && tagsDeletedLast.contains(tag)
            || problem.hasPrefix("tombstones") && tagsDeletedWithinLists.contains(tag)
        return isCrossed ? .toldBeforeDeleted : nil
    }

    var findings: [Finding] {
        device.app.problems.map { problem in
            if Self.isOfOwnQueue(problem) { return .excused(.stuckInQueue) }
            // A list that brings a tag in order to delete it; it comes once more.
            if problem.hasSuffix(App.whereRowsAreLacking) { return .excused(.lostWithinList) }
            if let tag = App.tag(lackingBy: problem), let excuse = excuse(lacking: tag, problem) {
                return .excused(excuse)
            }
            // What was told to one of them, the other threw at.
            if isCopiedProfile { return .excused(.copiedProfile) }
            return .violation(
                Violation(
                    .nothingWedges, "\(device.plan.name) (\(device.plan.generation.rawValue)) threw: \(problem)"))
        }
    }

    /// The app names its queue where that stops itself.
    static func isOfOwnQueue(_ problem: String) -> Bool { problem.contains("queue") }
}

extension Ledger.Sending {
    /// - Parameter wiped: those that its device has deleted with everything else.
    fileprivate func tagsDeleted(wiping wiped: Set<Int64>) -> Set<Int64> {
        content.wipes ? wiped : Set(content.deletions.filter { $0.kind == .tag }.map(\.id))
    }

    fileprivate var heardMilliseconds: Int64 { (arrivedMilliseconds ?? .min) + Self.committingMilliseconds }

    /// What arrives is carried out so soon.
    private static let committingMilliseconds: Int64 = 20

    /// Whether a list that left then may have come, or been applied, when this was sent and not heard yet.
    fileprivate func mayCross(listOf milliseconds: Int64) -> Bool {
        milliseconds <= heardMilliseconds && milliseconds + Self.listMilliseconds > sentMilliseconds
    }

    /// So long after a list has left it may come, or be applied still.
    private static let listMilliseconds: Int64 = 30_000

    /// It was on its way for longer than the network ever takes, or never arrived.
    fileprivate var isLate: Bool { arrivedMilliseconds.map { $0 - sentMilliseconds > 1_000 } ?? true }
}

extension Ledger {
    /// Tags that a device had when its user deleted everything.
    fileprivate func tagsWiped(by device: Int) -> Set<Int64> {
        let wipes = intents.filter { intent in
            if case .deleteEverything = intent.action { intent.device == device } else { false }
        }
        return Set(wipes.flatMap(\.difference.removed).filter { $0.row.kind == .tag }.compactMap(\.remoteId))
    }
}
