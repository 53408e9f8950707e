internal import JSONText

/// Asks the running server how it is, over the unix socket beside its database; looks itself when none runs.
struct StatusCommand {
    let loader: SettingsLoader
    let composition: Composition

    func run() -> Int32 {
        CommandOutcome.exitCode { () throws(CommandFailure) in try report() }
    }

    private func report() throws(CommandFailure) -> String {
        let settings = try loader.loadForLibrary()
        let socketPath = settings.database.controlSocketPath
        switch try RunningLibrary(socketPath).answer(to: ControlClient.get("/control/status", socketPath: socketPath)) {
        case .some((200, let body)): return "A server runs.\n" + Self.lines(body)
        case .some((let status, _)): throw RunningLibrary(socketPath).failure("it answered with status \(status)")
        case .none: return "No server runs on \(settings.database.shown).\n" + Self.lines(try look(settings))
        }
    }

    private func look(_ settings: Settings) throws(CommandFailure) -> [UInt8] {
        do {
            return try composition.statusWithoutServer(settings)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(sentence: "The database can't be read: \(error).", exitCode: ExitCode.inputOutput)
        }
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
