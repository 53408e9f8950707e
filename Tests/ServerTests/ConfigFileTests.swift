import JSONText
import Testing

@testable import LinkoraSyncServer

@Suite("The configuration file")
struct ConfigFileTests {
    private static let clean = "{\n  \"databaseUrl\": \"sqlite:l.db\",\n  \"serverPort\": 1\n}\n"

    private static func problem(_ bytes: [UInt8]) -> String? {
        if case .failure(let problem) = ConfigFile.read(bytes, path: "c.json") { problem.sentence } else { nil }
    }

    @Test func marksOfEditorsChangeNothing() throws {
        let marked = [0xEF, 0xBB, 0xBF] + Self.clean.replacing("\n", with: "\r\n").utf8
        let file = try ConfigFile.read(Array(marked), path: "c.json").get()
        #expect(file.values == (try ConfigFile.read(Array(Self.clean.utf8), path: "c.json").get().values))
        #expect(file.values["serverPort"] == .integer(1) && file.warnings == [])
    }

    @Test(arguments: [
        ("{\n  \"serverPort\": 1,\n}", "c.json, line 2, column 18: a comma stands after the last setting. Remove it."),
        ("{\n  \"a\": [1,]\n}", "c.json, line 2, column 10: a comma stands after the last setting. Remove it."),
        ("{\n  // note\n}", "c.json, line 2, column 3: JSON has no comments. Remove this one."),
        ("# note\n{}", "c.json, line 1, column 1: JSON has no comments. Remove this one."),
        ("", "c.json, line 1, column 1: the file is empty. Delete it, and the next start makes one with defaults."),
        (
            " \r\n",
            "c.json, line 1, column 1: the file is empty. Delete it, and the next start makes one with defaults."
        ),
        ("[]", "c.json, line 1, column 1: the settings must stand between { and }. Add them."),
        ("{\"a\": 1 \"b\": 2}", "c.json, line 1, column 9: a comma is missing before this. Add it."),
        ("{'a': 1}", "c.json, line 1, column 2: names and texts stand between straight double quotes (\"). Put those."),
        ("{\"a\": 1", "c.json, line 1, column 8: the text ends too early. Add the quote or the } that is missing."),
        ("{\"a\": 1}}", "c.json, line 1, column 9: something stands after the closing }. Remove it."),
    ])
    func eachSlipIsASentenceWithItsPlaceAndItsMend(text: String, sentence: String) {
        #expect(Self.problem(Array(text.utf8)) == sentence)
    }

    @Test func textOfTheWrongEncodingIsNamed() {
        let utf16 = "{}".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [[0xFF, 0xFE] + utf16, utf16] {
            #expect(Self.problem(bytes)?.contains("line 1, column 1: the text is UTF-16. Save it as UTF-8.") == true)
        }
        #expect(Self.problem(Array("{\"a\": \"".utf8) + [0xE9] + Array("\"}".utf8))?.contains("not UTF-8") == true)
    }

    @Test func oddKeysHaveTheirObviousMeaningAndAreNamed() throws {
        let text = """
            {"serverPort": 1, "serverPort": 2, "HTTPSPORT": 3, "colour": "red", "serverauthtokenfile": "/t"}
            """
        let file = try ConfigFile.read(Array(text.utf8), path: "c.json").get()
        #expect(file.values["serverPort"] == .integer(2))
        #expect(file.values["httpsPort"] == .integer(3))
        #expect(file.values["serverAuthTokenFile"] == .string("/t"))
        #expect(
            file.warnings == [
                "the key \"serverPort\" stands in c.json twice; the last one counts. Remove the other",
                "the key \"HTTPSPORT\" in c.json is taken for \"httpsPort\"; write it so",
                "the key \"colour\" in c.json is unknown and is left out",
                "the key \"serverauthtokenfile\" in c.json is taken for \"serverAuthTokenFile\"; write it so",
            ])
    }

    @Test func aNumberInQuotesCountsAndIsNamed() throws {
        let text = "{\"databaseUrl\": \"sqlite:x\", \"serverAuthToken\": \"t\", \"serverPort\": \"45455\"}"
        let file = try ConfigFile.read(Array(text.utf8), path: "c.json").get()
        let report = SettingsReader.read(SettingsSources(configFile: file))
        #expect(report.settings.httpPort == 45_455 && report.errors == [])
        #expect(report.warnings == ["serverPort in c.json is a number in quotes; write it without them"])
    }
}

@Suite("Which configuration file counts")
struct ConfigLocationTests {
    private static func find(_ named: String? = nil, existing: Set<String>) -> ConfigLocation {
        .find(named: named, workingDirectory: "/srv/a", binaryDirectory: "/opt/bin", exists: existing.contains)
    }

    @Test func theFirstPlaceThatHasOne() {
        let here = "/srv/a/linkoraConfig.json"
        let beside = "/opt/bin/linkoraConfig.json"
        let installed = "/etc/linkora-sync-server/linkoraConfig.json"
        #expect(Self.find(existing: [here, beside, installed]) == .found(path: here))
        #expect(Self.find(existing: [beside, installed]) == .found(path: beside))
        #expect(Self.find(existing: [installed]) == .found(path: installed))
        #expect(Self.find(existing: []) == .absent(writtenTo: here))
    }

    @Test func aNamedOneAndNoOther() {
        let here: Set = ["/srv/a/linkoraConfig.json"]
        #expect(Self.find("x/c.json", existing: here) == .absent(writtenTo: "/srv/a/x/c.json"))
        #expect(Self.find("/c.json", existing: ["/c.json"]) == .found(path: "/c.json"))
    }
}
