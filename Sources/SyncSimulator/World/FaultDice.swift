/// Decides at each occasion whether a fault strikes, and remembers where one did, so that it can be held back.
struct FaultDice {
    private let seed: UInt64
    private let dials: Dials
    private let heldBack: Set<FaultPlace>
    private var throwCounts: [FaultPlace: Int] = [:]
    /// In the order in which they struck.
    private(set) var struck: [FaultPlace] = []
    var isOff = false

    init(_ history: History) {
        seed = history.seed
        dials = history.dials
        heldBack = history.heldBack
    }

    /// Each throw follows from the seed, the fault, the app and how many throws it had: throws for others do not shift it.
    mutating func strikes(_ fault: Fault, app: Int) -> Bool {
        let probability = dials[fault]
        guard probability > 0, !isOff else { return false }
        let counter = FaultPlace(fault: fault, app: app, number: 0)
        let number = (throwCounts[counter] ?? 0) + 1
        throwCounts[counter] = number
        let purpose = UInt64(number) &* 1_000_003 &+ UInt64(app + 1) &* 131 &+ UInt64(fault.number)
        var dice = Dice(seed: seed, purpose: purpose)
        guard dice.happens(probability) else { return false }
        let place = FaultPlace(fault: fault, app: app, number: number)
        guard !heldBack.contains(place) else { return false }
        struck.append(place)
        return true
    }
}

extension Fault {
    /// Its place among all.
    fileprivate var number: Int { Fault.allCases.firstIndex(of: self)! }
}
