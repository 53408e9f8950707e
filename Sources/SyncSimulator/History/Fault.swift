/// What can go wrong between apps and server, each with a dial of its own.
public enum Fault: String, CaseIterable, Sendable, Hashable {
    /// The request never arrives.
    case requestLost = "request-lost"
    /// The request is carried out, its answer never arrives.
    case answerLost = "answer-lost"
    /// The request arrives twice.
    case requestDoubled = "request-doubled"
    /// The request arrives seconds later, or after the app gave up.
    case requestLate = "request-late"
    case answerLate = "answer-late"
    /// A device without network for a while.
    case offline
    /// Both ends learn of it.
    case socketCut = "socket-cut"
    /// Between two frames of a burst; the app learns of it, the server only by its pings.
    case socketCutInBurst = "socket-cut-in-burst"
    /// Nothing passes for a while, and neither end knows.
    case socketFrozen = "socket-frozen"
    /// The device takes its frames seconds late.
    case slowReader = "slow-reader"
    /// The app is killed between two local steps.
    case appKilled = "app-killed"
    /// The server's process is killed between two steps of its storage.
    case serverKilled = "server-killed"
    case storageFails = "storage-fails"
    case storageFull = "storage-full"
    case appClockSkewed = "app-clock-skewed"
    case appClockStands = "app-clock-stands"
    case appClockSteps = "app-clock-steps"
    case serverClockSteps = "server-clock-steps"
    /// Two installations made from one copied profile.
    case sharedCorrelation = "shared-correlation"
}

/// How likely each fault is, from 0 to 1, at each occasion that it has.
public struct Dials: Sendable, Equatable {
    private var probabilities: [Fault: Double] = [:]

    public static let healthy = Dials()

    public subscript(fault: Fault) -> Double {
        get { probabilities[fault] ?? 0 }
        set { probabilities[fault] = newValue == 0 ? nil : newValue }
    }

    public var isHealthy: Bool { probabilities.isEmpty }

    /// Those that are not at zero.
    public var turnedUp: [(Fault, Double)] {
        Fault.allCases.compactMap { fault in probabilities[fault].map { (fault, $0) } }
    }

    /// One in five histories is healthy; of the others most dials are at zero, some mild, some harsh.
    static func draw(_ dice: inout Dice, _ options: HistoryOptions) -> Dials {
        var dials = Dials()
        // Over the wire no history is healthy unless it is to be: each has its kill.
        let isHealthy = dice.happens(0.2) && !options.isOverTheWire || options.isHealthy
        for fault in Fault.allCases {
            let drawn = dice.pick(weighted: [(0.0, 60), (fault.mild, 25), (fault.harsh, 15)])
            if let only = options.only {
                dials[fault] = fault == only ? (drawn == 0 ? fault.harsh : drawn) : 0
            } else {
                dials[fault] = isHealthy ? 0 : drawn
            }
            if options.isOverTheWire {
                dials[fault] = fault.overTheWire(dials[fault], killsAlways: !isHealthy && options.only == nil)
            }
        }
        return dials
    }
}

extension Fault {
    /// Whether it can be done to a real process.
    private var isPossibleOverTheWire: Bool {
        switch self {
        case .storageFails, .storageFull, .serverClockSteps: false
        default: true
        }
    }

    /// - Parameter killsAlways: what is only tried on a real process is done in each history.
    fileprivate func overTheWire(_ probability: Double, killsAlways: Bool) -> Double {
        if !isPossibleOverTheWire { return 0 }
        return self == .serverKilled && killsAlways ? 1 : probability
    }

    /// A value of the dial for a day with trouble.
    fileprivate var mild: Double {
        switch self {
        case .requestLost, .answerLost, .requestDoubled, .requestLate, .answerLate: 0.05
        case .socketCutInBurst: 0.02
        case .socketCut, .socketFrozen, .slowReader: 0.1
        case .appKilled: 0.01
        case .serverKilled, .storageFails, .storageFull, .serverClockSteps: 0.3
        case .offline, .appClockSkewed, .appClockStands, .appClockSteps, .sharedCorrelation: 0.25
        }
    }

    /// A value of the dial for a day on which hardly anything works.
    fileprivate var harsh: Double {
        switch self {
        case .requestLost, .answerLost, .requestDoubled, .requestLate, .answerLate: 0.25
        case .socketCutInBurst: 0.1
        case .socketCut, .socketFrozen, .slowReader: 0.4
        case .appKilled: 0.05
        case .serverKilled, .storageFails, .storageFull, .serverClockSteps: 1
        case .offline, .appClockSkewed, .appClockStands, .appClockSteps, .sharedCorrelation: 0.6
        }
    }
}
