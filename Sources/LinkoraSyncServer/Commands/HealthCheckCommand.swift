internal import Observing
internal import SyncModel
internal import Transport

/// Asks the running server whether it answers, for containers and monitors: at each of its ports, as an app does.
///
/// Its exit code is 0 or 1 and nothing else: Docker keeps the others for itself.
struct HealthCheckCommand {
    let loader: SettingsLoader

    private static let secondsMax = 5

    func run() -> Int32 {
        do throws(CommandFailure) {
            StandardStreams.say(try report(loader.loadForLibrary()))
            return ExitCode.success
        } catch {
            StandardStreams.complain(error.sentence + "\n")
            return ExitCode.unhealthy
        }
    }

    private func report(_ settings: Settings) throws(CommandFailure) -> String {
        let ports = Self.ports(settings)
        // The system chose a port that no setting tells.
        if ports.contains(where: { $0.port == 0 }) { return try askByItsOwnSocket(settings) }
        let host = Self.host(settings)
        for (port, isSecure) in ports { try ask(host, port, isSecure, settings) }
        return "The server answers on \(ports.map { "port \($0.port)" }.joined(separator: " and ")).\n"
    }

    static func ports(_ settings: Settings) -> [(port: UInt16, isSecure: Bool)] {
        [(settings.httpPort, false)] + (settings.https.isEnabled ? [(settings.httpsPort, true)] : [])
    }

    /// Where a server with these settings can be reached from this machine.
    static func host(_ settings: Settings) -> String {
        let wish = settings.hostAddress
        let lookedUp = if case .name(let name) = wish { NameLookup.addresses(of: name) } else { [String]() }
        let plan = ListenPlan.decide(wish, lookedUp: lookedUp, among: InterfaceAddress.all())
        return plan.host ?? "127.0.0.1"
    }

    private func ask(
        _ host: String, _ port: UInt16, _ isSecure: Bool, _ settings: Settings
    ) throws(CommandFailure) {
        let client = LoopbackClient(host: host, port: port, isSecure: isSecure, secondsMax: Self.secondsMax)
        let answer: [UInt8]
        do throws(TransportError) { answer = try client.answer(to: Self.request(settings)) } catch {
            throw Self.unhealthy(error.reason)
        }
        try Self.judge(ControlClient.read(answer), "on port \(port)")
    }

    /// What an app sends to try its token.
    static func request(_ settings: Settings) -> [UInt8] {
        let target = "\(settings.proxies.basePath)/\(OperationName.testBearer.rawValue)"
        let head = """
            GET \(target) HTTP/1.0\r
            Host: localhost\r
            Authorization: Bearer \(settings.authToken.reveal())\r
            \r

            """
        return Array(head.utf8)
    }

    private func askByItsOwnSocket(_ settings: Settings) throws(CommandFailure) -> String {
        let path = settings.database.controlSocketPath
        try Self.judge(ControlClient.get(ControlClient.aliveTarget, socketPath: path), "behind \(path)")
        return "The server answers behind \(path).\n"
    }

    static func judge(_ outcome: ControlClient.Outcome, _ place: String) throws(CommandFailure) {
        switch outcome {
        case .answered(200, _): return
        case .answered(401, _):
            throw unhealthy("The server \(place) refuses the token of these settings: it runs with others.")
        case .answered(let status, _): throw unhealthy("The server \(place) answers with status \(status).")
        case .nobody: throw unhealthy("No server answers \(place).")
        case .broken(let reason): throw unhealthy("The server \(place) can't be asked: \(reason).")
        }
    }

    private static func unhealthy(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence: sentence, exitCode: ExitCode.unhealthy)
    }
}
