internal import JSONText

/// Asks the running server how it is, over the unix socket beside its database; looks itself when none runs.
struct StatusCommand {
    let loader: SettingsLoader
    let composition: Composition

    func run() -> Int32 {
        do {
            StandardStreams.say(try report())
            return ExitCode.success
        } catch {
            StandardStreams.complain(error.sentence + "\n")
            return error.exitCode
        }
    }

    private func report() throws(CommandFailure) -> String {
        if loader.needsFirstConfig {
            throw CommandFailure(
                sentence: "There is no configuration file, so no server was ever started here.",
                exitCode: ExitCode.configuration)
        }
        let settings = loader.load()
        if !settings.errors.isEmpty { throw CommandFailure(wrongSettings: settings) }
        let socketPath = settings.settings.database.controlSocketPath
        switch ControlClient.get("/control/status", socketPath: socketPath) {
        case .answered(200, let body): return "A server runs.\n" + Self.lines(body)
        case .answered(let status, _): throw Self.noAnswer(socketPath, "it answered with status \(status)")
        case .broken(let reason): throw Self.noAnswer(socketPath, reason)
        case .nobody: return "No server runs on \(settings.settings.database.shown).\n" + Self.lines(try look(settings))
        }
    }

    private func look(_ report: SettingsReport) throws(CommandFailure) -> [UInt8] {
        do {
            return try composition.statusWithoutServer(report.settings)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(sentence: "The database can't be read: \(error).", exitCode: ExitCode.inputOutput)
        }
    }

    private static func noAnswer(_ socketPath: String, _ reason: String) -> CommandFailure {
        CommandFailure(
            sentence: "The server behind \(socketPath) can't be asked: \(reason). "
                + "Run this command as the user that the server runs as.",
            exitCode: ExitCode.unavailable)
    }

    /// A line for each member of a JSON object.
    static func lines(_ body: [UInt8]) -> String {
        guard let value = try? JSONReader.read(body), case .object(let members) = value else {
            return String(decoding: body, as: UTF8.self) + "\n"
        }
        return members.map { "\($0.key): \(text($0.value))\n" }.joined()
    }

    private static func text(_ value: JSONValue) -> String {
        if let text = value.stringValue { return text }
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
