import Testing

@testable import SyncTesting

@Suite struct ConversationTests {
    @Test func everyFixtureParses() throws {
        let names = try Conversation.names()
        #expect(names.count == 89)
        for name in names { #expect(try !Conversation(path: Package.fixtures + "/" + name).lines.isEmpty) }
    }

    @Test func aBadLineIsNamed() {
        let error = #expect(throws: GrammarError.self) {
            try Conversation(name: "x.jsonl", text: "{\"note\":\"a\"}\n{\"nothing\":1}\n")
        }
        #expect(error?.description.hasPrefix("x.jsonl:2: ") == true)
    }

    /// The list of what later issues keep names parts that exist, and nothing whole by accident.
    @Test func laterPromisesPointAtTheirNotes() throws {
        let names = try Conversation.names()
        let later = names.filter { LaterPromise.of($0) != nil }
        #expect(later.count == 2)
        for promise in LaterPromise.all { #expect(later.contains { $0.hasSuffix(promise.conversation + ".jsonl") }) }
        for name in later {
            let conversation = try Conversation(path: Package.fixtures + "/" + name)
            let first = try #require(LaterPromise.of(name)).firstLine(in: conversation)
            #expect(first == 1 || first > 20, "\(name) may stop at \(first)")
        }
    }
}
