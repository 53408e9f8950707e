public import JSONText
public import SyncModel

/// One read of the wire, said once: how its input arrives and what it answers.
public struct ReadOperation: Sendable {
    public let name: OperationName
    public let input: Input
    /// For the wire reference.
    public let answers: String
    public let work: Work

    public enum Work: Sendable {
        /// Answered from one committed state. - Throws: ``FieldError``, a sentence for the caller.
        case read(@Sendable (ReadRequest) throws(FieldError) -> PreparedRead)
        /// Answered with what the asker lacks (``PreparedPull``).
        case pull(Pull.Kind)
    }

    init(
        name: OperationName, input: Input, answers: String,
        prepare: @escaping @Sendable (ReadRequest) throws(FieldError) -> PreparedRead
    ) {
        self.name = name
        self.input = input
        self.answers = answers
        work = .read(prepare)
    }

    init(_ name: OperationName, pulls kind: Pull.Kind, answers: String) {
        self.name = name
        input = .watermark
        self.answers = answers
        work = .pull(kind)
    }

    public enum Input: Sendable {
        case nothing
        /// A body, with its defaults.
        case json(any WireObject)
        /// The body as it is, whatever its content type says.
        case text
        /// `eventTimestamp` in the query.
        case watermark
    }
}

/// What came with a read.
public enum ReadRequest: Sendable {
    case nothing
    case json(JSONValue)
    case text(String)
}

/// A read that was understood. The snapshot is the caller's to close, after the answer's end.
public struct PreparedRead: Sendable {
    public let answer: @Sendable (any StoreSnapshot) throws -> any AnswerText
}

/// JSON text that is made while it is taken. Used by one thread at a time.
public protocol AnswerText: AnyObject {
    /// The next piece, at least this long unless the text ends; empty at its end.
    /// - Throws: ``StoreError``; the text can't be finished then.
    func next(bytesWanted: Int) throws -> [UInt8]
}

/// A text that was made whole.
final class ShortAnswer: AnswerText {
    private var bytes: [UInt8]

    init(_ write: (inout JSONWriter) throws -> Void) rethrows {
        var writer = JSONWriter()
        try write(&writer)
        bytes = writer.bytes
    }

    func next(bytesWanted: Int) -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
