/// What the last stamp was when. Numbers run ahead of the clock, so they do not say themselves how long ago one was given.
///
/// A value without a clock.
struct StampTimes: Sendable {
    private var marks: [(atMilliseconds: Int64, stamp: Int64)] = []

    private static let spacingMilliseconds: Int64 = 1_000
    /// Nobody asks for more than this ago.
    private static let memoryMilliseconds: Int64 = 1_000 * RowHistory.answeringSeconds

    mutating func note(_ latest: Int64, nowMilliseconds now: Int64) {
        if let last = marks.last {
            guard latest > last.stamp, now >= last.atMilliseconds + Self.spacingMilliseconds else { return }
        }
        marks.append((now, latest))
        guard let old = marks.lastIndex(where: { $0.atMilliseconds <= now - Self.memoryMilliseconds }) else { return }
        marks.removeFirst(old)
    }

    /// - Returns: a stamp that was given so long ago as an answer is on its way at most; `nil` where none is known.
    func longAgo(nowMilliseconds now: Int64) -> Int64? {
        marks.last { $0.atMilliseconds <= now - Self.memoryMilliseconds }?.stamp
    }
}
