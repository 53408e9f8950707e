/// The part of a target after `?`, as forms write it: `+` is a blank, `%41` a byte.
struct QueryText {
    private let pairs: [(name: [UInt8], value: [UInt8])]

    init(_ query: [UInt8]?) {
        pairs = (query ?? []).split(separator: UInt8(ascii: "&")).map { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            return (Self.decode(name), Self.decode(pair.dropFirst(name.count + 1)))
        }
    }

    /// The first value of this name, as bytes.
    subscript(name: String) -> [UInt8]? { pairs.first { $0.name == Array(name.utf8) }?.value }

    /// An escape that is none stands for itself.
    private static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), let escaped = escape(bytes[(index + 1)...]) {
                decoded.append(escaped)
                index += 3
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return decoded
    }

    private static func escape(_ rest: ArraySlice<UInt8>) -> UInt8? {
        guard rest.count >= 2 else { return nil }
        let digits = rest.prefix(2)
        guard digits.allSatisfy({ $0 < 0x80 }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

/// `eventTimestamp` of a pull (PROTOCOL §1.6, §1.7).
enum Watermark: Equatable {
    case number(Int64)
    case missing
    case noNumber(String)

    init(query: [UInt8]?) {
        let query = QueryText(query)
        guard let value = query["eventTimestamp"] ?? query["timestamp"] else {
            self = .missing
            return
        }
        let text = String(decoding: value, as: UTF8.self)
        self = Int64(text).map(Watermark.number) ?? .noNumber(text)
    }
}
