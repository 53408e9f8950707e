/// A part of a conversation that asks for a promise which a later issue keeps.
///
/// The list stands here once; the tests and the demonstration both read it. It is a debt: it only ever gets shorter.
public struct LaterPromise: Sendable {
    /// How the file's name ends, less `.jsonl`.
    public let conversation: String
    /// How the note begins at which it may stop.
    public let note: String
    public let reason: String

    public static let all = ["app-0.16/12-nothing-is-skipped", "app-0.19/12-nothing-is-skipped"].map {
        LaterPromise(
            conversation: $0, note: "A manual sync does not fetch tombstones",
            reason: "no watermark may run past what a device has not seen")
    }

    /// What a conversation asks for that is not promised yet, `nil` when it must pass whole.
    public static func of(_ name: String) -> LaterPromise? {
        all.first { name.hasSuffix($0.conversation + ".jsonl") }
    }

    /// The line from which on a failing step is no surprise.
    /// - Throws: when the note is gone from the conversation: the list is out of date then.
    public func firstLine(in conversation: Conversation) throws -> Int {
        for line in conversation.lines {
            if case .note(let text) = line.step, text.hasPrefix(note) { return line.number }
        }
        throw GrammarError("\(conversation.name) has no note \(note.debugDescription)")
    }
}
