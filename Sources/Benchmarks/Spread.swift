/// What a figure was over several rounds.
struct Spread {
    let median: Double
    let low: Double
    let high: Double

    /// - Parameter values: at least one.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        low = sorted.first ?? .nan
        high = sorted.last ?? .nan
        let middle = sorted.count / 2
        median =
            sorted.isEmpty ? .nan : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The ratios of pairs that were measured in the same round.
    static func ratios(_ ours: [Double], _ beside: [Double]) -> Spread {
        Spread(zip(ours, beside).map { $0 / $1 })
    }

    /// `1.05 (0.98–1.11)`
    func text(digits: Int) -> String {
        "\(decimal(median, digits)) (\(decimal(low, digits))–\(decimal(high, digits)))"
    }

    /// In thousands: `71.2k (70.0k–72.9k)`
    var thousands: String {
        "\(decimal(median / 1_000, 1))k (\(decimal(low / 1_000, 1))–\(decimal(high / 1_000, 1)))"
    }
}

/// A number with so many digits behind the point.
func decimal(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "?" }
    var factor = 1.0
    for _ in 0..<digits { factor *= 10 }
    let scaled = Int64((value * factor).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let sign = scaled < 0 ? "-" : ""
    let fraction = "\(scaled.magnitude % UInt64(factor))"
    return
        "\(sign)\(scaled.magnitude / UInt64(factor)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

/// The value below which this part of them lies; they need not be sorted.
func percentile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
}
