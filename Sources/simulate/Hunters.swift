import SyncSimulator
import Synchronization

/// Threads that look for planted bugs, each for the next that nobody looks for.
final class Hunters: Sendable {
    private struct State {
        var left: ArraySlice<Plant>
        var runningCount = 0
        var news: [PlantHunt.Finding] = []
        var findings: [PlantHunt.Finding] = []
        var unfit: String?
    }

    private let hunt: PlantHunt
    private let state: Mutex<State>

    init(_ hunt: PlantHunt, _ plants: [Plant]) {
        self.hunt = hunt
        state = Mutex(State(left: plants[...]))
    }

    var areDone: Bool { state.withLock { $0.runningCount == 0 } }
    var findings: [PlantHunt.Finding] { state.withLock { $0.findings } }
    /// Why it can't go on, if it can't.
    var unfit: String? { state.withLock { $0.unfit } }

    /// What was found out since the last call.
    func takeNews() -> [PlantHunt.Finding] {
        state.withLock { state in
            defer { state.news = [] }
            return state.news
        }
    }

    func start(_ count: Int) {
        state.withLock { $0.runningCount += count }
        for _ in 0..<count { startThread { self.work() } }
    }

    private func work() {
        while let plant = state.withLock({ $0.unfit == nil ? $0.left.popFirst() : nil }) {
            do {
                let finding = try hunt.hunt(plant)
                state.withLock { state in
                    state.findings.append(finding)
                    state.news.append(finding)
                }
            } catch {
                state.withLock { $0.unfit = "a history can't be played: \(error)" }
            }
        }
        state.withLock { $0.runningCount -= 1 }
    }
}
