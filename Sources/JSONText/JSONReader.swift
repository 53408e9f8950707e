/// Reads one JSON text (RFC 8259) into a ``JSONValue``.
///
/// Whole numbers stay exact, a lone surrogate becomes U+FFFD (apps send such titles), nesting is bounded and costs no
/// stack. Nothing is tolerated beyond the RFC: bodies with trailing commas or comments are refused.
public struct JSONReader {
    public static let nestingLevelsMaxDefault = 1_000

    private let bytes: [UInt8]
    private let levelsMax: Int
    private var position = 0
    private var open: [Container] = []

    /// An array or object whose end has not come yet. Its elements are added in place, at the top of `open`: taken out of
    /// an enum they would be copied for each.
    private struct Container {
        let isObject: Bool
        /// Of the member whose value comes next.
        var key = ""
        var values: [JSONValue] = []
        var members: [JSONMember] = []
    }

    /// - Parameter levelsMax: how deep arrays and objects may be nested.
    public static func read(
        _ bytes: [UInt8], levelsMax: Int = nestingLevelsMaxDefault
    ) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes: bytes, levelsMax: levelsMax)
        let value = try reader.readValue()
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.failure(.textAfterValue) }
        return value
    }

    private init(bytes: [UInt8], levelsMax: Int) {
        self.bytes = bytes
        self.levelsMax = levelsMax
    }

    /// Containers that are not finished wait in `open`; each turn reads one value and hands it to the innermost.
    private mutating func readValue() throws(JSONError) -> JSONValue {
        while true {
            skipBlanks()
            guard var value = try readScalarOrOpen() else { continue }
            while !open.isEmpty {
                guard let finished = try addToInnermost(value) else { break }
                value = finished
            }
            if open.isEmpty { return value }
        }
    }

    /// A scalar or an empty container; `nil` when a container was opened whose first value comes next.
    private mutating func readScalarOrOpen() throws(JSONError) -> JSONValue? {
        switch try peek() {
        case UInt8(ascii: "{"): return try openObject()
        case UInt8(ascii: "["): return try openArray()
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try readWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        default: throw failure(.unexpected(bytes[position]))
        }
    }

    private mutating func openObject() throws(JSONError) -> JSONValue? {
        position += 1
        skipBlanks()
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        try deepen(Container(isObject: true, key: try readKey()))
        return nil
    }

    private mutating func openArray() throws(JSONError) -> JSONValue? {
        position += 1
        skipBlanks()
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        try deepen(Container(isObject: false))
        return nil
    }

    private mutating func deepen(_ container: Container) throws(JSONError) {
        guard open.count < levelsMax else { throw failure(.nestedTooDeep(levelsMax: levelsMax)) }
        open.append(container)
    }

    /// Puts a value into the innermost container; answers the container when that was its last value.
    private mutating func addToInnermost(_ value: JSONValue) throws(JSONError) -> JSONValue? {
        let top = open.count - 1
        let isObject = open[top].isObject
        if isObject {
            open[top].members.append(JSONMember(open[top].key, value))
        } else {
            open[top].values.append(value)
        }
        skipBlanks()
        let separator = try peek()
        position += 1
        switch separator {
        case UInt8(ascii: "}") where isObject: return .object(open.removeLast().members)
        case UInt8(ascii: "]") where !isObject: return .array(open.removeLast().values)
        case UInt8(ascii: ","):
            guard isObject else { return nil }
            skipBlanks()
            open[top].key = try readKey()
            return nil
        default: throw unexpectedBefore()
        }
    }

    private mutating func readKey() throws(JSONError) -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw failure(.unexpected(bytes[position])) }
        let key = try readString()
        skipBlanks()
        guard try peek() == UInt8(ascii: ":") else { throw failure(.unexpected(bytes[position])) }
        position += 1
        return key
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for expected in "\(word)".utf8 {
            guard try peek() == expected else { throw failure(.unexpected(bytes[position])) }
            position += 1
        }
        return value
    }

    // MARK: Text

    private mutating func readString() throws(JSONError) -> String {
        position += 1
        let start = position
        while true {
            let byte = try peek()
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") { return try readEscapedString(from: start) }
            guard byte >= 0x20 else { throw failure(.controlCharacter) }
            position += 1
        }
        let text = try text(start..<position)
        position += 1
        return text
    }

    private func text(_ range: Range<Int>) throws(JSONError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw JSONError(.notUTF8, at: range.lowerBound, in: bytes)
        }
        return text
    }

    private mutating func readEscapedString(from start: Int) throws(JSONError) -> String {
        var result = try text(start..<position)
        while true {
            let runStart = position
            var byte = try peek()
            while byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                guard byte >= 0x20 else { throw failure(.controlCharacter) }
                position += 1
                byte = try peek()
            }
            result += try text(runStart..<position)
            position += 1
            if byte == UInt8(ascii: "\"") { return result }
            result.unicodeScalars.append(try readEscape())
        }
    }

    private mutating func readEscape() throws(JSONError) -> Unicode.Scalar {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readUnicodeEscape()
        default: throw failure(.badEscape)
        }
    }

    private mutating func readUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try readHexUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, let second = lowSurrogateAhead() else { return "\u{FFFD}" }
        position += 6
        return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    /// The second half of a pair, when `\uDC00`…`\uDFFF` comes next; nothing is consumed.
    private func lowSurrogateAhead() -> UInt32? {
        guard position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u"), let unit = hexUnit(at: position + 2)
        else { return nil }
        return (0xDC00...0xDFFF).contains(unit) ? unit : nil
    }

    private mutating func readHexUnit() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw JSONError(.endOfText, at: bytes.count, in: bytes) }
        guard let unit = hexUnit(at: position) else { throw failure(.badEscape) }
        position += 4
        return unit
    }

    private func hexUnit(at start: Int) -> UInt32? {
        var unit: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    // MARK: Numbers

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try skipDigits()
        guard bytes[firstDigit] != UInt8(ascii: "0") || position == firstDigit + 1 else { throw failure(.badNumber) }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try skipDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if try peek() == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
            try skipDigits()
        }
        if isWhole, let value = wholeNumber(start..<position) { return .integer(value) }
        return .number(try text(start..<position))
    }

    /// At least one digit.
    private mutating func skipDigits() throws(JSONError) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(try peek()) else { throw failure(.badNumber) }
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
    }

    /// `nil` when it does not fit 64 bits.
    private func wholeNumber(_ range: Range<Int>) -> Int64? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in bytes[range] where byte != UInt8(ascii: "-") {
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (next, overflow) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
            guard !tooLarge, !overflow else { return nil }
            value = next
        }
        return value
    }

    // MARK: Reading ahead

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw failure(.endOfText) }
        return bytes[position]
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func failure(_ reason: JSONError.Reason) -> JSONError { JSONError(reason, at: position, in: bytes) }

    private func unexpectedBefore() -> JSONError {
        JSONError(.unexpected(bytes[position - 1]), at: position - 1, in: bytes)
    }
}
