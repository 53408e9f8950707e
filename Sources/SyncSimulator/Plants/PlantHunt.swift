import Synchronization

/// Plays histories with a planted bug until one fails that is sound without it: as long as the server is not sound
/// everywhere, only such a history tells something of the bug.
public final class PlantHunt: Sendable {
    public struct Finding: Sendable {
        public let plant: Plant
        /// Histories that are sound without the bug and were played with it.
        public let historiesCount: Int
        /// The one that failed; `nil` when none did.
        public let seed: UInt64?
        public let violations: [Violation]

        public var isFound: Bool { seed != nil }
        public var broken: Set<Guarantee> { Set(violations.map(\.guarantee)) }
    }

    private let firstSeed: UInt64
    private let historiesMax: Int
    private let options: HistoryOptions
    /// Whether a history is sound without a bug, by seed.
    private let soundness: Mutex<[UInt64: Bool]>

    public init(from seed: UInt64, historiesMax: Int, _ options: HistoryOptions) {
        firstSeed = seed
        self.historiesMax = historiesMax
        self.options = options
        soundness = Mutex([:])
    }

    public func hunt(_ plant: Plant) throws -> Finding {
        var seed = firstSeed
        var played = 0
        while played < historiesMax {
            defer { seed += 1 }
            guard try isSound(seed) else { continue }
            played += 1
            var history = History(seed: seed, options)
            history.plant = plant
            let verdict = try Simulation.play(history)
            guard verdict.isSound else {
                return Finding(plant: plant, historiesCount: played, seed: seed, violations: verdict.violations)
            }
        }
        return Finding(plant: plant, historiesCount: played, seed: nil, violations: [])
    }

    private func isSound(_ seed: UInt64) throws -> Bool {
        if let known = soundness.withLock({ $0[seed] }) { return known }
        let isSound = try Simulation.play(History(seed: seed, options)).isSound
        soundness.withLock { $0[seed] = isSound }
        return isSound
    }
}
