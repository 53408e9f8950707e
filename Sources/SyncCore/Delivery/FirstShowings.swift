/// When devices showed a number for the first time. An app asks for everything while it has nothing, so a request for
/// everything that comes a moment after its device has shown that it has something was overtaken: the device is what it was,
/// and not set up anew. A value without a clock; only devices with tokens of their own can be told apart.
struct FirstShowings: Sendable {
    enum Overtaking: Sendable {
        case none
        /// If the device has shown no other number than its first: it may have done so before this began.
        case ofFirstNumber
        case certain
    }

    private let beganMilliseconds: Int64?
    private var atMilliseconds: [Int64: Int64] = [:]

    /// No request is later than this. Nobody sets a device up twice in that time, other than one that keeps what it has.
    private static let latenessMilliseconds: Int64 = 35_000

    init(beganMilliseconds: Int64? = nil) { self.beganMilliseconds = beganMilliseconds }

    /// A pull arrives.
    /// - Returns: whether it asks for everything and was sent before its device had something.
    mutating func overtaking(_ pull: Pull, nowMilliseconds now: Int64) -> Overtaking {
        guard pull.asker.isKnown else { return .none }
        let first = atMilliseconds[pull.asker.token]
        guard pull.watermark <= 0 else {
            if first == nil { atMilliseconds[pull.asker.token] = now }
            return .none
        }
        if let first, now - first < Self.latenessMilliseconds { return .certain }
        atMilliseconds[pull.asker.token] = nil
        return beganMilliseconds.map { now - $0 < Self.latenessMilliseconds } ?? false ? .ofFirstNumber : .none
    }
}
