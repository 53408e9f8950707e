/// The findings as a table that is also Markdown.
struct Table {
    private static let head = ["row", "job", "ours", "beside it", "ratio", "goal", ""]
    private var lines: [[String]] = [head]
    private var remarks: [String] = []
    private(set) var hasMissed = false

    mutating func add(_ row: Row, _ findings: [Finding]) {
        for (index, finding) in findings.enumerated() {
            lines.append([
                index == 0 ? "\(row.number)" : "", index == 0 ? row.job : "", finding.ours, finding.beside,
                finding.ratio, finding.goal, finding.verdict.rawValue,
            ])
            if let remark = finding.remark { remarks.append("\(row.number): \(remark)") }
            if finding.verdict == .missed { hasMissed = true }
        }
    }

    var text: String {
        let widths = Self.head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        var rows = lines.map { line in
            "| " + zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ")
                + " |"
        }
        rows.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|", at: 1)
        return rows.joined(separator: "\n") + (remarks.isEmpty ? "" : "\n\n" + remarks.joined(separator: "\n"))
    }
}
