import JSONText
import Testing

@Suite struct JSONReaderTests {
    func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    @Test func readsEveryKind() throws {
        let value = try read(#" {"a":[1,-2.5,true,false,null,"x\n\u00e9"],"b":{}} "#)
        #expect(
            value["a"]
                == .array([.integer(1), .number("-2.5"), .boolean(true), .boolean(false), .null, .string("x\né")]))
        #expect(value["b"] == .object([]))
    }

    @Test(arguments: [Int64.min, -1, 0, 9_007_199_254_740_993, Int64.max])
    func wholeNumbersStayExact(number: Int64) throws {
        #expect(try read("\(number)") == .integer(number))
    }

    @Test func aNumberBeyond64BitsKeepsItsText() throws {
        #expect(try read("9223372036854775808") == .number("9223372036854775808"))
    }

    @Test func loneSurrogatesBecomeReplacementCharacters() throws {
        #expect(try read(#""\ud83d""#) == .string("\u{FFFD}"))
        #expect(try read(#""a\ud83dz\ude00""#) == .string("a\u{FFFD}z\u{FFFD}"))
        #expect(try read(#""\ud83d\ude00""#) == .string("😀"))
        #expect(try read(#""\ud83d\ud83d\ude00""#) == .string("\u{FFFD}😀"))
    }

    @Test(arguments: [
        "", " ", "{", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "[1,]", "{'a':1}", "{\"a\":1} x", "nul", "\"\\q\"",
        "\"\\u12\"",
        "01", "-", "1.", "1e", "+1", "\"\u{1}\"", "<xml/>", "{\"a\" 1}", "[1 2]", "\"\\u12g4\"", "tru", "[", "\"a",
    ])
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0xE3, 0x22]) }
    }

    @Test func nestingIsBoundedAndCostsNoStack() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
        }
        #expect((try? read(nested(1_000))) != nil)
        do {
            _ = try read(nested(1_001))
            Issue.record("nested too deep, and read")
        } catch {
            #expect((error as? JSONError)?.reason == .nestedTooDeep(levelsMax: 1_000))
        }
    }

    @Test func anErrorNamesLineAndColumn() {
        let error = #expect(throws: JSONError.self) { try read("{\n  \"a\": 1,\n}") }
        #expect(error?.line == 3)
        #expect(error?.column == 1)
    }

    @Test func whatWasReadIsWrittenTheSame() throws {
        let text = #"{"a":[1,-2.5,"\"\\\n\u0001/é😀"],"k\"ey":{"n":null,"t":true}}"#
        var writer = JSONWriter()
        writer.value(try read(text))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
