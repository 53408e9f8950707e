import JSONText
import Testing

@testable import SyncTesting

@Suite struct SavedValuesTests {
    var values: SavedValues {
        var values = SavedValues(token: "tok-7Q", now: { 1_000 })
        values.save(.integer(41), as: "$copied-at")
        values.save(.null, as: "$nothing")
        return values
    }

    @Test(arguments: [
        ("$copied-at", JSONValue.integer(41)), ("$copied-at-1", .integer(40)), ("$now-300", .integer(700)),
        ("${copied-at}", .string("41")), ("Bearer ${token}", .string("Bearer tok-7Q")), ("$nothing", .null),
        ("$$now", .string("$now")), ("5 $ and ${", .string("5 $ and ${")), ("$", .string("$")),
        ("a${copied-at+1}b${copied-at}", .string("a42b41")), ("$5", .string("$5")), ("${5}", .string("${5}")),
    ])
    func replaces(text: String, expected: JSONValue) throws { #expect(try values.resolve(text: text) == expected) }

    @Test func replacesAtAnyDepth() throws {
        let value = JSONValue.object([JSONMember("a", .array([.string("$copied-at"), .boolean(true)]))])
        let expected = JSONValue.object([JSONMember("a", .array([.integer(41), .boolean(true)]))])
        #expect(try values.resolve(value) == expected)
    }

    @Test func unknownNamesAreErrors() {
        #expect(throws: GrammarError.self) { try values.resolve(text: "$other") }
        #expect(throws: GrammarError.self) { try values.resolve(text: "x ${other}") }
        #expect(throws: GrammarError.self) { try values.resolve(text: "$token+1") }
    }

    @Test func aWatermarkOnlyGrows() throws {
        var values = values
        func answer(_ stamp: Int64) -> JSONValue {
            .object([
                JSONMember("links", .array([.object([JSONMember("eventTimestamp", .integer(stamp))])])),
                JSONMember("deletedAt", .integer(3)),
            ])
        }
        let saves = [JSONMember("$w", .string("#watermark"))]
        #expect(try values.save(saves, from: answer(5)).isEmpty)
        #expect(values.saved("$w") == .integer(5))
        #expect(try values.save(saves, from: answer(4)).isEmpty)
        #expect(values.saved("$w") == .integer(5))
    }

    @Test func pointersThatLeadNowhereAreNamed() throws {
        var values = values
        let answer = JSONValue.object([JSONMember("a/b", .array([.integer(9)]))])
        let saves = [JSONMember("$x", .string("/a~1b/0")), JSONMember("$y", .string("/a~1b/1"))]
        #expect(try values.save(saves, from: answer) == ["/a~1b/1"])
        #expect(values.saved("$x") == .integer(9))
    }
}
