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
        return "\(tally.histories) histories, \(rate)/s, \(faults) faults, \(tally.failed.count) failed,"
            + " \(tally.violationsBy.values.reduce(0, +)) violations"
            + (broken.isEmpty ? "" : " (\(broken.joined(separator: ", ")))")
            + (tally.unexplained.isEmpty ? "" : ", \(tally.unexplained.count) WITH TROUBLE THAT NO FAULT EXPLAINS")
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
        if !tally.unexplained.isEmpty {
            let seeds = tally.unexplained.sorted().prefix(20).map { "\($0)" }.joined(separator: " ")
            lines.append("  trouble that no fault explains in \(tally.unexplained.count) histories: --seed \(seeds)")
        }
        for (fault, count) in Fault.allCases.compactMap({ fault in tally.faults[fault].map { (fault, $0) } }) {
            lines.append("  fault \(fault.rawValue): \(count) in \(tally.historiesWith[fault] ?? 0) histories")
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
        for what in verdict.unexplained { lines.append("  unexplained: \(what)") }
        for (excuse, count) in verdict.excuses.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("  excused: \(excuse.rawValue), \(count) times")
        }
        if verdict.isSound { lines.append("  nothing is broken") }
        return lines.joined(separator: "\n")
    }

    /// One line for one planted bug.
    public static func text(of finding: PlantHunt.Finding) -> String {
        let name = padded(finding.plant.name, 30)
        guard let seed = finding.seed else {
            return "\(name) NOT FOUND in \(finding.historiesCount) histories: \(finding.plant.what)"
        }
        let broken = Guarantee.allCases.filter(finding.broken.contains).map(\.rawValue).joined(separator: ", ")
        return "\(name) found after \(padded("\(finding.historiesCount)", 5)) (seed \(seed)) by \(broken)"
    }

    /// What a hunt for all of them came to.
    public static func text(of findings: [PlantHunt.Finding]) -> String {
        let counts = findings.filter(\.isFound).map(\.historiesCount).sorted()
        let median = counts.isEmpty ? "" : ", median \(counts[counts.count / 2]) histories"
        return "\(counts.count) of \(findings.count) planted bugs found\(median)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}

extension History {
    /// In one line: who, with what faults.
    var summary: String {
        let who = apps.map { app in
            let isClone = apps.filter { $0.correlationId == app.correlationId }.count > 1
            return "\(app.name) \(app.generation.rawValue)" + (app.hasOwnToken ? " own token" : "")
                + (isClone ? " \(app.correlationId)" : "") + (app.clock.isRight ? "" : " wrong clock")
        }
        let dials = dials.turnedUp.map { "\($0.0.rawValue) \($0.1)" }
        return who.joined(separator: ", ") + "; \(deeds.count) deeds; "
            + (dials.isEmpty ? "healthy" : dials.joined(separator: ", "))
            + (storage == .sqlite ? "; on SQLite" : "")
    }
}
