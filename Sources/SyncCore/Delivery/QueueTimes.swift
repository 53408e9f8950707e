/// When a device may be pushing its queue: it does so as it pulls, item after item, each when the one before was answered
/// (PROTOCOL §5.3, §5.4). What comes when it has been silent for a while since then was sent as it was made. A value without a
/// clock; only devices with tokens of their own can be told apart.
struct QueueTimes: Sendable {
    private var untilMilliseconds: [Int64: Int64] = [:]

    /// Answers and requests that are late are so for less. Apps from 0.14 on wait for four minutes for an answer that is lost,
    /// but then nobody can tell.
    private static let silenceMilliseconds: Int64 = 5_000

    mutating func pulled(_ asker: Asker, nowMilliseconds now: Int64) {
        if asker.isKnown { untilMilliseconds[asker.token] = now + Self.silenceMilliseconds }
    }

    /// A write arrives.
    /// - Returns: whether it certainly comes from no queue. What a device sent before it was met is not known.
    mutating func isSentAtOnce(_ asker: Asker, nowMilliseconds now: Int64) -> Bool {
        guard asker.isKnown, let until = untilMilliseconds[asker.token] else { return false }
        if now >= until { return true }
        untilMilliseconds[asker.token] = now + Self.silenceMilliseconds
        return false
    }
}
