import SyncTesting

/// One conversation, narrated.
struct Performance {
    private let conversation: Conversation
    private let stage: any Stage
    private let script = Script()

    init(_ file: String, _ arguments: Arguments) throws {
        conversation = try Conversation(path: file)
        if let port = arguments.serverPort {
            stage = RunningServerStage(
                port: port, token: arguments.token, isOnOriginalDatabase: arguments.isOnOriginalDatabase)
        } else {
            var settings = ServerProcess.Settings()
            settings.binary = arguments.binary
            let server = try arguments.databaseKind?.shared
            stage = ProcessStage(settings, on: server, fixturesFolder: conversation.fixturesFolder)
        }
    }

    /// Plays up to where a later issue's promise begins, and says so there.
    func perform() throws {
        let promise = LaterPromise.of(conversation.name)
        let lastLine = try promise.map { try $0.firstLine(in: conversation) - 1 } ?? .max
        script.title(conversation.name)
        let narrator = Narrator(script)
        try Player(conversation, on: stage, tell: narrator.tell).play(upToLine: lastLine)
        script.blank()
        if let promise {
            script.say("Here the story stops for now: what comes next asks that \(promise.reason).")
        } else {
            script.say("The end. All went as written.")
        }
        script.say("\(narrator.requestCount) requests, \(narrator.eventCount) events reached the other device.")
    }
}
