import SyncSimulator
import Synchronization

/// Threads that play histories, each the next seed that nobody has, until so many are played.
final class Workers: Sendable {
    private struct State {
        var nextSeed: UInt64
        var tally = Tally()
        var unfit: String?
    }

    typealias Play = @Sendable (History) throws -> Verdict

    private let lastSeed: UInt64
    private let seeds: [UInt64]?
    private let options: HistoryOptions
    private let play: Play
    private let state: Mutex<State>
    private let runningCount: Atomic<Int>

    /// - Parameter count: `nil`: without end.
    init(from seed: UInt64, count: Int?, _ options: HistoryOptions, _ play: @escaping Play) {
        self.options = options
        seeds = nil
        self.play = play
        lastSeed = count.map { seed + UInt64($0) - 1 } ?? .max
        state = Mutex(State(nextSeed: seed))
        runningCount = Atomic(0)
    }

    /// These and no others.
    init(_ seeds: [UInt64], _ options: HistoryOptions, _ play: @escaping Play) {
        self.options = options
        self.seeds = seeds
        self.play = play
        lastSeed = UInt64(seeds.count) - 1
        state = Mutex(State(nextSeed: 0))
        runningCount = Atomic(0)
    }

    var tally: Tally { state.withLock { $0.tally } }
    /// Why it can't go on, if it can't.
    var unfit: String? { state.withLock { $0.unfit } }
    var areDone: Bool { runningCount.load(ordering: .acquiring) == 0 }

    func start(_ count: Int) {
        for _ in 0..<count {
            runningCount.add(1, ordering: .acquiringAndReleasing)
            startThread { self.work() }
        }
    }

    private func work() {
        defer { runningCount.subtract(1, ordering: .acquiringAndReleasing) }
        while let seed = takeSeed() {
            do {
                let verdict = try play(History(seed: seed, options))
                state.withLock { $0.tally.add(verdict) }
            } catch {
                state.withLock { $0.unfit = "history \(seed) can't be played: \(error)" }
                return
            }
        }
    }

    private func takeSeed() -> UInt64? {
        state.withLock { state in
            guard state.nextSeed <= lastSeed, state.unfit == nil else { return nil }
            defer { state.nextSeed += 1 }
            return seeds.map { $0[Int(state.nextSeed)] } ?? state.nextSeed
        }
    }
}
