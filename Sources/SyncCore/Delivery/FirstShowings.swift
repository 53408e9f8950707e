/// When devices showed a number for the first time. An app asks for everything while it has nothing, so a request for
/// everything that comes a moment after its device has shown that it has something was overtaken: the device is what it was,
/// and not set up anew. A value without a clock; only devices with tokens of their own can be told apart.
struct FirstShowings: Sendable {
    private var atMilliseconds: [Int64: Int64] = [:]

    /// No request is later than this. Nobody sets a device up twice in that time, other than one that keeps what it has.
    private static let latenessMilliseconds: Int64 = 35_000

    /// A pull arrives.
    /// - Returns: whether it asks for everything and was sent before its device had something.
    mutating func isOvertaken(_ pull: Pull, nowMilliseconds now: Int64) -> Bool {
        guard pull.asker.isKnown else { return false }
        let first = atMilliseconds[pull.asker.token]
        guard pull.watermark <= 0 else {
            if first == nil { atMilliseconds[pull.asker.token] = now }
            return false
        }
        if let first, now - first < Self.latenessMilliseconds { return true }
        atMilliseconds[pull.asker.token] = nil
        return false
    }
}
