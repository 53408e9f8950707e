internal import Glibc
internal import JSONText
internal import Observing
internal import SyncCore
internal import SyncModel
internal import Transport

/// `token add`, `list` and `revoke`: asks the running server, or works on the database itself when none runs.
///
/// A new token is drawn here and shown here; server and database get its digest.
struct TokenCommandLine {
    let loader: SettingsLoader
    let composition: Composition

    func run(_ request: TokenRequest) -> Int32 {
        CommandOutcome.exitCode { () throws(CommandFailure) in try carryOut(request) }
    }

    private func carryOut(_ request: TokenRequest) throws(CommandFailure) -> String {
        let settings = try loader.loadForLibrary()
        switch request {
        case .list: return TokenTable(try tokens(.list, settings)).text
        case .revoke(let name):
            _ = try tokens(.revoke(name: name), settings)
            return "The token \(name.quoted) is revoked: its device is let in no more.\n"
        case .add(let name, let scope, let term):
            var generator = SystemRandomNumberGenerator()
            let secret = RandomText.urlSafe(bytes: 32, from: &generator)
            guard let digest = TokenDigest(bytes: SHA256Digest.of(Array(secret.reveal().utf8))) else {
                throw CommandFailure(sentence: "The token can't be hashed.", exitCode: ExitCode.unavailable)
            }
            let expires = term.end(nowSeconds: Int64(time(nil)))
            let new = NewToken(name: name, scope: scope, expires: expires, digest: digest)
            return Self.text(of: secret, try tokens(.add(new), settings))
        }
    }

    /// The token stands alone on the last line, for scripts.
    private static func text(of secret: Secret, _ added: [DeviceToken]) -> String {
        let facts = added.first.map { " (scope \($0.scope), expires \($0.expires.map(TokenTable.moment) ?? "never"))" }
        return """
            Made a token\(facts ?? ""). Enter it in the settings of its one device, in place of the shared one.
            It is kept nowhere and is not shown again:
            \(secret.reveal())

            """
    }

    // MARK: Reaching the tokens

    private func tokens(_ command: TokenCommand, _ settings: Settings) throws(CommandFailure) -> [DeviceToken] {
        let running = RunningLibrary(settings.database.controlSocketPath)
        let outcome = ControlClient.post("/control/tokens", TokenOrder(command).json, socketPath: running.socketPath)
        guard let answer = try running.answer(to: outcome) else {
            return try composition.tokensWithoutServer(settings, command)
        }
        return try Self.read(answer, running)
    }

    private static func read(
        _ answer: (status: Int, body: [UInt8]), _ running: RunningLibrary
    ) throws(CommandFailure) -> [DeviceToken] {
        let sentence = String(decoding: answer.body, as: UTF8.self)
        switch answer.status {
        case 200:
            guard let listing = try? TokenListing(json: JSONReader.read(answer.body)) else {
                throw running.failure("its answer is not understood")
            }
            return listing.tokens
        case 404:
            throw CommandFailure(
                sentence: "The server that runs is of a version without named tokens: restart it.",
                exitCode: ExitCode.unavailable)
        case 409: throw CommandFailure(sentence: sentence, exitCode: ExitCode.refused)
        case 500, 503, 507: throw CommandFailure(sentence: sentence, exitCode: ExitCode.inputOutput)
        default: throw running.failure("it answered with status \(answer.status)")
        }
    }
}

extension TokenOrder {
    fileprivate var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}
