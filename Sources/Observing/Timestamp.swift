/// A moment as log lines and lists show it: `2026-11-25T01:02:03Z`.
///
/// Computed here because the C library's `gmtime` would bring pointers and time zones into a place that needs neither.
public struct Timestamp: Sendable, CustomStringConvertible {
    let secondsSince1970: Int64

    public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

    public var description: String {
        let (days, second) = secondsSince1970.floorDivided(by: 86_400)
        let (year, month, day) = Self.civil(days: days)
        let date = "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))"
        let clock = [second / 3_600, second / 60 % 60, second % 60].map(Self.twoDigits)
        return "\(date)T\(clock.joined(separator: ":"))Z"
    }

    /// The date of a day counted from 1970-01-01, by counting from 0000-03-01, so that leap days end a year.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).floorDivided(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int64 {
    /// Quotient towards minus infinity, and what remains, never negative.
    fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
