/// Writes one JSON object, field by field, compactly.
struct JSONWriter {
    private(set) var bytes: [UInt8]
    private var isFirst = true

    /// - Parameter capacity: how many bytes are expected.
    init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The object, closed.
    consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    mutating func add(_ key: String, _ value: Int64) {
        addKey(key)
        append(value)
    }

    mutating func add(_ key: String, _ value: Int64?) {
        addKey(key)
        if let value { append(value) } else { append("null") }
    }

    mutating func add(_ key: String, _ value: Bool) {
        addKey(key)
        append(value ? "true" : "false")
    }

    mutating func add(_ key: String, _ value: String) {
        addKey(key)
        appendText(value)
    }

    mutating func add(_ key: String, _ value: String?) {
        addKey(key)
        if let value { appendText(value) } else { append("null") }
    }

    mutating func add(_ key: String, _ values: [Int64]) {
        addList(key, values) { writer, value in writer.append(value) }
    }

    /// A value that is JSON already.
    mutating func add(_ key: String, json: [UInt8]) {
        addKey(key)
        bytes.append(contentsOf: json)
    }

    mutating func addObject(_ key: String, _ write: (inout JSONWriter) -> Void) {
        addKey(key)
        appendObject(write)
    }

    mutating func addObjects<Element>(
        _ key: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
    ) {
        addList(key, elements) { writer, element in writer.appendObject { write(&$0, element) } }
    }

    private mutating func addList<Element>(
        _ key: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
    ) {
        addKey(key)
        bytes.append(UInt8(ascii: "["))
        var comesFirst = true
        for element in elements {
            if !comesFirst { bytes.append(UInt8(ascii: ",")) }
            comesFirst = false
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func appendObject(_ write: (inout JSONWriter) -> Void) {
        let outer = isFirst
        isFirst = true
        bytes.append(UInt8(ascii: "{"))
        write(&self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = outer
    }

    private mutating func addKey(_ key: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        bytes.append(UInt8(ascii: "\""))
        append(key)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ word: String) { bytes.append(contentsOf: word.utf8) }

    private mutating func append(_ value: Int64) { append(String(value)) }

    private mutating func appendText(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: append("\\n")
            case 0x00..<0x20:
                append("\\u00")
                append(byte < 0x10 ? "0" : "1")
                append(String(byte & 0x0F, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
