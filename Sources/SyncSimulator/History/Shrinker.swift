/// Shortens a history that fails as long as it still breaks one of the same promises: first whole apps go, then runs of
/// deeds, then faults.
public struct Shrinker {
    private let original: History
    private let broken: Set<Guarantee>
    private let words: String

    /// - Parameters:
    ///   - guarantee: keep to this promise; `nil`: any of those that were broken.
    ///   - words: keep to violations that say this.
    public init(_ history: History, _ verdict: Verdict, guarantee: Guarantee? = nil, words: String = "") {
        original = history
        broken = guarantee.map { [$0] } ?? verdict.broken
        self.words = words
    }

    /// - Parameter tell: how far it is.
    public func shrunk(tell: (String) -> Void) throws -> History {
        var history = original
        var size = Int.max
        while history.size < size {
            size = history.size
            tell("shrinking: \(history.apps.count) apps, \(history.deeds.count) deeds")
            try dropApps(&history)
            try dropDeeds(&history)
            try dropDials(&history)
            try holdBackFaults(&history)
        }
        return history
    }

    private func stillFails(_ history: History) throws -> Bool {
        try Simulation.play(history).violations.contains { violation in
            broken.contains(violation.guarantee) && (words.isEmpty || violation.what.firstRange(of: words) != nil)
        }
    }

    private func accept(_ candidate: History, _ history: inout History) throws -> Bool {
        guard try stillFails(candidate) else { return false }
        history = candidate
        return true
    }

    /// An app without deeds does nothing; indices stay.
    private func dropApps(_ history: inout History) throws {
        for app in history.apps.indices {
            var candidate = history
            candidate.deeds.removeAll { $0.app == app }
            if candidate.deeds.count < history.deeds.count { _ = try accept(candidate, &history) }
        }
    }

    private func dropDeeds(_ history: inout History) throws {
        var length = max(1, history.deeds.count / 2)
        while true {
            var start = 0
            while start < history.deeds.count {
                var candidate = history
                candidate.deeds.removeSubrange(start..<min(start + length, history.deeds.count))
                if try !accept(candidate, &history) { start += length }
            }
            if length == 1 { return }
            length = max(1, length / 2)
        }
    }

    private func dropDials(_ history: inout History) throws {
        for (fault, _) in history.dials.turnedUp {
            var candidate = history
            candidate.dials[fault] = 0
            _ = try accept(candidate, &history)
        }
    }

    private func holdBackFaults(_ history: inout History) throws {
        for place in try Simulation.play(history).struck {
            var candidate = history
            candidate.heldBack.insert(place)
            _ = try accept(candidate, &history)
        }
    }
}

extension History {
    /// What there is to shrink.
    fileprivate var size: Int { deeds.count * 100 + dials.turnedUp.count - heldBack.count }
}
