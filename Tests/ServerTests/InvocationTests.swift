import Testing

@testable import LinkoraSyncServer

@Suite("The command line")
struct InvocationTests {
    @Test(
        arguments: [
            ([], .run(.serve, flags: [:])), (["serve"], .run(.serve, flags: [:])),
            (["check"], .run(.check, flags: [:])),
            (["--config", "c.json"], .run(.serve, flags: ["config": "c.json"])),
            (["status", "--config=c=d.json"], .run(.status, flags: ["config": "c=d.json"])),
            (["--server-port", "-1"], .run(.serve, flags: ["server-port": "-1"])),
            (["--server-port=1", "--server-port=2"], .run(.serve, flags: ["server-port": "2"])),
            (["--database-password="], .run(.serve, flags: ["database-password": ""])),
            (["--server-auth-token-file", "t"], .run(.serve, flags: ["server-auth-token-file": "t"])),
            (["check", "--help"], .help), (["-h"], .help), (["help"], .help), (["--version"], .version),
            (["version"], .version),
        ] as [([String], Invocation)])
    func whatIsUnderstood(arguments: [String], invocation: Invocation) throws {
        #expect(try Invocation.read(arguments) == invocation)
    }

    @Test(arguments: [
        (
            ["foo"],
            "There is no command \"foo\"; there are serve, check, status, healthcheck, token, certificate, migrate. Try --help."
        ),
        (["--colour", "red"], "There is no flag \"--colour\". Try --help."),
        (["serve", "now"], "\"now\" is not expected here; flags begin with two dashes. Try --help."),
        (["--config"], "--config needs a value. Try --help."),
        (["-p"], "\"-p\" is not expected here; flags begin with two dashes. Try --help."),
    ])
    func whatIsNot(arguments: [String], sentence: String) {
        #expect(throws: CommandFailure(sentence: sentence, exitCode: 64)) { try Invocation.read(arguments) }
    }

    @Test func helpNamesEveryCommandAndFlag() {
        let help = HelpText.text
        for command in Command.allCases { #expect(help.contains("  \(command.rawValue) ")) }
        for setting in Setting.all { #expect(help.contains("  --\(setting.flag) ")) }
    }
}

@Suite("The banner")
struct BannerTests {
    private static func banner(_ plan: ListenPlan, library: LibrarySummary = .newAndEmpty) -> Banner {
        Banner(
            databasePath: "/srv/l.db", library: library, plan: plan, ports: .init(http: 8, https: 9),
            tokenOrigin: .file(path: "/srv/linkoraConfig.json"), certificatePath: "/srv/linkoraServerCert.cer")
    }

    @Test func everyAddressThatWorksIsNamed() {
        let everywhere = ListenPlan(host: nil, reachable: ["192.0.2.9", "192.0.2.8"], warning: nil)
        #expect(
            Self.banner(everywhere).urls == [
                "https://192.0.2.9:9/", "https://192.0.2.8:9/", "https://localhost:9/", "http://192.0.2.9:8/",
                "http://192.0.2.8:8/", "http://localhost:8/",
            ])
        let alone = ListenPlan(host: "fd00::2", reachable: ["fd00::2"], warning: nil)
        #expect(Self.banner(alone).urls == ["https://[fd00::2]:9/", "http://[fd00::2]:8/"])
    }

    @Test func itSaysWhereThingsAreAndWhatIsInThem() {
        let plan = ListenPlan(host: nil, reachable: [], warning: nil)
        let new = Self.banner(plan).text
        #expect(new.contains("/srv/l.db (new, empty)") && new.contains("serverAuthToken in /srv/linkoraConfig.json"))
        #expect(new.contains("/srv/linkoraServerCert.cer") && new.contains("ca.cer"))
        let opened = Self.banner(plan, library: .opened(links: 5, folders: 2)).text
        #expect(opened.contains("/srv/l.db (opened, 5 links, 2 folders)"))
    }
}
