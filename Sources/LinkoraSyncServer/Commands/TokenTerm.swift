/// How long a token is to be good, as `--expires` says it.
enum TokenTerm: Equatable {
    case never
    /// `90d`, from now on.
    case days(Int64)
    /// `2027-01-31`: that day is the last one, in UTC. In days since 1970-01-01.
    case lastDay(Int64)

    private static let secondsADay: Int64 = 86_400
    /// More days than anybody means; the end stays a date with a year of four digits.
    private static let daysMax: Int64 = 36_500

    init?(_ text: String) {
        if text == "never" {
            self = .never
        } else if text.hasSuffix("d"), let days = Self.number(text.dropLast()), (1...Self.daysMax).contains(days) {
            self = .days(days)
        } else if let day = Self.day(text) {
            self = .lastDay(day)
        } else {
            return nil
        }
    }

    /// From which second on the token is refused; epoch seconds.
    func end(nowSeconds: Int64) -> Int64? {
        switch self {
        case .never: nil
        case .days(let days): nowSeconds + days * Self.secondsADay
        case .lastDay(let day): (day + 1) * Self.secondsADay
        }
    }

    /// Digits alone: no sign, no blanks.
    private static func number(_ text: some StringProtocol) -> Int64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(text) : nil
    }

    private static func day(_ text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let year = number(parts[0]), let month = number(parts[1]),
            let day = number(parts[2]), year >= 1970, (1...12).contains(month),
            (1...daysOfMonth(month, year)).contains(day)
        else { return nil }
        // Counted from a March on, so that leap days end a year.
        let (marchYear, marchMonth) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    }

    private static func daysOfMonth(_ month: Int64, _ year: Int64) -> Int64 {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
