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

    public init() {}
}
