/// Escapes within JSON texts.
enum JSONEscapes {
    /// The text that stands between quotes.
    static func resolved(_ inside: ArraySlice<UInt8>) throws -> String {
        var text: [UInt8] = []
        text.reserveCapacity(inside.count)
        var rest = inside
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "\\") {
                text.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "u"): try appendScalar(from: &rest, to: &text)
            case let itself? where [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(itself):
                text.append(itself)
            default: throw AppException("JSON: unknown escape")
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `\u` was taken; a character beyond the first plane comes as two of them.
    private static func appendScalar(from rest: inout ArraySlice<UInt8>, to text: inout [UInt8]) throws {
        var code = UInt32(try hexadecimal(&rest))
        if (0xD800..<0xDC00).contains(code) {
            guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u") else {
                throw AppException("JSON: half a surrogate")
            }
            code = 0x10000 + ((code - 0xD800) << 10) + ((UInt32(try hexadecimal(&rest))) &- 0xDC00)
        }
        guard let scalar = UnicodeScalar(code) else { throw AppException("JSON: no character") }
        text.append(contentsOf: String(Character(scalar)).utf8)
    }

    private static func hexadecimal(_ rest: inout ArraySlice<UInt8>) throws -> UInt16 {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw AppException("JSON: four hexadecimal digits expected")
        }
        return value
    }
}
