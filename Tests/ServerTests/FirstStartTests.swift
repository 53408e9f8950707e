import Glibc
import JSONText
import Observing
import Testing

@testable import LinkoraSyncServer

@Suite("The first start")
struct FirstStartTests {
    private static func loader(_ folder: TemporaryFolder, flags: [String: String] = [:]) -> SettingsLoader {
        SettingsLoader(flags: flags, environment: [:], workingDirectory: folder.path, binaryDirectory: nil)
    }

    private static func config() -> FirstConfig {
        var generator = SystemRandomNumberGenerator()
        return FirstConfig(drawingFrom: &generator)
    }

    @Test func theFileHasExactlyTheOriginalsKeysAndCanBeRead() throws {
        let config = Self.config()
        guard case .object(let members) = try JSONReader.read(config.json) else {
            Issue.record("no object")
            return
        }
        #expect(members.map { $0.key } == Setting.original.map { $0.key })
        let file = try ConfigFile.read(config.json, path: "c.json").get()
        let report = SettingsReader.read(SettingsSources(configFile: file, workingDirectory: "/srv"))
        #expect(report.errors == [] && report.warnings == [])
        #expect(report.settings.database == .sqlite(path: "/srv/linkora.db"))
        #expect(report.settings.authToken.reveal() == config.authToken.reveal())
        #expect(report.settings.hostAddress == .everywhere)
    }

    @Test func tokensAreLongURLSafeAndNeverTheSame() {
        let tokens = (0..<100).map { _ in Self.config().authToken.reveal() }
        #expect(Set(tokens).count == 100)
        for token in tokens {
            #expect(token.utf8.count == 43)
            #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }

    @Test func withoutAnyFileOneIsMadeForItsOwnerOnlyAndNeverOverwritten() throws {
        let folder = TemporaryFolder()
        let path = folder.path("linkoraConfig.json")
        #expect(Self.loader(folder).needsFirstConfig)
        try WholeFile.create(path, Self.config().json)
        var facts = stat()
        #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        #expect(folder.names == ["linkoraConfig.json"])
        #expect(!Self.loader(folder).needsFirstConfig)
        #expect(Self.loader(folder).load().errors == [])
        let before = folder.read("linkoraConfig.json")
        #expect(throws: FileProblem.existsAlready) { try WholeFile.create(path, Self.config().json) }
        #expect(folder.read("linkoraConfig.json") == before && folder.names == ["linkoraConfig.json"])
    }

    @Test func flagsThatSayEnoughNeedNoFile() {
        let folder = TemporaryFolder()
        let flags = ["database-url": "sqlite:x", "server-auth-token-file": "t"]
        #expect(!Self.loader(folder, flags: flags).needsFirstConfig)
        #expect(Self.loader(folder, flags: ["database-url": "sqlite:x"]).needsFirstConfig)
    }

    @Test func variablesNeedNoFile() {
        let loader = SettingsLoader(
            flags: [:], environment: ["LINKORA_SERVER_USE_ENV_VAL": "true"], workingDirectory: "/", binaryDirectory: nil
        )
        #expect(!loader.needsFirstConfig)
    }

    @Test func aFileThatCannotBeReadIsOneSentence() {
        let folder = TemporaryFolder()
        let report = Self.loader(folder, flags: ["config": folder.path]).load()
        #expect(report.errors.count == 1 && report.errors[0].contains("is a folder"))
    }
}

@Suite("Questions at the first start")
struct FirstQuestionsTests {
    /// Plays a person; the questions are collected.
    private static func ask(_ answers: [String]) -> (config: FirstConfig?, asked: [String]) {
        var generator = SystemRandomNumberGenerator()
        let defaults = FirstConfig(drawingFrom: &generator)
        var waiting = answers[...]
        var asked: [String] = []
        let questions = FirstQuestions(say: { asked.append($0) }, hear: { waiting.popFirst() })
        return (questions.ask(defaults), asked)
    }

    @Test func enterTakesADefaultEachTime() {
        let config = Self.ask(["", "", "", ""]).config
        #expect(config?.databaseURL == "sqlite:linkora.db")
        #expect(config?.databaseUser == "" && config?.databasePassword.reveal() == "")
        #expect(config?.authToken.reveal().utf8.count == 43)
    }

    @Test func answersCount() {
        let config = Self.ask(["sqlite:/srv/l.db", "u", " p ", " tok-7Q "]).config
        #expect(config?.databaseURL == "sqlite:/srv/l.db")
        #expect(config?.databaseUser == "u" && config?.databasePassword.reveal() == " p ")
        #expect(config?.authToken.reveal() == "tok-7Q")
    }

    @Test func aWrongAnswerIsAskedAgain() {
        let (config, asked) = Self.ask(["oracle:x", "sqlite:", "sqlite:x", "", "", "a\u{7}b", "tok-7Q"])
        #expect(config?.databaseURL == "sqlite:x" && config?.authToken.reveal() == "tok-7Q")
        #expect(asked.count { $0.hasPrefix("Database URL") } == 3)
        #expect(asked.count { $0.hasPrefix("Token") } == 2)
        #expect(asked.contains { $0.hasPrefix("This begins with none of the databases") })
    }

    @Test(arguments: 0..<4)
    func whoGoesAwayLeavesNothing(after answers: Int) {
        #expect(Self.ask(Array(repeating: "", count: answers)).config == nil)
    }
}
