/// Makes the configuration file when there is none: with answers from a terminal, else with defaults.
struct FirstStart {
    let loader: SettingsLoader

    /// - Throws: ``CommandFailure``; nothing was made then.
    func run() throws(CommandFailure) {
        guard case .absent(let path) = loader.location else { return }
        var generator = SystemRandomNumberGenerator()
        var config = FirstConfig(drawingFrom: &generator)
        if StandardStreams.areTerminals { config = try askPerson(config) }
        do throws(FileProblem) {
            try WholeFile.create(path, config.json)
        } catch {
            throw CommandFailure(
                sentence:
                    "The configuration file \(path) \(Self.inWords(error)). Make its folder writable for this user, "
                    + "start in another folder, or name another file with --config FILE.",
                exitCode: ExitCode.cannotCreate)
        }
        StandardStreams.say("Wrote \(path); the token is in it.\n\n")
    }

    private static func inWords(_ problem: FileProblem) -> String {
        switch problem {
        case .missing: "can't be made: its folder does not exist"
        case .other(let failure): "can't be made (\(failure))"
        case .isFolder, .tooLarge, .existsAlready: problem.sentence
        }
    }

    private func askPerson(_ config: FirstConfig) throws(CommandFailure) -> FirstConfig {
        let questions = FirstQuestions(say: StandardStreams.say, hear: StandardStreams.hear)
        guard let answered = Signals.letThrough(while: { questions.ask(config) }) else {
            throw CommandFailure(
                sentence: "\nNobody answered, so nothing was written.", exitCode: ExitCode.configuration)
        }
        return answered
    }
}
