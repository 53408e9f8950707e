/// Writes JSON text, compact, into a buffer that the caller may take away piece by piece.
///
/// Commas set themselves. `/` is not escaped, letters beyond ASCII stand as they are (the apps' own way). Nothing checks
/// that objects and arrays are closed: writers are written once and tested.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(capacityBytes: Int = 256) { bytes.reserveCapacity(capacityBytes) }

    public var count: Int { bytes.count }

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a key that needs no escaping: every key of this wire is a word.
    public mutating func key(_ key: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(key.utf8.span)
        append(Self.keyEnd.span)
        needsComma = false
    }

    public mutating func null() { word("null") }
    public mutating func boolean(_ value: Bool) { word(value ? "true" : "false") }

    public mutating func integer(_ value: Int64) {
        separate()
        appendDigits(value)
        needsComma = true
    }

    public mutating func string(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        escape(value.utf8.span)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A text given as UTF-8 bytes, as databases hold it: no `String` is made of it on the way.
    public mutating func string(utf8: Span<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        escape(utf8)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Text that is JSON already.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// After a key that was written as a text.
    mutating func colon() {
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Hands out what was written and goes on with an empty buffer of the same size.
    public mutating func take() -> [UInt8] {
        let taken = bytes
        bytes = []
        bytes.reserveCapacity(taken.capacity)
        return taken
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func word(_ word: String) {
        separate()
        bytes.append(contentsOf: word.utf8)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendDigits(_ value: Int64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = value.magnitude
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digits.span.extracting(first..<digits.count))
    }

    /// Copies runs that need no escaping whole.
    private mutating func escape(_ text: Span<UInt8>) {
        var runStart = 0
        var index = plainEnd(text, 0)
        while index < text.count {
            append(text.extracting(runStart..<index))
            appendEscape(text[index])
            runStart = index + 1
            index = plainEnd(text, runStart)
        }
        append(text.extracting(runStart..<text.count))
    }

    private mutating func append(_ run: Span<UInt8>) {
        run.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Where the first byte from `start` on stands that must be escaped. Looks at eight bytes at once: long answers are
    /// made of texts that hold hardly any.
    private func plainEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index + 8 <= text.count {
            let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            if Self.mustEscapeOne(of: word) { break }
            index += 8
        }
        while index < text.count, !Self.mustEscape(text[index]) { index += 1 }
        return index
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether one of eight bytes must be escaped: subtracting borrows into the highest bit of a byte that is too small.
    private static func mustEscapeOne(of word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let controls = (word &- ones &* 0x20) & ~word
        let found = controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        return found & (ones &* 0x80) != 0
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Self.hexDigits[Int(byte >> 4)])
            bytes.append(Self.hexDigits[Int(byte & 15)])
        }
    }

    private static let keyEnd: InlineArray<2, UInt8> = [UInt8(ascii: "\""), UInt8(ascii: ":")]
    private static let hexDigits = Array("0123456789abcdef".utf8)
}
