/// Walks over JSON text. It finds where values end and leaves decoding them to who wants them.
struct JSONScanner {
    let bytes: [UInt8]
    var position: Int
    /// Where the scanned part ends.
    let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next byte that is no blank, without taking it; 0 at the end.
    mutating func peek() -> UInt8 {
        while position < end {
            let byte = bytes[position]
            if byte != 0x20, byte != 0x0A, byte != 0x09, byte != 0x0D { return byte }
            position += 1
        }
        return 0
    }

    mutating func take(_ byte: UInt8) throws {
        guard peek() == byte else { throw AppException("JSON: expected \(Character(UnicodeScalar(byte)))") }
        position += 1
    }

    /// Whether a list or object goes on after an element; takes the comma or the closing bracket.
    mutating func goesOn(until closing: UInt8) throws -> Bool {
        let byte = peek()
        position += 1
        if byte == UInt8(ascii: ",") { return true }
        if byte == closing { return false }
        throw AppException("JSON: a list or object does not end")
    }

    /// What stands between the quotes of the text that comes next.
    mutating func takeText() throws -> Range<Int> {
        try take(UInt8(ascii: "\""))
        let start = position
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return start..<(position - 1)
            }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        throw AppException("JSON: a text does not end")
    }

    /// Where the next value of any kind stands.
    mutating func takeValue() throws -> Range<Int> {
        let first = peek()
        let start = position
        switch first {
        case UInt8(ascii: "\""): _ = try takeText()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested()
        case 0, UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"):
            throw AppException("JSON: no value")
        default: skipWord()
        }
        return start..<position
    }

    private mutating func skipNested() throws {
        var depth = 0
        repeat {
            guard position < end else { throw AppException("JSON: a bracket does not close") }
            switch bytes[position] {
            case UInt8(ascii: "\""): _ = try takeText()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
            default: position += 1
            }
        } while depth > 0
    }

    private mutating func skipWord() {
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 0x20 {
                return
            }
            position += 1
        }
    }
}
