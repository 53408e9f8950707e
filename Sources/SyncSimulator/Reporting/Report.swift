import AppModels

/// What people read.
public enum Report {
    /// One line while it runs.
    public static func progress(_ tally: Tally, seconds: Double) -> String {
        let rate = seconds > 0 ? Int(Double(tally.histories) / seconds) : 0
        let faults = tally.faults.values.reduce(0, +)
        let broken = Guarantee.allCases.compactMap { guarantee in
            tally.failedBy[guarantee].map { "\(guarantee.rawValue) \($0)" }
        }
        return "\(tally.histories) histories, \(rate)/s, \(faults) faults, \(tally.failed.count) failed"
            + (broken.isEmpty ? "" : " (\(broken.joined(separator: ", ")))")
            + ", rows sent/needed: healthy \(rounded(tally.healthy.ratio)), troubled \(rounded(tally.troubled.ratio))"
    }

    public static func text(of tally: Tally, seconds: Double) -> String {
        var lines = [progress(tally, seconds: seconds)]
        for guarantee in Guarantee.allCases {
            guard let failed = tally.failedBy[guarantee], let violations = tally.violationsBy[guarantee] else {
                continue
            }
            let share = rounded(100 * Double(failed) / Double(max(1, tally.histories)))
            lines.append("  \(guarantee.rawValue) broken in \(failed) histories (\(share) %), \(violations) times")
        }
        for (fault, count) in Fault.allCases.compactMap({ fault in tally.faults[fault].map { (fault, $0) } }) {
            lines.append("  fault \(fault.rawValue): \(count)")
        }
        for (excuse, count) in Excuse.allCases.compactMap({ excuse in tally.excuses[excuse].map { (excuse, $0) } }) {
            lines.append("  excused \(excuse.rawValue): \(count)")
        }
        if !tally.failed.isEmpty {
            let seeds = tally.failed.sorted().prefix(20).map { "\($0)" }.joined(separator: " ")
            lines.append("  failed: --seed \(seeds)" + (tally.failed.count > 20 ? " …" : ""))
        }
        return lines.joined(separator: "\n")
    }

    /// All about one history.
    public static func text(of verdict: Verdict, _ history: History) -> String {
        var lines = verdict.script
        lines.append("history \(verdict.seed): \(history.summary)")
        for violation in verdict.violations { lines.append("  \(violation.guarantee.rawValue): \(violation.what)") }
        for (excuse, count) in verdict.excuses.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("  excused: \(excuse.rawValue), \(count) times")
        }
        if verdict.isSound { lines.append("  nothing is broken") }
        return lines.joined(separator: "\n")
    }

    private static func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}

extension History {
    /// In one line: who, with what faults.
    var summary: String {
        let apps = apps.map { "\($0.name) \($0.generation.rawValue)\($0.hasOwnToken ? " own token" : "")" }
        let dials = dials.turnedUp.map { "\($0.0.rawValue) \($0.1)" }
        return apps.joined(separator: ", ") + "; \(deeds.count) deeds; "
            + (dials.isEmpty ? "healthy" : dials.joined(separator: ", "))
            + (storage == .sqlite ? "; on SQLite" : "")
    }
}
