/// When to try to connect again: at once at first, then more and more slowly, so that a database that is away is not
/// asked by every request, and one that is back is found soon. A value.
struct ConnectionAttempts: Sendable {
    private let limits: NetworkLimits
    private var delay: Int64 = 0
    private var nextMilliseconds: Int64 = .min
    /// Whether the last attempt failed.
    private(set) var isDown = false

    init(_ limits: NetworkLimits) { self.limits = limits }

    func mayTry(nowMilliseconds now: Int64) -> Bool { now >= nextMilliseconds }

    /// - Returns: whether this is news.
    mutating func failed(nowMilliseconds now: Int64) -> Bool {
        defer { isDown = true }
        delay = min(max(2 * delay, limits.retryMillisecondsMin), limits.retryMillisecondsMax)
        nextMilliseconds = now + delay
        return !isDown
    }

    /// - Returns: whether this is news.
    mutating func succeeded() -> Bool {
        defer { isDown = false }
        (delay, nextMilliseconds) = (0, .min)
        return isDown
    }
}
