import JSONText
import Testing

@testable import SyncTesting

/// The rules of README §4 about what may come before the wanted frame.
@Suite struct FrameInboxTests {
    func frame(_ operation: String, id: Int = 1, by sender: String = "other") throws -> EventFrame {
        try EventFrame(
            text: #"{"operation":"\#(operation)","payload":{"id":\#(id),"correlation":{"id":"\#(sender)"}}}"#)
    }

    func pattern(_ operation: String, id: Int64 = 1) -> FramePattern {
        FramePattern(operation: operation, payload: .object([JSONMember("id", .integer(id))]))
    }

    var rules: FrameInbox.Rules {
        let matcher = PatternMatcher(values: SavedValues(token: "t", now: { 0 }), stamps: 0...0)
        return FrameInbox.Rules(
            mismatch: { try matcher.mismatch($0.payload, $1.payload) },
            isPassable: { $0.isEcho(to: .string("me")) || $0.isRepeatable })
    }

    func inbox(_ frames: [EventFrame]) -> FrameInbox {
        var inbox = FrameInbox()
        for frame in frames { inbox.append(frame) }
        return inbox
    }

    @Test func echoesAndSettingsArePassedOver() throws {
        var inbox = inbox([
            try frame("CREATE_FOLDER", by: "me"), try frame("RENAME_TAG"), try frame("DELETE_FOLDER"),
        ])
        var wanted = [pattern("DELETE_FOLDER")]
        #expect(try inbox.take(&wanted, wantsAll: true, rules) == .done)
        #expect(inbox.passedOver.map(\.operation) == ["CREATE_FOLDER", "RENAME_TAG"])
        #expect(inbox.frames.isEmpty)
    }

    @Test(arguments: ["CREATE_FOLDER", "DELETE_A_LINK", "COPY_EXISTING_ITEMS", "SOMETHING_NEW"])
    func creationsDeletionsAndUnknownOnesAreNot(operation: String) throws {
        var inbox = inbox([try frame(operation)])
        var wanted = [pattern("DELETE_FOLDER")]
        #expect(try inbox.take(&wanted, wantsAll: true, rules) == .intruder(frame(operation), nil))
    }

    @Test func theRightOperationWithAWrongPayloadIsAFailure() throws {
        var inbox = inbox([try frame("DELETE_FOLDER", id: 2)])
        var wanted = [pattern("DELETE_FOLDER", id: 1)]
        guard case .intruder(_, let mismatch) = try inbox.take(&wanted, wantsAll: true, rules) else {
            Issue.record("it was taken")
            return
        }
        #expect(mismatch?.path == "/id")
    }

    @Test func severalMayComeInAnyOrder() throws {
        var inbox = inbox([try frame("DELETE_A_LINK", id: 2), try frame("DELETE_A_LINK", id: 1)])
        var wanted = [pattern("DELETE_A_LINK", id: 1), pattern("DELETE_A_LINK", id: 2), pattern("DELETE_TAG")]
        #expect(try inbox.take(&wanted, wantsAll: true, rules) == .needsMore)
        #expect(wanted.map(\.operation) == ["DELETE_TAG"])
    }

    @Test func oneOfSeveralIsEnoughWhenSaidSo() throws {
        var inbox = inbox([try frame("UNARCHIVE_LINK"), try frame("CREATE_TAG")])
        var wanted = [pattern("UPDATE_LINK"), pattern("UNARCHIVE_LINK")]
        #expect(try inbox.take(&wanted, wantsAll: false, rules) == .done)
        #expect(inbox.frames.map(\.operation) == ["CREATE_TAG"])
    }

    @Test func silenceIsBrokenByWhatIsForbiddenOnly() throws {
        let inbox = inbox([try frame("CREATE_FOLDER", by: "me"), try frame("DELETE_TAG")])
        let isEcho = { (frame: EventFrame) in frame.isEcho(to: .string("me")) }
        #expect(inbox.forbidden(operation: "CREATE_TAG", isEcho: isEcho) == nil)
        #expect(inbox.forbidden(operation: "DELETE_TAG", isEcho: isEcho)?.operation == "DELETE_TAG")
        #expect(inbox.forbidden(operation: nil, isEcho: isEcho)?.operation == "DELETE_TAG")
    }

    @Test(arguments: [
        "x", "[]", #"{"operation":"A"}"#, #"{"operation":"A","payload":1}"#, #"{"operation":"A","payload":{},"x":1}"#,
    ])
    func framesThatAppsCannotReadAreErrors(text: String) {
        #expect(throws: GrammarError.self) { try EventFrame(text: text) }
    }
}
