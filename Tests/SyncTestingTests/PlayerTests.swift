import Testing

@testable import SyncTesting

/// The player against a server that says what it is told to: a conversation must be able to fail, and say where.
@Suite struct PlayerTests {
    func play(_ text: String, answer: String) throws {
        let server = try ScriptedServer { _ in
            Array(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)"
                    .utf8)
        }
        let conversation = try Conversation(name: "x/test.jsonl", text: text)
        try Player(conversation, on: RunningServerStage(port: server.port, token: "t")).play()
    }

    func failure(_ text: String, answer: String) -> PlayFailure? {
        #expect(throws: PlayFailure.self) { try play(text, answer: answer) }
    }

    static let request = #"{"note":"n"}"# + "\n" + #"{"http":{"method":"POST","path":"/A","json":{}},"#

    @Test func savingComesBeforeComparing() throws {
        try play(
            Self.request
                + #""expect":{"status":200,"json":{"id":"$id","m":"made ${new}"}},"save":{"$new":"/id"}}"#,
            answer: #"{"id":7,"m":"made 7"}"#)
    }

    @Test(arguments: [
        (#""expect":{"status":201}}"#, "expected status 201, but 200 came"),
        (#""expect":{"status":200,"json":{"id":8}}}"#, "at /id: expected 8, but 7 came"),
        (#""expect":{"status":200,"text":""}}"#, "expected \"\", but"),
        (#""expect":{"status":200,"headers":{"Content-Type":"text/html"}}}"#, "expected \"text/html\""),
        (#""expect":{"status":200,"headers":{"Vary":"Origin"}}}"#, "but nothing came"),
        (#""expect":{"status":200},"save":{"$x":"/name"}}"#, "nothing at /name"),
        (#""expect":{"status":200,"json":"$unknown"}}"#, "$unknown was never saved"),
    ])
    func aFailingStepIsNamed(expectation: String, message: String) {
        let failure = failure(Self.request + expectation, answer: #"{"id":7}"#)
        #expect(failure?.description.hasPrefix("x/test.jsonl:2: POST /A: ") == true)
        #expect(failure?.description.contains(message) == true, "\(failure?.description ?? "no failure")")
    }

    @Test func anOptionalStepMayFail() throws {
        try play(Self.request + #""expect":{"status":500},"optional":"it may"}"#, answer: "{}")
    }

    @Test func aServerThatEndsTheConnectionIsAFailure() {
        let conversation = #"{"http":{"method":"GET","path":"/"},"expect":{"status":200}}"#
        #expect(throws: PlayFailure.self) {
            let server = try ScriptedServer { _ in [] }
            try Player(
                Conversation(name: "x/t.jsonl", text: conversation),
                on: RunningServerStage(port: server.port, token: "t")
            ).play()
        }
    }
}
