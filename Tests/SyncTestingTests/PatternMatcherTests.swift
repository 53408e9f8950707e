import JSONText
import SyncTesting
import Testing

/// Each pattern is shown once to fit and once to fail: a check that cannot fail checks nothing.
@Suite struct PatternMatcherTests {
    struct Case: CustomTestStringConvertible {
        let pattern: String
        let fits: [String]
        let fails: [String]
        var testDescription: String { pattern }
    }

    static let cases = [
        Case(pattern: "1", fits: ["1"], fails: ["2", "\"1\"", "1.5", "null"]),
        Case(pattern: "\"a\"", fits: ["\"a\""], fails: ["\"b\"", "1", "null", "\"A\""]),
        Case(pattern: "true", fits: ["true"], fails: ["false", "1", "\"true\""]),
        Case(pattern: "null", fits: ["null"], fails: ["0", "\"\"", "false"]),
        Case(pattern: "\"$any\"", fits: ["null", "1", "{}"], fails: []),
        Case(
            pattern: "\"$int\"", fits: ["0", "-9223372036854775808"], fails: ["9223372036854775808", "1.0", "\"1\""]),
        Case(pattern: "\"$id\"", fits: ["1", "1000000000"], fails: ["0", "-2", "\"7\"", "null"]),
        Case(pattern: "\"$string\"", fits: ["\"\"", "\"x\""], fails: ["1", "null", "[]"]),
        Case(pattern: "\"$stamp\"", fits: ["90", "110"], fails: ["89", "111", "\"100\""]),
        Case(pattern: "\"$seven\"", fits: ["7"], fails: ["8", "\"7\"", "\"$seven\""]),
        Case(pattern: "\"$seven+3\"", fits: ["10"], fails: ["7"]),
        Case(pattern: "\"id = ${seven-1}.\"", fits: ["\"id = 6.\""], fails: ["\"id = 7.\""]),
        Case(pattern: "\"$$seven\"", fits: ["\"$seven\""], fails: ["7", "\"$$seven\""]),
        Case(
            pattern: "{\"a\":1}", fits: ["{\"a\":1}", "{\"b\":2,\"a\":1}"], fails: ["{}", "{\"a\":2}", "[]", "null"]),
        Case(pattern: "{\"a\":null}", fits: ["{\"a\":null}"], fails: ["{}", "{\"a\":0}"]),
        Case(pattern: "{\"a\":\"$absent\"}", fits: ["{}", "{\"b\":1}"], fails: ["{\"a\":null}", "{\"a\":1}"]),
        Case(pattern: "{\"$has\":{\"a\":1}}", fits: ["{\"a\":1,\"b\":2}"], fails: ["{\"b\":2}"]),
        Case(
            pattern: "{\"$exactly\":{\"a\":\"$int\",\"b\":\"$absent\"}}", fits: ["{\"a\":1}"],
            fails: ["{\"a\":1,\"c\":2}", "{\"a\":1,\"b\":1}", "{}"]),
        Case(pattern: "[1,2]", fits: ["[1,2]"], fails: ["[2,1]", "[1]", "[1,2,3]", "{}", "null"]),
        Case(pattern: "[]", fits: ["[]"], fails: ["[1]", "{}"]),
        Case(pattern: "{\"$unordered\":[1,2]}", fits: ["[2,1]"], fails: ["[1]", "[1,2,2]", "[1,2,3]", "[1,1]", "{}"]),
        Case(pattern: "{\"$set\":[1,2]}", fits: ["[2,1]", "[1,2,2]"], fails: ["[1]", "[1,2,3]", "[]"]),
        Case(pattern: "{\"$contains\":[1,2]}", fits: ["[3,2,1]"], fails: ["[1,3]", "[]", "1"]),
        Case(pattern: "{\"$none\":[1,{\"id\":2}]}", fits: ["[]", "[3]"], fails: ["[3,1]", "[{\"id\":2,\"a\":1}]"]),
        Case(pattern: "{\"$in_order\":[1,3]}", fits: ["[0,1,2,3]"], fails: ["[3,1]", "[1]"]),
        Case(
            pattern: "{\"$parents_first\":\"$any\"}",
            fits: [
                "[{\"id\":1,\"parentFolderId\":null},{\"id\":2,\"parentFolderId\":1}]",
                "[{\"id\":2,\"parentFolderId\":9}]",
            ],
            fails: ["[{\"id\":2,\"parentFolderId\":1},{\"id\":1,\"parentFolderId\":null}]"]),
        Case(pattern: "{\"$any_of\":[null,-2]}", fits: ["null", "-2"], fails: ["-3", "\"null\""]),
        Case(pattern: "{\"$all_of\":[\"$id\",{\"$not\":5}]}", fits: ["4"], fails: ["5", "0"]),
        Case(pattern: "{\"$not\":1}", fits: ["2", "\"1\""], fails: ["1"]),
        Case(pattern: "{\"$text_contains\":[\"ab\",\"é\"]}", fits: ["\"xaby é\""], fails: ["\"ab\"", "\"AB é\"", "1"]),
        Case(pattern: "{\"$text_lacks\":[\"Trace\"]}", fits: ["\"fine\""], fails: ["\"Stack Trace:\"", "null"]),
    ]

    static let matcher: PatternMatcher = {
        var values = SavedValues(token: "t", now: { 100 })
        values.save(.integer(7), as: "$seven")
        return PatternMatcher(values: values, stamps: 90...110)
    }()

    static func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    @Test(arguments: cases)
    func fitsAndFails(_ example: Case) throws {
        let pattern = try Self.read(example.pattern)
        for value in example.fits {
            #expect(try Self.matcher.mismatch(pattern, Self.read(value)) == nil, "\(value) should fit")
        }
        for value in example.fails {
            #expect(try Self.matcher.mismatch(pattern, Self.read(value)) != nil, "\(value) should not fit")
        }
    }

    @Test func lettersThatOnlyLookAlikeDiffer() throws {
        #expect(try !Self.matcher.fits(.string("e\u{301}"), .string("\u{E9}")))
    }

    @Test func aMismatchSaysWhere() throws {
        let pattern = try Self.read(#"{"links":{"$set":[{"id":1,"title":"a"}]}}"#)
        let value = try Self.read(#"{"links":[{"id":2,"title":"a"},{"id":1,"title":"b"}]}"#)
        let mismatch = try Self.matcher.mismatch(pattern, value)
        #expect(mismatch?.path == "/links/1/title")
        #expect(mismatch?.description == #"at /links/1/title: expected "a", but "b" came"#)
    }

    @Test func aWrongPatternIsAnErrorAndNoMismatch() {
        #expect(throws: GrammarError.self) { try Self.matcher.fits(.string("$never-saved"), .null) }
        #expect(throws: GrammarError.self) {
            try Self.matcher.fits(.object([JSONMember("$sometimes", .null)]), .null)
        }
    }

    /// The fixtures' own pattern for the original's database fits nothing by accident.
    @Test func theFileOfTheOriginalIsReadAndFailsOnAnEmptyLibrary() throws {
        let pattern = try Self.read(#"{"$file":"original-expected.json"}"#)
        let empty = try Self.read(#"{"links":[],"folders":[],"panels":[],"panelFolders":[],"tags":[],"linkTags":[]}"#)
        #expect(try Self.matcher.mismatch(pattern, empty)?.path == "/links")
    }
}
