internal import Observing
internal import SyncHTTP

/// `certificate show`, `renew`, `export` and `import`: works on the files, and has a running server read them anew.
struct CertificateCommandLine {
    let loader: SettingsLoader

    func run(_ request: CertificateRequest) -> Int32 {
        CommandOutcome.exitCode { () throws(CommandFailure) in try carryOut(request) }
    }

    private func carryOut(_ request: CertificateRequest) throws(CommandFailure) -> String {
        let settings = try loader.loadForLibrary()
        guard settings.https.isEnabled else {
            throw CommandFailure(
                sentence: "HTTPS is switched off (httpsEnabled): what speaks it for this server has the certificate.",
                exitCode: ExitCode.refused)
        }
        switch request {
        case .show: return try show(settings)
        case .renew(let makesAuthority):
            if makesAuthority { try replaceAuthority(makeAuthority(), settings) }
            return try renew(settings)
        case .export(let path): return try export(to: path, settings)
        case .import(let path):
            try replaceAuthority(readIssuer(path.path(from: loader.workingDirectory), settings), settings)
            return try renew(settings)
        }
    }

    // MARK: Asking the server

    private func show(_ settings: Settings) throws(CommandFailure) -> String {
        let running = RunningLibrary(settings.database.controlSocketPath)
        let outcome = ControlClient.get("/control/certificates", socketPath: running.socketPath)
        return try text(running.answer(to: outcome), running) ?? look(settings)
    }

    private func renew(_ settings: Settings) throws(CommandFailure) -> String {
        let running = RunningLibrary(settings.database.controlSocketPath)
        let outcome = ControlClient.post("/control/certificates", [], socketPath: running.socketPath)
        if let text = try text(running.answer(to: outcome), running) {
            return "Issued anew, in use at once.\n\n" + text
        }
        return "No server runs; its next start issues the certificate.\n\n" + look(settings)
    }

    private func text(
        _ answer: (status: Int, body: [UInt8])?, _ running: RunningLibrary
    ) throws(CommandFailure) -> String? {
        guard let answer else { return nil }
        guard answer.status == 200 else { throw running.failure("it answered with status \(answer.status)") }
        return String(decoding: answer.body, as: UTF8.self)
    }

    /// What a server would start with.
    private func look(_ settings: Settings) -> String {
        let keeper = loader.certificateKeeper(settings, mayMake: false, .none)
        keeper.refresh()
        return keeper.facts.text
    }
}
