import Testing

@testable import LinkoraSyncServer

@Suite("The table of settings")
struct SettingTests {
    @Test func theOriginalsNamesFollowFromTheKeys() {
        #expect(
            Setting.original.map { $0.key } == [
                "databaseUrl", "databaseUser", "databasePassword", "hostAddress", "serverPort", "httpsPort",
                "serverAuthToken", "keyStorePassword",
            ])
        #expect(
            Setting.original.map { $0.environmentName } == [
                "LINKORA_DATABASE_URL", "LINKORA_DATABASE_USER", "LINKORA_DATABASE_PASSWORD", "LINKORA_HOST_ADDRESS",
                "LINKORA_SERVER_PORT", "LINKORA_HTTPS_PORT", "LINKORA_SERVER_AUTH_TOKEN", "LINKORA_KEY_STORE_PASSWORD",
            ])
        #expect(Setting.authToken.flag == "server-auth-token")
        #expect(Setting.authToken.environmentNameOfFile == "LINKORA_SERVER_AUTH_TOKEN_FILE")
    }

    @Test func everyDefaultIsAcceptedByItsOwnSetting() {
        for setting in Setting.all where !setting.defaultText.isEmpty {
            var settings = Settings()
            #expect(setting.accept(setting.defaultText, &settings) == .taken, "\(setting.key)")
        }
    }

    @Test func noNameIsUsedTwiceAndEachHasItsSentence() {
        let flags = Setting.all.flatMap { [$0.flag, $0.flagOfFile].compactMap { $0 } }
        #expect(Set(flags).count == flags.count)
        #expect(Setting.all.allSatisfy { $0.meaning.hasSuffix(".") && $0.meaning.utf8.count <= 100 })
    }

    @Test func theDocumentationListsEachOfThem() throws {
        let page = try String(decoding: WholeFile.read(Repository.path("docs/configuration.md")).get(), as: UTF8.self)
        for setting in Setting.all {
            let shownDefault = setting.defaultText.isEmpty ? "" : "`\(setting.defaultText)`"
            let row = "| `\(setting.key)` | \(shownDefault) | \(setting.meaning) |"
            #expect(page.contains(row), "docs/configuration.md lacks: \(row)")
        }
    }
}

@Suite("Values of settings")
struct SettingValueTests {
    @Test(arguments: [
        ("sqlite:linkora", "linkora"), ("jdbc:sqlite:/a/b.db", "/a/b.db"), ("SQLITE:x", "x"), (" sqlite:x ", "x"),
        ("sqlite:file:x", "x"), ("sqlite:///srv/x", "///srv/x"), ("sqlite:a b", "a b"),
    ])
    func databasesThatAreFiles(url: String, path: String) {
        #expect(DatabaseURL.read(url) == .url(.sqlite(path: path), warning: nil))
    }

    @Test func parametersAreLeftOutAndNamed() {
        guard case .url(.sqlite("x"), let warning?) = DatabaseURL.read("jdbc:sqlite:x?foreign_keys=on") else {
            Issue.record("not read")
            return
        }
        #expect(warning.contains("parameters"))
    }

    @Test(arguments: [
        "", "linkora.db", "sqlite:", "sqlite::memory:", "sqlite:/a/", "sqlite:~/a", "http://x", "sqlite:a\0b",
    ])
    func databasesThatAreNone(url: String) {
        guard case .wrong(let problem) = DatabaseURL.read(url) else {
            Issue.record("accepted")
            return
        }
        #expect(!problem.isEmpty)
    }

    @Test(
        arguments: [
            ("", .everywhere), ("0.0.0.0", .everywhere), ("::", .everywhere), ("[::]", .everywhere),
            ("localhost", .address("127.0.0.1")), ("LOCALHOST", .address("127.0.0.1")),
            ("app.localhost", .address("127.0.0.1")), ("192.0.2.77", .address("192.0.2.77")),
            ("fd00:0:0:0:0:0:0:2", .address("fd00::2")), ("nas.fritz.box", .name("nas.fritz.box")),
            ("my_nas", .name("my_nas")),
        ] as [(String, HostAddress)])
    func hosts(text: String, host: HostAddress) {
        #expect(HostAddress.read(text) == host)
    }

    @Test(arguments: ["192.168.1", "300.1.2.3", "192.168.0.9:80", "http://nas", "a b", "nas/"])
    func hostsThatAreNone(text: String) {
        #expect(HostAddress.read(text) == nil)
    }

    @Test func quotedValuesCannotMoveATerminal() {
        #expect("a\u{1B}[2Jb\u{9B}".quoted == "\"a\\u{1b}[2Jb\\u{9b}\"")
        #expect(String(repeating: "x", count: 200).quoted == "\"\(String(repeating: "x", count: 80))…\"")
    }
}
