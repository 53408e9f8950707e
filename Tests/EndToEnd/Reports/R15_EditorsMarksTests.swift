import Glibc
import JSONText
import SyncTesting
import Testing

/// R15: editors leave marks in configuration and secret files: a byte order mark, CR LF, a line end after a secret.
///
/// Right: what is obvious is understood; what is not is one sentence with line, column and mend, exit code 78, never a
/// silent default; the file stays as it is; a running server keeps its last good token.
@Suite struct R15_EditorsMarksTests {
    static let good = ConfigFile.text()

    @Test func aByteOrderMarkAndCRLFAreNothing() throws {
        let text = Self.good.split(separator: "\n").joined(separator: "\r\n")
        let server = try ConfigFile.server([0xEF, 0xBB, 0xBF] + Array(text.utf8))
        let before = try Files.read(server.configPath)
        try server.start()
        #expect(try server.get("/TEST_BEARER").status == 200)
        try server.stop()
        #expect(try Files.read(server.configPath) == before)
        #expect(try server.run(["check"]).succeeded)
    }

    static let broken: [(what: String, bytes: [UInt8], place: String)] = [
        ("a trailing comma", Array(ConfigFile.text(more: ",").utf8), "line 9"),
        ("a comment", Array(("// note\n" + good).utf8), "line 1"),
        ("UTF-16", [0xFF, 0xFE] + good.utf8.flatMap { [$0, 0] }, "line 1"),
        ("empty", [], "line 1"),
    ]

    @Test(arguments: broken.indices)
    func whatIsNoJSONIsASentence(index: Int) throws {
        let (what, bytes, place) = Self.broken[index]
        let server = try ConfigFile.server(bytes)
        try server.launch()
        #expect(server.process?.waitForExit(withinMilliseconds: 5_000) == .code(78), "\(what)")
        #expect(server.log.contains(server.configPath) && server.log.contains(place), "\(what): \(server.log)")
        #expect(server.log.contains("column"), "\(what): \(server.log)")
        let check = try server.run(["check"])
        #expect(check.exit == .code(78))
        #expect((check.output + check.errors).contains(place), "\(what): \(check.output)")
        #expect(try Files.read(server.configPath) == bytes)
    }

    static let odd: [(what: String, text: String)] = [
        ("serverPort", good.replacing("\"httpsPort\": 0", with: "\"httpsPort\": 0,\n    \"serverPort\": 0")),
        ("serverPort", good.replacing("\"serverPort\": 0", with: "\"serverPort\": \"0\"")),
        ("SERVERAUTHTOKEN", good.replacing("serverAuthToken", with: "SERVERAUTHTOKEN")),
    ]

    /// A key twice, a number as text, a key in another case: the obvious meaning, named by `check`.
    @Test(arguments: odd.indices)
    func theObviousMeaningIsTakenAndNamed(index: Int) throws {
        let (key, text) = Self.odd[index]
        let server = try ConfigFile.server(Array(text.utf8))
        let check = try server.run(["check"])
        #expect(check.succeeded, "\(check.output)")
        #expect(
            check.output.split(separator: "\n").contains { $0.contains("warning") && $0.contains(key) },
            "\(check.output)")
        try server.start()
        #expect(try server.get("/TEST_BEARER").status == 200)
        try server.stop()
    }

    // MARK: Secret files

    func serverWithSecret(_ make: (String) throws -> Void, wrapper: [String] = []) throws -> ServerProcess {
        let server = try ServerProcess(ServerProcess.settings(environment: [:]))
        let secret = server.folder.file("token")
        try make(secret)
        server.settings.wrapper = wrapper
        server.settings.environment.merge([
            "LINKORA_DATABASE_URL": "sqlite:\(server.databasePath)", "LINKORA_HOST_ADDRESS": "127.0.0.1",
            "LINKORA_SERVER_PORT": "0", "LINKORA_HTTPS_PORT": "0", "LINKORA_SERVER_AUTH_TOKEN_FILE": secret,
        ]) { $1 }
        return server
    }

    @Test(arguments: ["tok-7Q\n", "tok-7Q\r\n", "tok-7Q", " tok-7Q"])
    func oneLineEndIsDroppedAndBlanksAreWarnedOf(secret: String) throws {
        let server = try serverWithSecret { try Files.write(secret, to: $0) }
        try server.start()
        #expect(try server.get("/TEST_BEARER").status == 200)
        #expect(server.log.contains("warning") == secret.hasPrefix(" "), "\(server.log)")
        #expect(!server.log.contains("tok-7Q"))
        try server.stop()
        #expect(try Files.text(server.folder.file("token")) == secret)
    }

    @Test(arguments: ["empty", "a folder"])
    func aSecretThatIsNoneIsASentence(what: String) throws {
        let server = try serverWithSecret { path in
            if what == "empty" { try Files.write("", to: path) } else { try Files.makeFolder(path) }
        }
        try server.launch()
        #expect(server.process?.waitForExit(withinMilliseconds: 5_000) == .code(78), "\(server.log)")
        #expect(server.log.contains(server.folder.file("token")), "\(server.log)")
    }

    @Test(.enabled(if: getuid() == 0, "root reads every file: needs root to become somebody else"))
    func aSecretThatMayNotBeReadIsASentence() throws {
        let server = try serverWithSecret(
            { path in
                try Files.write("tok-7Q", to: path)
                try Files.setMode(0, of: path)
            }, wrapper: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
        try server.copyBinary()
        try server.launch()
        #expect(server.process?.waitForExit(withinMilliseconds: 5_000) == .code(78), "\(server.log)")
        #expect(server.log.contains(server.folder.file("token")), "\(server.log)")
    }

    // MARK: While it runs

    @Test func aBrokenEditKeepsTheLastGoodToken() throws {
        let server = try ConfigFile.server(Array(Self.good.utf8))
        try server.start()
        try Files.write(ConfigFile.text(token: "other", more: ","), to: server.configPath)
        MonotonicClock.sleep(milliseconds: 300)
        for _ in 0..<5 { #expect(try server.get("/TEST_BEARER").status == 200) }
        MonotonicClock.sleep(milliseconds: 300)
        let complaints = server.log.split(separator: "\n").filter { $0.contains("warning") || $0.contains("error") }
        #expect(complaints.count == 1, "\(server.log)")

        try Files.write(ConfigFile.text(token: "tok-8R"), to: server.configPath)
        #expect(try server.send(HTTPCall("GET", "/TEST_BEARER", token: "tok-8R")).status == 200)
        #expect(try server.get("/TEST_BEARER").status == 401)
        try server.stop()
    }
}
