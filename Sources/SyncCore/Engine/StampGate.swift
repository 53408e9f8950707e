/// Gives each committed write its stamp: whole seconds, strictly growing, so that the order of stamps is the order of
/// commits whatever the clock does (PROTOCOL F1, T1).
public struct StampGate: Sendable {
    public private(set) var last: Int64

    /// - Parameter last: the largest stamp that the library holds.
    public init(last: Int64) { self.last = last }

    /// Stamps follow the clock at this distance, so that not every small burst runs ahead of it.
    static let slackSeconds: Int64 = 8

    /// Others may have given stamps.
    mutating func advance(to stamp: Int64) { last = max(last, stamp) }

    /// What the last stamp would be at most if none ran ahead of the clock. Between a stamp and this lie no fewer seconds
    /// than their difference says; between two stamps of a burst hardly any.
    func clock(nowSeconds: Int64) -> Int64 { Self.clock(last, nowSeconds: nowSeconds) }

    static func clock(_ stamp: Int64, nowSeconds: Int64) -> Int64 { min(nowSeconds - slackSeconds, stamp) }

    /// - Parameter nowSeconds: epoch seconds. A burst of writes runs ahead of it.
    public mutating func next(nowSeconds: Int64) -> Int64 {
        last = max(nowSeconds - Self.slackSeconds, last + 1)
        return last
    }
}
