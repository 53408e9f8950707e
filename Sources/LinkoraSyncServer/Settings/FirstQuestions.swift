internal import Observing

/// Asks a person at a terminal what the original asks at its first start: database, user, password, token. Enter takes
/// the default, and an answer that can't be right is asked for again.
struct FirstQuestions {
    /// Shows a text.
    let say: (String) -> Void
    /// Waits for a line, without its end; `nil` when there is nobody any more.
    let hear: () -> String?

    /// - Returns: the defaults with the answers in them; `nil` when nobody answered.
    func ask(_ defaults: FirstConfig) -> FirstConfig? {
        var config = defaults
        say("No configuration was found. Four questions; Enter takes what stands in brackets.\n")
        guard let url = ask("Database URL", default: config.databaseURL, Setting.databaseURL),
            let user = hearLine("Database user, if the database has users [none]: "),
            let password = hearLine("Database password [none]: "),
            let token = ask("Token that the apps must send", default: nil, Setting.authToken)
        else { return nil }
        config.databaseURL = url
        config.databaseUser = user
        config.databasePassword = Secret(password)
        if !token.isEmpty { config.authToken = Secret(token) }
        return config
    }

    /// - Parameter default: `nil` when one is made, which Enter (an empty answer) asks for.
    private func ask(_ question: String, default defaultAnswer: String?, _ setting: Setting) -> String? {
        while let answer = hearLine("\(question) [\(defaultAnswer ?? "a new random one")]: ") {
            let answer = answer.withoutBlanksAround
            if answer.isEmpty { return defaultAnswer ?? "" }
            var unused = Settings()
            guard case .wrong(let problem) = setting.accept(answer, &unused) else { return answer }
            say("This \(problem).\n")
        }
        return nil
    }

    private func hearLine(_ question: String) -> String? {
        say(question)
        return hear()
    }
}
