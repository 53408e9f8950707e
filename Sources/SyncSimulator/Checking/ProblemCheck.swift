import AppModels

/// Nothing that an app receives makes it throw (G3). What stops its own queue is no server's doing (PROTOCOL F35).
struct ProblemCheck {
    let device: Device
    let isCopiedProfile: Bool
    /// Tags that it deleted in requests that arrived late or never.
    let tagsDeletedUnheard: Set<Int64>
    /// Tags that it deleted, of which no frame left later than that was heard.
    let tagsDeletedLast: Set<Int64>

    init(_ device: Device, _ ledger: Ledger) {
        self.device = device
        isCopiedProfile = ledger.history.isCopiedProfile(device.plan)
        let sendings = ledger.sendings.values.filter { $0.device == device.index }
        tagsDeletedUnheard = Set(sendings.filter(\.isLate).flatMap(\.tagsDeleted))
        tagsDeletedLast = Set(
            sendings.flatMap { sending in
                let heard = (sending.arrivedMilliseconds ?? .min) + Self.committingMilliseconds
                return sending.tagsDeleted.filter { device.tagsToldMilliseconds[$0].map { $0 <= heard } ?? false }
            })
    }

    /// What arrives is carried out so soon.
    private static let committingMilliseconds: Int64 = 20

    var findings: [Finding] {
        device.app.problems.map { problem in
            if Self.isOfOwnQueue(problem) { return .excused(.stuckInQueue) }
            // A list that brings a tag in order to delete it; it comes once more.
            if problem.hasSuffix(App.whereRowsAreLacking) { return .excused(.lostWithinList) }
            if let tag = App.tag(lackingBy: problem), tagsDeletedUnheard.contains(tag) {
                return .excused(.deletionUnheard)
            }
            if let tag = App.tag(lackingBy: problem), problem.hasPrefix("socket"), tagsDeletedLast.contains(tag) {
                return .excused(.toldBeforeDeleted)
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
    fileprivate var tagsDeleted: [Int64] { content.deletions.filter { $0.kind == .tag }.map(\.id) }

    /// It was on its way for longer than the network ever takes, or never arrived.
    fileprivate var isLate: Bool { arrivedMilliseconds.map { $0 - sentMilliseconds > 1_000 } ?? true }
}
