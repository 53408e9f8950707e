import JSONText
import Synchronization
import Testing

@testable import Observing

@Suite("Log lines")
struct LogLineTests {
    private static func text(_ message: String, _ metadata: [(String, String)] = []) -> String {
        let line = LogLine(secondsSince1970: 1_795_568_523, level: .info, message: message, metadata: metadata)
        return String(decoding: line.text, as: UTF8.self)
    }

    @Test func aLineForPeople() {
        #expect(Self.text("ready", [("http", "0.0.0.0:1")]) == "2026-11-25T01:02:03Z info ready http=0.0.0.0:1\n")
    }

    @Test(arguments: [
        ("two words", "\"two words\""), ("", "\"\""), ("a\"b", "\"a\\\"b\""), ("a=b", "\"a=b\""),
        ("a\nb", "\"a\\nb\""), ("\u{1B}[2J", "\"\\x1b[2J\""), ("São", "\"S\\xc3\\xa3o\""), ("a\\b", "\"a\\\\b\""),
        ("\u{7F}", "\"\\x7f\""),
    ])
    func whatPeersSentCannotLeaveItsPlace(value: String, shown: String) {
        #expect(Self.text("m", [("k", value)]) == "2026-11-25T01:02:03Z info m k=\(shown)\n")
    }

    @Test func aLineForProgramsIsOneObjectInASCII() throws {
        let values = [("path", "S\u{e3}o \"x\"\n\u{1F600}"), ("level", "mine")]
        let line = LogLine(secondsSince1970: 0, level: .warning, message: "m", metadata: values).json
        #expect(line.last == 0x0A && line.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
        let value = try JSONReader.read(line)
        #expect(value["time"] == .string("1970-01-01T00:00:00Z"))
        #expect(value["level"] == .string("warning"))
        #expect(value["message"] == .string("m"))
        #expect(value["path"] == .string("S\u{e3}o \"x\"\n\u{1F600}"))
        #expect(value["level_"] == .string("mine"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (951_868_799, "2000-02-29T23:59:59Z"),
        (951_868_800, "2000-03-01T00:00:00Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    ])
    func momentsAsDates(seconds: Int64, shown: String) {
        #expect("\(Timestamp(secondsSince1970: seconds))" == shown)
    }

    @Test func theSinkWritesEachLineAtOnceInItsFormat() {
        let lines = Mutex<[String]>([])
        let collect: @Sendable ([UInt8]) -> Void = { line in
            lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
        StandardErrorSink(.text, secondsSince1970: { 0 }, output: collect).write(.error, "broken", [("a", "1")])
        StandardErrorSink(.json, secondsSince1970: { 0 }, output: collect).write(.debug, "fine", [])
        #expect(
            lines.withLock { $0 } == [
                "1970-01-01T00:00:00Z error broken a=1\n",
                "{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"debug\",\"message\":\"fine\"}\n",
            ])
    }
}
