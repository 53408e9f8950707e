/// The server that runs on a library, as our other commands reach it: over the unix socket beside the database.
struct RunningLibrary {
    let socketPath: String

    init(_ socketPath: String) { self.socketPath = socketPath }

    /// - Returns: `nil` when no server runs: the database may be opened.
    /// - Throws: ``CommandFailure`` when one runs that can't be asked.
    func answer(to outcome: ControlClient.Outcome) throws(CommandFailure) -> (status: Int, body: [UInt8])? {
        switch outcome {
        case .answered(let status, let body): return (status, body)
        case .nobody: return nil
        case .broken(let reason): throw failure(reason)
        }
    }

    func failure(_ reason: String) -> CommandFailure {
        CommandFailure(
            sentence: "The server behind \(socketPath) can't be asked: \(reason). "
                + "Run this command as the user that the server runs as.",
            exitCode: ExitCode.unavailable)
    }
}

extension SettingsLoader {
    /// The settings of a command that works on the library of a server.
    /// - Throws: ``CommandFailure`` when there are none yet, or they are wrong.
    func loadForLibrary() throws(CommandFailure) -> Settings {
        if needsFirstConfig {
            throw CommandFailure(
                sentence: "There is no configuration file, so no server was ever started here.",
                exitCode: ExitCode.configuration)
        }
        let report = load()
        if !report.errors.isEmpty { throw CommandFailure(wrongSettings: report) }
        return report.settings
    }
}
