/// Sums over many histories.
public struct Tally: Sendable {
    public private(set) var histories = 0
    public private(set) var failed: [UInt64] = []
    public private(set) var failedBy: [Guarantee: Int] = [:]
    public private(set) var violationsBy: [Guarantee: Int] = [:]
    public private(set) var excuses: [Excuse: Int] = [:]
    public private(set) var faults: [Fault: Int] = [:]
    /// In how many histories each struck.
    public private(set) var historiesWith: [Fault: Int] = [:]
    /// Histories in which something happened that no fault explains.
    public private(set) var unexplained: [UInt64] = []
    public private(set) var healthy = Rows()
    public private(set) var troubled = Rows()

    /// Rows in pulls (G8).
    public struct Rows: Sendable {
        public var sent = 0
        public var needed = 0

        public var ratio: Double { needed == 0 ? 1 : Double(sent) / Double(needed) }
    }

    public init() {}

    public mutating func add(_ verdict: Verdict) {
        histories += 1
        if !verdict.isSound { failed.append(verdict.seed) }
        for guarantee in verdict.broken { failedBy[guarantee, default: 0] += 1 }
        for violation in verdict.violations { violationsBy[violation.guarantee, default: 0] += 1 }
        excuses.merge(verdict.excuses, uniquingKeysWith: +)
        faults.merge(verdict.faults, uniquingKeysWith: +)
        for (fault, count) in verdict.faults where count > 0 { historiesWith[fault, default: 0] += 1 }
        if !verdict.unexplained.isEmpty { unexplained.append(verdict.seed) }
        if verdict.isHealthy {
            healthy.sent += verdict.rowsSent
            healthy.needed += verdict.rowsNeeded
        } else {
            troubled.sent += verdict.rowsSent
            troubled.needed += verdict.rowsNeeded
        }
    }

    public mutating func add(_ other: Tally) {
        histories += other.histories
        failed += other.failed
        failedBy.merge(other.failedBy, uniquingKeysWith: +)
        violationsBy.merge(other.violationsBy, uniquingKeysWith: +)
        excuses.merge(other.excuses, uniquingKeysWith: +)
        faults.merge(other.faults, uniquingKeysWith: +)
        historiesWith.merge(other.historiesWith, uniquingKeysWith: +)
        unexplained += other.unexplained
        healthy.sent += other.healthy.sent
        healthy.needed += other.healthy.needed
        troubled.sent += other.troubled.sent
        troubled.needed += other.troubled.needed
    }
}
