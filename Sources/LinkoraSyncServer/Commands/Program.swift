/// The program as a function: arguments and environment in, exit code out.
struct Program {
    let arguments: [String]
    let environment: [String: String]
    let workingDirectory: String
    let binaryDirectory: String?
    let composition: Composition

    func run() -> Int32 {
        do throws(CommandFailure) {
            switch try Invocation.read(arguments) {
            case .help: StandardStreams.say(HelpText.text)
            case .version: StandardStreams.say(ServerVersion.report)
            case .run(let command, let flags): return run(command, loader(flags))
            case .token(let request, let flags):
                return TokenCommandLine(loader: loader(flags), composition: composition).run(request)
            case .certificate(let request, let flags):
                return CertificateCommandLine(loader: loader(flags)).run(request)
            case .migrate(let request):
                return MigrateCommand(request, workingDirectory: workingDirectory, composition: composition).run()
            }
            return ExitCode.success
        } catch {
            StandardStreams.complain(error.sentence + "\n")
            return error.exitCode
        }
    }

    private func loader(_ flags: [String: String]) -> SettingsLoader {
        SettingsLoader(
            flags: flags, environment: environment, workingDirectory: workingDirectory, binaryDirectory: binaryDirectory
        )
    }

    private func run(_ command: Command, _ loader: SettingsLoader) -> Int32 {
        switch command {
        case .serve: ServeCommand(loader: loader, composition: composition).run()
        case .check: CheckCommand(loader: loader).run()
        case .status: StatusCommand(loader: loader, composition: composition).run()
        case .healthcheck: HealthCheckCommand(loader: loader).run()
        }
    }
}
