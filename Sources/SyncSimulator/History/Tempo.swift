/// How fast a history goes.
enum Tempo: Sendable {
    case virtual
    /// In real time waits are shorter: the server's own are not (PROTOCOL §5; hundreds of milliseconds), so they bound how
    /// much.
    case wire

    /// What is longer than is kept is divided by this; so is the time that trouble lasts.
    var divisor: Int64 { self == .virtual ? 1 : 16 }
    /// A pause between two deeds is not shorter than this, unless it was.
    var keptMilliseconds: Int64 { self == .virtual ? .max : 300 }

    /// How long an app waits for an answer (PROTOCOL §1.8).
    func patienceMilliseconds(isOld: Bool) -> Int64 {
        switch self {
        case .virtual: isOld ? 15_000 : 240_000
        case .wire: isOld ? 3_000 : 6_000
        }
    }

    /// The pause before a dead server is started again, at most.
    var restartMilliseconds: ClosedRange<Int64> { self == .virtual ? 200...5_000 : 20...600 }

    // MARK: The calm

    var settlingMilliseconds: Int64 { self == .virtual ? 5_000 : 1_500 }
    /// Apps are started one after the other within this time.
    var startMilliseconds: Int64 { self == .virtual ? 3_000 : 400 }
    /// How long apps listen after a start: beyond the time for which events are held.
    var listenMilliseconds: Int64 { self == .virtual ? 63_000 : 4_500 }
    /// And on until nothing came for so long.
    var quietMilliseconds: Int64 { self == .virtual ? 0 : 2_500 }
    /// Between two rounds all apps are closed for so long that the server expects no answer to be on its way any more:
    /// its time is not shorter in real time, and until then it keeps back what an answer may still name.
    var restMilliseconds: Int64 { self == .virtual ? 0 : 31_000 }
    var patienceMilliseconds: Int64 { self == .virtual ? 600_000 : 40_000 }
    var welcomeMilliseconds: Int64 { self == .virtual ? 30_000 : 2_500 }
}
