import JSONText

/// Where a value does not fit its pattern: what was expected there and what came.
public struct Mismatch: Equatable, CustomStringConvertible {
    /// A JSON pointer into the value; empty for the whole.
    public let path: String
    public let expected: String
    public let found: String

    public var description: String {
        "\(path.isEmpty ? "" : "at \(path): ")expected \(expected), but \(found) came"
    }
}

/// A value in few words, for messages.
enum InWords {
    static func describe(_ value: JSONValue?, lettersMax: Int = 300) -> String {
        guard let value else { return "nothing" }
        var writer = JSONWriter()
        writer.value(value)
        return shorten(String(decoding: writer.bytes, as: UTF8.self), lettersMax: lettersMax)
    }

    static func shorten(_ text: String, lettersMax: Int = 300) -> String {
        text.count <= lettersMax ? text : "\(text.prefix(lettersMax))… (\(text.utf8.count) bytes)"
    }
}
