/// A value somewhere in JSON text, not decoded yet.
struct JSONValue {
    let bytes: [UInt8]
    let range: Range<Int>

    /// A whole text that is one value and nothing else.
    init(_ bytes: [UInt8]) throws {
        var scanner = JSONScanner(bytes, in: bytes.indices)
        let range = try scanner.takeValue()
        guard scanner.peek() == 0 else { throw AppException("JSON: something after the value") }
        self.init(bytes, range)
    }

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    var isNull: Bool { isWord("null") }

    func integer() throws -> Int64 {
        var digits = bytes[range]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        guard !digits.isEmpty else { throw AppException("JSON: no integer") }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else {
                throw AppException("JSON: no integer")
            }
            let (tenfold, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = tenfold.subtractingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !isTooLarge, !overflows else { throw AppException("JSON: the integer is too large") }
            value = sum
        }
        guard isNegative || value > Int64.min else { throw AppException("JSON: the integer is too large") }
        return isNegative ? value : -value
    }

    func flag() throws -> Bool {
        if isWord("true") { return true }
        if isWord("false") { return false }
        throw AppException("JSON: neither true nor false")
    }

    func text() throws -> String {
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\"") else {
            throw AppException("JSON: no text")
        }
        let inside = bytes[(range.lowerBound + 1)..<(range.upperBound - 1)]
        guard inside.contains(UInt8(ascii: "\\")) else { return String(decoding: inside, as: UTF8.self) }
        return try JSONEscapes.resolved(inside)
    }

    func object() throws -> JSONObject { try JSONObject(bytes, range) }

    func list() throws -> [JSONValue] {
        var scanner = JSONScanner(bytes, in: range)
        try scanner.take(UInt8(ascii: "["))
        var elements: [JSONValue] = []
        if scanner.peek() == UInt8(ascii: "]") { return elements }
        repeat {
            elements.append(JSONValue(bytes, try scanner.takeValue()))
        } while try scanner.goesOn(
            until: UInt8(ascii: "]"))
        return elements
    }

    /// A list of objects.
    func objects() throws -> [JSONObject] {
        var scanner = JSONScanner(bytes, in: range)
        try scanner.take(UInt8(ascii: "["))
        var objects: [JSONObject] = []
        if scanner.peek() == UInt8(ascii: "]") { return objects }
        repeat { objects.append(try JSONObject(&scanner)) } while try scanner.goesOn(until: UInt8(ascii: "]"))
        return objects
    }

    private func isWord(_ word: String) -> Bool { bytes[range].elementsEqual(word.utf8) }
}
