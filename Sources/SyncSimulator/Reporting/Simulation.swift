import SyncTesting

/// Plays histories.
public enum Simulation {
    /// - Throws: when a database can't be made; histories themselves never throw.
    public static func play(_ history: History, keepsScript: Bool = false) throws -> Verdict {
        try World(history, keepsScript: keepsScript).play()
    }

    /// After which number a simulated library numbers its rows.
    public static let idBase = World.idBase

    /// The same with the server's own rules, on storage of the caller's.
    public static func play(
        _ history: History, on storage: any Storage, keepsScript: Bool = false
    ) throws -> Verdict {
        try World(history, on: storage, keepsScript: keepsScript).play()
    }

    /// Plays a history with the real process, in real time.
    ///
    /// What happened can't be repeated exactly. Of a history that broke a promise the server's folder stays, with its
    /// database, its logs and, in `script.txt`, all that was said.
    /// - Throws: when the process can't be started.
    public static func play(_ history: History, with stage: WireStage) throws -> WireVerdict {
        let server = try ProcessServer(stage, seed: history.seed)
        var history = history
        history.move(to: server.network.nowMilliseconds)
        let verdict = World(history, server: server, keepsScript: true).play()
        guard !verdict.isSound else { return WireVerdict(verdict: verdict, folder: nil) }
        server.folder.isKept = true
        let text = Report.text(of: verdict, history) + "\n"
        try Files.write(text, to: server.folder.file("script.txt"))
        return WireVerdict(verdict: verdict, folder: server.folder.path)
    }
}

/// What came of a history with the real process.
public struct WireVerdict: Sendable {
    public let verdict: Verdict
    /// Where to look for what happened; `nil` when nothing was broken.
    public let folder: String?

    /// The promises that were broken, one a line, and where to look.
    public var text: String {
        let lines =
            verdict.violations.map { "  \($0.guarantee.rawValue): \($0.what)" }
            + verdict.unexplained.map { "  unexplained: \($0)" }
        return (["history \(verdict.seed): \(folder ?? "")"] + lines).joined(separator: "\n")
    }
}
