internal import Observing

/// Runs the server until somebody asks it to stop.
struct ServeCommand {
    let loader: SettingsLoader
    let composition: Composition

    private static let stopSecondsMax = 10

    func run() -> Int32 {
        do {
            if loader.needsFirstConfig { try FirstStart(loader: loader).run() }
            try serve(loader.load())
            return ExitCode.success
        } catch let failure as CommandFailure {
            StandardStreams.complain(failure.sentence + "\n")
            return failure.exitCode
        } catch {
            StandardStreams.complain("The server could not start: \(error)\n")
            return ExitCode.unavailable
        }
    }

    private func serve(_ report: SettingsReport) throws {
        if !report.errors.isEmpty { throw CommandFailure(wrongSettings: report) }
        let settings = report.settings
        let logger = Logger(StandardErrorSink(settings.logFormat), level: settings.logLevel)
        for warning in report.warnings { logger.warning(warning) }
        let tokens = Self.makeTokenSource(loader, report, logger)
        let certificates = settings.https.isEnabled ? loader.certificateKeeper(settings, mayMake: true, logger) : nil
        let server = try composition.startServer(settings, tokens, certificates, logger)
        let watch = certificates.map {
            CertificateWatch($0, configPath: report.configFilePath, on: server, logger: logger)
        }
        certificates?.begin()
        let listening: Listening
        do {
            listening = try Listening(server, at: settings.hostAddress, settings.ports, logger: logger)
        } catch {
            server.stop(withinSeconds: 0, isHurried: { true })
            throw error
        }
        if let descriptor = tokens.descriptor { server.watch(descriptor) { tokens.refreshIfChanged() } }
        withExtendedLifetime(watch) { runUntilStopped(server, listening, certificates, report, logger) }
    }

    private func runUntilStopped(
        _ server: any RunningServer, _ listening: Listening, _ certificates: CertificateKeeper?,
        _ report: SettingsReport, _ logger: Logger
    ) {
        let notify = NotifySocket(address: loader.environment["NOTIFY_SOCKET"])
        StandardStreams.say(banner(server, listening, report).text)
        logger.notice("ready", listening.boundTexts + libraryFacts(server, report.settings))
        notify.tell("READY=1")
        waitForStop(notify, certificates, report.settings, logger)
        notify.tell("STOPPING=1")
        logger.notice("stopping")
        server.stop(withinSeconds: Self.stopSecondsMax, isHurried: { Signals.isStopPending })
        logger.notice("stopped")
    }

    private func waitForStop(
        _ notify: NotifySocket, _ certificates: CertificateKeeper?, _ settings: Settings, _ logger: Logger
    ) {
        let path = settings.database.controlSocketPath
        let watchdog = Watchdog(environment: loader.environment, notify: notify, logger: logger) {
            ControlClient.isAlive(socketPath: path)
        }
        Signals.waitForStop(
            reload: { certificates?.reload(isForced: true) },
            everyMilliseconds: watchdog?.intervalMilliseconds, tick: { watchdog?.beat() })
    }

    static func makeTokenSource(
        _ loader: SettingsLoader, _ report: SettingsReport, _ logger: Logger
    ) -> TokenSource {
        TokenSource(report.settings.authToken, files: report.tokenFiles, logger: logger) {
            let report = loader.load()
            if report.errors.isEmpty { return .success(report.settings.authToken) }
            return .failure(CommandFailure(wrongSettings: report))
        }
    }

    private func banner(_ server: any RunningServer, _ listening: Listening, _ report: SettingsReport) -> Banner {
        Banner(
            databasePath: report.settings.database.shown, library: server.library, plan: listening.plan,
            ports: listening.ports, tokenOrigin: report.origin(of: Setting.authToken),
            certificatePath: report.settings.https.isEnabled
                ? loader.certificateFiles(report.settings).importableDERPath : nil)
    }

    /// Also in the log: who reads only the journal must see that a library is new, and where it is.
    private func libraryFacts(_ server: any RunningServer, _ settings: Settings) -> [(String, String)] {
        let facts = [("database", settings.database.shown)]
        switch server.library {
        case .newAndEmpty: return facts + [("library", "new, empty")]
        case .opened(let links, let folders):
            return facts + [("library", "opened, \(links) links, \(folders) folders")]
        }
    }
}

extension SettingsLoader {
    /// What keeps the certificates of a server with these settings.
    func certificateKeeper(_ settings: Settings, mayMake: Bool, _ logger: Logger) -> CertificateKeeper {
        CertificateKeeper(
            settings, .init(settings: load, files: certificateFiles), mayMake: mayMake, logger: logger)
    }
}

extension Settings {
    fileprivate var ports: Listening.Ports { .init(http: httpPort, https: https.isEnabled ? httpsPort : nil) }
}
