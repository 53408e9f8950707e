/// What a row found.
struct Finding {
    enum Verdict: String {
        case met
        case missed
        /// Nothing to judge by: a tool is missing, or the row only informs.
        case open = "–"
    }

    var ours: String
    var beside = "–"
    var ratio = "–"
    var goal: String
    var verdict: Verdict
    /// What a reader must know to read the figures.
    var remark: String?

    static func missingTool(_ tool: String, goal: String) -> Finding {
        Finding(ours: "not measured: \(tool) is missing", goal: goal, verdict: .open)
    }
}

extension Finding.Verdict {
    init(_ isMet: Bool) { self = isMet ? .met : .missed }
}
