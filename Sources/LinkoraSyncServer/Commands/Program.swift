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
            case .version: StandardStreams.say("linkora-sync-server \(ServerVersion.text)\n")
            case .run(let command, let flags): return run(command, flags)
            }
            return ExitCode.success
        } catch {
            StandardStreams.complain(error.sentence + "\n")
            return error.exitCode
        }
    }

    private func run(_ command: Command, _ flags: [String: String]) -> Int32 {
        let loader = SettingsLoader(
            flags: flags, environment: environment, workingDirectory: workingDirectory, binaryDirectory: binaryDirectory
        )
        return switch command {
        case .serve: ServeCommand(loader: loader, composition: composition).run()
        case .check: CheckCommand(loader: loader).run()
        case .status: StatusCommand(loader: loader, composition: composition).run()
        }
    }
}
