import AppModels

/// What came of one history.
public struct Verdict: Sendable {
    public let seed: UInt64
    public let violations: [Violation]
    /// What happened on a real network without a fault that explains it.
    public let unexplained: [String]
    public let excuses: [Excuse: Int]
    public let faults: [Fault: Int]
    public let rowsSent: Int
    public let rowsNeeded: Int
    public let isHealthy: Bool
    public let deedsCount: Int
    /// What happened, line by line; empty unless it was asked for.
    public let script: [String]
    let struck: [FaultPlace]

    /// Nothing is broken, and nothing else was wrong.
    public var isSound: Bool { violations.isEmpty && unexplained.isEmpty }

    /// The guarantees that were broken.
    public var broken: Set<Guarantee> { Set(violations.map(\.guarantee)) }

    init(of world: World) {
        seed = world.history.seed
        isHealthy = world.history.dials.isHealthy
        deedsCount = world.history.deeds.count
        let server = world.server.library()
        var findings = ServerCheck(server: server, ledger: world.ledger).findings
        for device in world.devices where device.isConfigured {
            findings += DeviceCheck(device, server: server, ledger: world.ledger).findings
            findings += ProblemCheck(device, world.ledger).findings
        }
        var violations: Set<Violation> = Set(world.ledger.violations)
        var excuses: [Excuse: Int] = [:]
        for finding in findings {
            switch finding {
            case .violation(let violation): violations.insert(violation)
            case .excused(let excuse): excuses[excuse, default: 0] += 1
            case .follows: break
            }
        }
        self.violations = violations.sorted { ($0.guarantee.rawValue, $0.what) < ($1.guarantee.rawValue, $1.what) }
        unexplained = world.unexplained
        self.excuses = excuses
        struck = world.faults.struck
        faults = Dictionary(world.faults.struck.map { ($0.fault, 1) }, uniquingKeysWith: +)
            .merging(world.troubles) { _, counted in counted }
        rowsSent = world.ledger.rowsSent
        rowsNeeded = world.ledger.rowsNeeded
        script = world.script.lines
    }
}
