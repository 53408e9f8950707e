/// What a run of many histories fixes beforehand.
public struct HistoryOptions: Sendable {
    public var policy = Policy.ours
    /// `nil`: drawn.
    public var tokens: TokenKind?
    /// Only this fault happens.
    public var only: Fault?
    /// No fault happens.
    public var isHealthy = false
    /// The bug that is planted beside the server.
    public var plant: Plant?
    /// Drawn for the real process and real time.
    public var isOverTheWire = false

    /// How long faults and users go on, before a real process makes it shorter.
    public var lengthMilliseconds: ClosedRange<Int64> = 60_000...420_000

    public init() {}
}
