import Testing

@testable import AppModels

@Suite("JSON")
struct TextTests {
    private func object(_ text: String) throws -> JSONObject { try JSONValue(Array(text.utf8)).object() }

    @Test func valuesOfEveryKind() throws {
        let found = try object(
            #" { "id" : -12 , "name":"a\"b\\cé😀\n", "isArchived":true,"note":null,"linkIds":[1, 2],"folders":[{}] } "#)
        #expect(try found.integer(.id) == -12)
        #expect(try found.text(.name) == "a\"b\\cé😀\n")
        #expect(try found.flag(.isArchived))
        #expect(try found.textOrNull(.note) == nil)
        #expect(try found.integers(.linkIds) == [1, 2])
        #expect(try found.objects(.folders).count == 1)
        #expect(found.ifPresent(.url) == nil)
    }

    @Test func theLargestAndSmallestIntegers() throws {
        let found = try object(#"{"id":9223372036854775807,"folderId":-9223372036854775808}"#)
        #expect(try found.integer(.id) == .max)
        #expect(try found.integer(.folderId) == .min)
    }

    @Test(arguments: [
        #"{"id":"1"}"#, #"{"id":1.0}"#, #"{"id":null}"#, #"{"id":true}"#, #"{"id":9223372036854775808}"#, #"{"id":}"#,
        #"{"id":1"#, #"{"id":1}}"#, #"{"id":1,"id":1}"#, "[1]", "", #"{"id" 1}"#,
    ])
    func whatIsNoInteger(_ text: String) {
        #expect(throws: AppException.self) { try object(text).integer(.id) }
    }

    @Test func whatIsWrittenCanBeRead() throws {
        var writer = JSONWriter()
        writer.add("name", "a\"b\\c\n\u{1}é😀")
        writer.add("linkIds", [3, -4])
        writer.addObjects("folders", [5]) { $0.add("id", Int64($1)) }
        writer.add("note", nil as String?)
        let bytes = writer.finished()
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"name":"a\"b\\c\n\u0001é😀","linkIds":[3,-4],"folders":[{"id":5}],"note":null}"#)
        #expect(try JSONValue(bytes).object().text(.name) == "a\"b\\c\n\u{1}é😀")
    }

    @Test func everyOperationIsFoundByItsName() {
        for operation in Operation.allCases { #expect(Operation(named: operation.rawValue) == operation) }
        #expect(Operation(named: "DELETE_ALL_FOLDERS_FROM_A_PANEL") == nil)
    }

    @Test(arguments: [
        ("https://a.example.org/x", true), ("http://a", true), ("a.example.org", false), ("https:///x", false),
        ("No active tab URL found.", false), ("", false), ("https://", false),
    ])
    func whatIsALink(_ url: String, _ isOne: Bool) { #expect(url.namesAHost == isOne) }
}
