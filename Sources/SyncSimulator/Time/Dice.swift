/// SplitMix64: small, quick, and the same everywhere, so that a seed says all.
public struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// Dice of their own for one purpose, so that throws for one thing do not shift those for another.
    public init(seed: UInt64, purpose: UInt64) {
        var mixing = Dice(seed: seed ^ (purpose &* 0xD6E8_FEB8_6659_FD93))
        state = mixing.next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Between 0 and 1, without 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func happens(_ probability: Double) -> Bool {
        probability > 0 && fraction() < probability
    }

    mutating func between(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next(upperBound: UInt64(range.upperBound - range.lowerBound) + 1))
    }

    mutating func between(_ range: ClosedRange<Int>) -> Int {
        Int(between(Int64(range.lowerBound)...Int64(range.upperBound)))
    }

    /// One of a list that is not empty.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[between(0...elements.count - 1)] }

    /// One of a list of choices, each with its weight.
    mutating func pick<Element>(weighted choices: [(Element, Int)]) -> Element {
        var left = between(0...choices.reduce(0) { $0 + $1.1 } - 1)
        for (element, weight) in choices {
            if left < weight { return element }
            left -= weight
        }
        return choices[choices.count - 1].0
    }
}
