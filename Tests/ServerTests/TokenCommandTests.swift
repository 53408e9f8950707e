import Observing
import ServerRuntime
import SyncCore
import Testing
import Transport

@testable import LinkoraSyncServer

@Suite("The command line of tokens")
struct TokenCommandTests {
    @Test(
        arguments: [
            (["list"], .list, [:]), (["revoke", "Ann's phone"], .revoke(name: "Ann's phone"), [:]),
            (["add", "phone"], .add(name: "phone", scope: .full, term: .never), [:]),
            (["add", "--scope", "read", "tv"], .add(name: "tv", scope: .read, term: .never), [:]),
            (
                ["add", "x", "--scope=add", "--expires", "90d", "--config", "c.json"],
                .add(name: "x", scope: .add, term: .days(90)), ["config": "c.json"]
            ),
            (["--config=c.json", "list"], .list, ["config": "c.json"]),
        ] as [([String], TokenRequest, [String: String])])
    func whatIsUnderstood(words: [String], request: TokenRequest, flags: [String: String]) throws {
        #expect(try Invocation.read(["token"] + words) == .token(request, flags: flags))
    }

    @Test(arguments: [
        ([], "Say what to do with tokens: add NAME, list or revoke NAME. Try --help."),
        (["paint"], "`token` knows no \"paint\", only add NAME, list and revoke NAME. Try --help."),
        (["add"], "Name the token: `token add NAME`. Try --help."),
        (
            ["revoke", "my", "phone"],
            "One name is expected; put it in quotes when it has blanks: revoke 'my phone'. Try --help."
        ),
        (["add", ""], "A token needs a name: that of its device, say. Try --help."),
        (["add", "a", "--scope", "all"], "There is no scope \"all\"; there are full, read, add. Try --help."),
        (
            ["add", "a", "--expires", "soon"],
            "--expires \"soon\" can't be understood: write days (90d), a last day (2027-01-31) or never. Try --help."
        ),
        (["list", "phone"], "\"phone\" is not expected here: `token list` lists all. Try --help."),
        (["revoke", "a", "--scope", "full"], "--scope belongs to `token add`. Try --help."),
        (["add", "a", "--colour", "red"], "There is no flag \"--colour\". Try --help."),
        (["add", "-x"], "\"-x\" is not expected here; flags begin with two dashes. Try --help."),
    ])
    func whatIsNot(words: [String], sentence: String) {
        #expect(throws: CommandFailure(sentence: sentence, exitCode: 64)) { try Invocation.read(["token"] + words) }
    }

    /// Flags of tokens are none of the server's.
    @Test func serveKnowsNoScope() {
        #expect(throws: CommandFailure.self) { try Invocation.read(["serve", "--scope", "full"]) }
    }

    @Test(
        arguments: [
            ("never", nil), ("1d", 1_000 + 86_400), ("90d", 1_000 + 90 * 86_400), ("1970-01-01", 86_400),
            ("2000-02-29", 951_868_800), ("2024-12-31", 1_735_689_600), ("2027-01-31", 1_801_440_000),
            ("2100-03-01", 4_107_628_800),
        ] as [(String, Int64?)])
    func whenATokenEnds(text: String, end: Int64?) throws {
        #expect(try #require(TokenTerm(text)).end(nowSeconds: 1_000) == end)
    }

    /// Written in two ways that share no line: the day of an end, shown, is the day after the one that was asked for.
    @Test func everyDayOfACenturyIsItsDate() {
        for day in stride(from: Int64(0), to: 36_525, by: 1) {
            let date = String("\(Timestamp(secondsSince1970: day * 86_400))".prefix(10))
            #expect(TokenTerm(date) == .lastDay(day))
        }
    }

    @Test(arguments: [
        "", "d", "0d", "-1d", "+1d", " 1d", "1 d", "36501d", "99999999999999999999d", "1h", "2027-1-31", "2027-02-29",
        "2027-13-01", "2027-00-01", "2027-01-00", "1969-12-31", "27-01-31", "2027-01-31T00:00", "Never", "2100-02-29",
    ])
    func whatIsNoTerm(text: String) { #expect(TokenTerm(text) == nil) }

    @Test func theTableIsAlignedAndSaysNever() {
        var phone = DeviceToken()
        (phone.name, phone.scope, phone.created) = ("Ann's phone", "full", 1_800_000_000)
        var tv = DeviceToken()
        (tv.name, tv.scope, tv.created, tv.expires) = ("tv", "read", 0, 86_400)
        (tv.lastUsed, tv.lastAddress) = (60, "192.0.2.7")
        #expect(
            TokenTable([phone, tv]).text == """
                NAME         SCOPE  CREATED               EXPIRES               LAST USED             ADDRESS
                Ann's phone  full   2027-01-15T08:00:00Z  never                 never                 -
                tv           read   1970-01-01T00:00:00Z  1970-01-02T00:00:00Z  1970-01-01T00:01:00Z  192.0.2.7

                """)
        #expect(TokenTable([]).text == "There are no tokens beside the shared one.\n")
    }
}

@Suite("The shared token beside those of devices")
struct TokensSideBySideTests {
    private let folder = TemporaryFolder()

    private static func config(_ token: String) -> String {
        "{\"databaseUrl\": \"sqlite:l.db\", \"serverAuthToken\": \"\(token)\"}"
    }

    private func devices() throws -> DeviceTokens {
        let store = InMemoryStore()
        let digest = try #require(TokenDigest(bytes: SHA256Digest.of(Array("phone".utf8))))
        _ = try store.perform(
            .add(NewToken(name: "p", scope: .read, expires: nil, digest: digest)), nowSeconds: 1)
        return try DeviceTokens(
            store, bell: Bell(), clock: DeviceTokens.Clock(epochSeconds: { 2 }, uptimeSeconds: { 0 }), logger: .none)
    }

    @Test func bothAreLetInAndAnEditCountsAtTheNextRequest() throws {
        folder.write("linkoraConfig.json", Self.config("one"))
        let loader = SettingsLoader(flags: [:], environment: [:], workingDirectory: folder.path, binaryDirectory: nil)
        let source = ServeCommand.makeTokenSource(loader, loader.load(), .none)
        let devices = try devices()
        func bearer(_ token: String) -> Bearer? {
            source.identify(Array(token.utf8), from: .unknown, among: devices)
        }
        #expect(bearer("one") == .shared && bearer("two") == nil && bearer("onetwo") == nil)
        #expect(bearer("phone")?.scope == .read && bearer("phone")?.asker.isKnown == true)
        folder.write("linkoraConfig.json", Self.config("two"))
        #expect(bearer("two") == .shared && bearer("one") == nil && bearer("phone")?.scope == .read)
    }
}
