import Observing
import Testing

@testable import LinkoraSyncServer

@Suite("Reading settings")
struct SettingsReaderTests {
    private static let good = """
        {"databaseUrl": "sqlite:linkora.db", "databaseUser": "", "databasePassword": "", "hostAddress": "",
         "serverPort": 45454, "httpsPort": 54545, "serverAuthToken": "tok-7Q", "keyStorePassword": " pw "}
        """

    private static func report(
        file: String? = good, flags: [String: String] = [:], environment: [String: String] = [:],
        secrets: [String: String] = [:]
    ) throws -> SettingsReport {
        var sources = SettingsSources(flags: flags, environment: environment, workingDirectory: "/srv/a")
        if let file { sources.configFile = try ConfigFile.read(Array(file.utf8), path: "/etc/c.json").get() }
        sources.readFile = { path in secrets[path].map { .success(Array($0.utf8)) } ?? .failure(.missing) }
        return SettingsReader.read(sources)
    }

    private static let variables = [
        "LINKORA_SERVER_USE_ENV_VAL": "true", "LINKORA_DATABASE_URL": "sqlite:/data/l.db",
        "LINKORA_SERVER_AUTH_TOKEN": "tok-8R",
    ]

    @Test func anOriginalsFileWorksUnchanged() throws {
        let path = Repository.path("Tests/Fixtures/original-install/linkoraConfig.json")
        let file = try ConfigFile.read(WholeFile.read(path).get(), path: path).get()
        let report = SettingsReader.read(SettingsSources(configFile: file, workingDirectory: "/srv/a"))
        #expect(report.errors == [] && report.warnings == [])
        #expect(report.settings.database == .sqlite(path: "/srv/a/linkora"))
        #expect(report.settings.databaseUser == "user")
        #expect(report.settings.databasePassword.reveal() == "pass")
        #expect(report.settings.hostAddress == .address("127.0.0.1"))
        #expect(report.settings.httpPort == 45_454 && report.settings.httpsPort == 54_545)
        #expect(report.settings.authToken.reveal() == "my-token")
        #expect(report.settings.keyStorePassword.reveal() == "pwpwpwpw")
    }

    @Test func variablesStandInForTheFileAndNeverMixWithIt() throws {
        let report = try Self.report(environment: Self.variables)
        #expect(report.errors == [])
        #expect(report.settings.database == .sqlite(path: "/data/l.db"))
        #expect(report.settings.authToken.reveal() == "tok-8R")
        #expect(report.settings.keyStorePassword.isEmpty, "a missing keystore password is fine")
    }

    @Test func withoutTheModeVariablesAreNamedAndLeftOut() throws {
        let report = try Self.report(environment: ["LINKORA_DATABASE_URL": "sqlite:/data/l.db"])
        #expect(report.settings.database == .sqlite(path: "/srv/a/linkora.db"))
        #expect(
            report.warnings == [
                "LINKORA_DATABASE_URL set, but variables count only with LINKORA_SERVER_USE_ENV_VAL=true"
            ])
    }

    @Test func flagsStandAboveBoth() throws {
        let flags = ["server-port": "0", "server-auth-token": "tok-9S"]
        for environment in [[:], Self.variables] {
            let report = try Self.report(flags: flags, environment: environment)
            #expect(report.errors == [])
            #expect(report.settings.httpPort == 0)
            #expect(report.settings.authToken.reveal() == "tok-9S")
            #expect(report.origin(of: Setting.authToken) == .flag("server-auth-token"))
        }
    }

    @Test func everyOriginIsKnown() throws {
        let report = try Self.report(flags: ["https-port": "1"])
        let origins = Dictionary(uniqueKeysWithValues: report.entries.map { ($0.setting.key, $0.origin) })
        #expect(origins["databaseUrl"] == .file(path: "/etc/c.json"))
        #expect(origins["httpsPort"] == .flag("https-port"))
        #expect(origins["logLevel"] == .byDefault)
        #expect(origins.count == Setting.all.count)
    }

    @Test func secretsAreMaskedWhereverTheyAreShown() throws {
        let report = try Self.report(flags: ["database-password": "hush"])
        let text = CheckCommand.text(report)
        for secret in ["tok-7Q", "hush", " pw "] { #expect(!text.contains(secret)) }
        #expect(text.contains("serverAuthToken        •••"))
        #expect(!"\(report)".contains("tok-7Q"))
    }

    @Test func allThatIsWrongIsNamedAtOnce() throws {
        let report = try Self.report(
            file: """
                {"databaseUrl": "oracle:x", "hostAddress": "192.168.0.9:45454", "serverPort": 70000, "httpsPort": -1,
                 "serverAuthToken": "", "logLevel": "loud", "connectionsMax": 0, "pingSeconds": [1]}
                """)
        #expect(
            report.errors == [
                "databaseUrl in /etc/c.json begins with none of the databases known here. "
                    + "Write sqlite:PATH, for example sqlite:linkora.db, or postgresql://HOST/NAME, or mariadb://HOST/NAME",
                "hostAddress in /etc/c.json is \"192.168.0.9:45454\": write one address of this machine without a "
                    + "port, for example 192.168.0.9, or leave it out to listen on all of them",
                "serverPort in /etc/c.json is \"70000\": a port is a number from 0 to 65535. "
                    + "Write 45454, or 0 for any free port",
                "httpsPort in /etc/c.json is \"-1\": a port is a number from 0 to 65535. "
                    + "Write 54545, or 0 for any free port",
                "serverAuthToken in /etc/c.json is empty: write a long text without blanks that only your devices know",
                "logLevel in /etc/c.json is \"loud\": write one of debug, info, notice, warning, error",
                "connectionsMax in /etc/c.json is \"0\": write a whole number from 1 to 1000000",
                "pingSeconds in /etc/c.json is a list or an object: write one value",
            ])
    }

    @Test(arguments: ["45454x", "", "tcp://10.43.7.9:45454"])
    func aPortThatIsNoNumberMeansTheDefault(text: String) throws {
        var variables = Self.variables
        variables["LINKORA_SERVER_PORT"] = text
        variables["LINKORA_HTTPS_PORT"] = text
        let report = try Self.report(environment: variables)
        #expect(report.errors == [])
        #expect(report.settings.httpPort == 45_454 && report.settings.httpsPort == 54_545)
        #expect(report.warnings.count == 2)
        #expect(report.warnings[0].hasPrefix("LINKORA_SERVER_PORT is "))
        #expect(report.warnings.allSatisfy { $0.contains("enableServiceLinks: false") == text.contains("tcp:") })
    }

    @Test(arguments: ["70000", "-1", "65536", "99999999999999999999", "+70000"])
    func aPortOutOfRangeIsASlip(text: String) throws {
        var variables = Self.variables
        variables["LINKORA_SERVER_PORT"] = text
        let report = try Self.report(environment: variables)
        #expect(report.errors.count == 1 && report.errors[0].hasPrefix("LINKORA_SERVER_PORT is \"\(text)\""))
    }

    @Test func aServiceOfKubernetesNamedLikeUsBreaksNothing() throws {
        var variables = Self.variables
        variables["LINKORA_SERVER_PORT"] = "tcp://10.43.7.9:45454"
        variables["LINKORA_SERVER_SERVICE_HOST"] = "10.43.7.9"
        variables["LINKORA_SERVER_SERVICE_PORT"] = "45454"
        variables["LINKORA_SERVER_PORT_45454_TCP"] = "tcp://10.43.7.9:45454"
        variables["LINKORA_SERVER_PORT_45454_TCP_ADDR"] = "10.43.7.9"
        variables["LINKORA_SERVER_PORT_45454_TCP_PROTO"] = "tcp"
        variables["LINKORA_SERVER_PORT_45454_TCP_PORT"] = "45454"
        let report = try Self.report(environment: variables)
        #expect(report.errors == [] && report.warnings.count == 1)
    }

    @Test func unknownVariablesAreNamedTogether() throws {
        var variables = Self.variables
        variables["LINKORA_TOKEN"] = "x"
        variables["LINKORA_PORT"] = "1"
        #expect(
            try Self.report(environment: variables).warnings == [
                "unknown variables are left out: LINKORA_PORT, LINKORA_TOKEN"
            ])
    }

    @Test func whatIsMissingIsASentence() throws {
        let inFile = try Self.report(file: "{}").errors
        #expect(inFile.count == 2)
        #expect(inFile[0].hasPrefix("databaseUrl is missing in /etc/c.json: add it"))
        #expect(inFile[1].hasPrefix("serverAuthToken is missing in /etc/c.json: add it"))
        let inVariables = try Self.report(environment: ["LINKORA_SERVER_USE_ENV_VAL": "true"]).errors
        #expect(inVariables.count == 2)
        #expect(
            inVariables[1].hasPrefix("LINKORA_SERVER_AUTH_TOKEN is not set: set it or LINKORA_SERVER_AUTH_TOKEN_FILE"))
    }

    @Test(arguments: [("yes", 1, 0), ("1", 1, 0), ("TRUE", 0, 1), ("false", 0, 1), ("", 0, 1)])
    func theModeIsTrueOrFalse(text: String, errors: Int, warnings: Int) throws {
        var variables = Self.variables
        variables["LINKORA_SERVER_USE_ENV_VAL"] = text
        let report = try Self.report(environment: variables)
        #expect(report.errors.count == errors && report.warnings.count >= warnings)
    }

    // MARK: Secrets in files

    @Test(arguments: [
        ("tok-7Q\n", "tok-7Q", 0), ("tok-7Q\r\n", "tok-7Q", 0), ("tok-7Q", "tok-7Q", 0), (" tok-7Q", "tok-7Q", 1),
        ("tok-7Q\n\n", "tok-7Q", 1),
    ])
    func aTokenInAFileLosesOneLineEndAndBlanks(content: String, token: String, warnings: Int) throws {
        var variables = Self.variables
        variables["LINKORA_SERVER_AUTH_TOKEN"] = nil
        variables["LINKORA_SERVER_AUTH_TOKEN_FILE"] = "t"
        let report = try Self.report(environment: variables, secrets: ["/srv/a/t": content])
        #expect(report.errors == [] && report.warnings.count == warnings)
        #expect(report.settings.authToken.reveal() == token)
        #expect(report.tokenFiles == ["/srv/a/t"])
    }

    @Test func aPasswordInAFileKeepsItsBlanks() throws {
        let report = try Self.report(flags: ["database-password-file": "/p"], secrets: ["/p": "  a b \r\n"])
        #expect(report.errors == [] && report.warnings == [])
        #expect(report.settings.databasePassword.reveal() == "  a b ")
    }

    @Test func aSecretFileMayStandInTheConfigurationFile() throws {
        let file = """
            {"databaseUrl": "sqlite:l.db", "serverAuthToken": "", "serverAuthTokenFile": "/run/t"}
            """
        let report = try Self.report(file: file, secrets: ["/run/t": "tok-7Q"])
        #expect(report.errors == [])
        #expect(report.settings.authToken.reveal() == "tok-7Q")
        #expect(report.tokenFiles == ["/run/t", "/etc/c.json"])
    }

    @Test(arguments: [
        ("", "is empty"), ("\n", "is empty"), ("\u{0}a", "holds a line end or another control character"),
        ("a\nb", "holds a line end or another control character"),
    ])
    func aTokenThatNoAppCanSendIsASentence(content: String, problem: String) throws {
        let report = try Self.report(flags: ["server-auth-token-file": "/t"], secrets: ["/t": content])
        #expect(
            report.errors.count == 1 && report.errors[0].hasPrefix("the file /t, named by --server-auth-token-file, "))
        #expect(report.errors[0].contains(problem))
    }

    @Test func aSecretThatIsSaidTwiceIsASlip() throws {
        var variables = Self.variables
        variables["LINKORA_SERVER_AUTH_TOKEN_FILE"] = "/t"
        let report = try Self.report(environment: variables, secrets: ["/t": "x"])
        #expect(report.errors.count == 1 && report.errors[0].contains("both say the same thing"))
    }

    @Test func secretFilesThatCannotBeReadAreASentenceEach() {
        let folder = TemporaryFolder()
        let problems: [(String, String)] = [(folder.path, "is a folder"), (folder.path("none"), "does not exist")]
        for (path, problem) in problems {
            let flags = ["server-auth-token-file": path, "database-url": "sqlite:x"]
            let report = SettingsReader.read(SettingsSources(flags: flags))
            #expect(report.errors.count == 1 && report.errors[0].contains(problem))
        }
    }
}
