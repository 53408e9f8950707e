/// What happened, line by line, for people; kept only where somebody reads it.
struct Script {
    let isKept: Bool
    private let beginMilliseconds: Int64
    private(set) var lines: [String] = []

    init(isKept: Bool, beginMilliseconds: Int64) {
        self.isKept = isKept
        self.beginMilliseconds = beginMilliseconds
    }

    mutating func note(_ milliseconds: Int64, _ text: @autoclosure () -> String) {
        guard isKept else { return }
        lines.append("\(time(milliseconds)) \(text())")
    }

    /// Minutes, seconds and milliseconds since the beginning.
    private func time(_ milliseconds: Int64) -> String {
        let since = milliseconds - beginMilliseconds
        let digits = { (value: Int64, count: Int) in
            let text = "\(value)"
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(since / 60_000, 2)):\(digits(since / 1_000 % 60, 2)).\(digits(since % 1_000, 3))"
    }
}
