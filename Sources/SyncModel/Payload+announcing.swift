import JSONText

/// An event as JSON text, in two pieces around the number that differs between those who hear it.
public struct EventText: Sendable, Equatable {
    public let head: [UInt8]
    public let tail: [UInt8]

    public init(head: [UInt8], tail: [UInt8]) {
        self.head = head
        self.tail = tail
    }
}

extension Payload {
    /// The frame that tells of this payload (PROTOCOL §4.3), encoded once for everybody.
    public func event(_ operation: OperationName) -> EventText {
        var fields = SplittingWriter()
        fields.begin(operation)
        var copy = self
        copy.correlation = copy.correlation ?? .anonymous
        // A writer throws nothing: it only looks.
        try? copy.visitFields(&fields)
        return fields.end()
    }
}

/// Writes the fields of a payload and remembers where its number stands.
private struct SplittingWriter: FieldVisitor {
    private var fields = FieldWriter()
    private var head: [UInt8] = []

    mutating func begin(_ operation: OperationName) {
        fields.writer.beginObject()
        fields.writer.key("operation")
        fields.writer.string(operation.rawValue)
        fields.writer.key("payload")
        fields.writer.beginObject()
    }

    mutating func field<Field: WireField>(
        _ key: String, _ value: inout Field, _ presence: Presence
    ) throws(FieldError) {
        guard key == "eventTimestamp" else { return try fields.field(key, &value, presence) }
        fields.writer.key(key)
        head = fields.writer.take()
        fields.writer.raw([])
    }

    mutating func end() -> EventText {
        fields.writer.endObject()
        fields.writer.endObject()
        return EventText(head: head, tail: fields.writer.take())
    }
}
