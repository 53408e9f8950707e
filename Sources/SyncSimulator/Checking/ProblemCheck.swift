import AppModels

/// Nothing that an app receives makes it throw (G3). What stops its own queue is no server's doing (PROTOCOL F35).
struct ProblemCheck {
    let device: Device
    let isCopiedProfile: Bool

    init(_ device: Device, _ ledger: Ledger) {
        self.device = device
        isCopiedProfile = ledger.history.isCopiedProfile(device.plan)
    }

    var findings: [Finding] {
        device.app.problems.map { problem in
            if Self.isOfOwnQueue(problem) { return .excused(.stuckInQueue) }
            // A list that brings a tag in order to delete it; it comes once more.
            if problem.hasSuffix(App.whereRowsAreLacking) { return .excused(.lostWithinList) }
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
