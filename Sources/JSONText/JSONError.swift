/// Why a text is no JSON, and where.
public struct JSONError: Error, Equatable, Sendable {
    public enum Reason: Equatable, Sendable {
        case endOfText
        case unexpected(UInt8)
        case badEscape
        case badNumber
        case controlCharacter
        case notUTF8
        case nestedTooDeep(levelsMax: Int)
        case textAfterValue
    }

    public let reason: Reason
    /// Counted from 0, in bytes.
    public let offset: Int
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in bytes.
    public let column: Int

    init(_ reason: Reason, at offset: Int, in bytes: [UInt8]) {
        self.reason = reason
        self.offset = offset
        let before = bytes[..<min(offset, bytes.count)]
        line = before.reduce(into: 1) { $0 += $1 == UInt8(ascii: "\n") ? 1 : 0 }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        column = min(offset, bytes.count) - lineStart + 1
    }
}

extension JSONError: CustomStringConvertible {
    /// A sentence without its full stop: `line 3, column 7: a comma stands before '}'`.
    public var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSONError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .endOfText: "the text ends in the middle of a value"
        case .unexpected(let byte): "\(Self.name(byte)) is not expected here"
        case .badEscape: "the escape after '\\' is none that JSON knows"
        case .badNumber: "this is not a number as JSON writes them"
        case .controlCharacter: "a control character stands in a text; JSON wants it escaped"
        case .notUTF8: "the bytes are not UTF-8"
        case .nestedTooDeep(let levelsMax): "nested deeper than \(levelsMax) levels"
        case .textAfterValue: "something stands after the end of the value"
        }
    }

    private static func name(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    }
}
