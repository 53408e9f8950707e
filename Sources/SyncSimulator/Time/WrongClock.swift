/// A clock that may be wrong: ahead or behind, stepping, or standing still for a while. What it shows follows from true
/// time alone.
public struct WrongClock: Sendable, Equatable {
    public struct Step: Sendable, Equatable {
        let atMilliseconds: Int64
        let byMilliseconds: Int64
    }

    /// Positive: ahead.
    var skewMilliseconds: Int64 = 0
    var steps: [Step] = []
    /// It shows the beginning of this time until the end of it.
    var standsStill: Range<Int64>?

    public var isRight: Bool { skewMilliseconds == 0 && steps.isEmpty && standsStill == nil }

    /// How far it may ever be from true time.
    public var errorMillisecondsMax: Int64 {
        var error = skewMilliseconds
        var largest = error.magnitude
        for step in steps {
            error += step.byMilliseconds
            largest = max(largest, error.magnitude)
        }
        let still = standsStill.map { UInt64($0.upperBound - $0.lowerBound) } ?? 0
        return Int64(largest + still)
    }

    func milliseconds(atTrue milliseconds: Int64) -> Int64 {
        var base = milliseconds
        if let standsStill, standsStill.contains(milliseconds) { base = standsStill.lowerBound }
        let stepped = steps.reduce(0) { $1.atMilliseconds <= base ? $0 + $1.byMilliseconds : $0 }
        return base + skewMilliseconds + stepped
    }

    func seconds(atTrue milliseconds: Int64) -> Int64 { self.milliseconds(atTrue: milliseconds) / 1_000 }
}
