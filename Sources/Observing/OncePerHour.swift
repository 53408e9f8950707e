/// Lets a message through once per key and hour: one line about a proxy that is set up wrongly, not one per try.
///
/// A value: its owner keeps it in a `Mutex` and says what time it is. Bounded: when too many keys are known, the one
/// heard of longest ago is forgotten, so a flood of peers can make lines come early but never take memory.
public struct OncePerHour: Sendable {
    public static let secondsBetween: Int64 = 3_600

    private let keysMax: Int
    private var lastSeconds: [String: Int64] = [:]

    /// - Parameter keysMax: how many keys are remembered, at least one.
    public init(keysMax: Int = 1_024) { self.keysMax = max(1, keysMax) }

    /// Whether a message about this key is due now; if so, the next one is due an hour later.
    /// - Parameter nowSeconds: seconds of any clock that does not go back.
    public mutating func allows(_ key: String, nowSeconds: Int64) -> Bool {
        if let last = lastSeconds[key], nowSeconds - last < Self.secondsBetween { return false }
        if lastSeconds[key] == nil, lastSeconds.count >= keysMax { forgetOldest() }
        lastSeconds[key] = nowSeconds
        return true
    }

    private mutating func forgetOldest() {
        guard let oldest = lastSeconds.min(by: { $0.value < $1.value }) else { return }
        lastSeconds[oldest.key] = nil
    }
}
