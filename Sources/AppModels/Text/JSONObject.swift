/// An object in JSON text: its fields are found, their values are decoded when asked for.
///
/// Apps read most texts leniently (unknown keys are passed over) and some strictly; strict readers call `allowOnly` too
/// (PROTOCOL §5.1). The names of these accessors say what may be missing: nothing, unless the name says so.
struct JSONObject {
    private struct Field {
        let key: Range<Int>
        let hash: UInt64
        let value: Range<Int>
    }

    private let bytes: [UInt8]
    private var fields: [Field] = []

    init(_ bytes: [UInt8], _ range: Range<Int>) throws {
        var scanner = JSONScanner(bytes, in: range)
        try self.init(&scanner)
    }

    /// The object that comes next; the scanner goes on behind it.
    init(_ scanner: inout JSONScanner) throws {
        bytes = scanner.bytes
        try scanner.take(UInt8(ascii: "{"))
        if scanner.peek() == UInt8(ascii: "}") {
            try scanner.take(UInt8(ascii: "}"))
            return
        }
        fields.reserveCapacity(14)
        repeat {
            let key = try scanner.takeText()
            try scanner.take(UInt8(ascii: ":"))
            let hash = JSONKey.hash(bytes[key])
            // An app would take the last one; no server should make it choose.
            guard !fields.contains(where: { $0.hash == hash }) else { throw AppException("JSON: a key stands twice") }
            fields.append(Field(key: key, hash: hash, value: try scanner.takeValue()))
        } while try scanner.goesOn(until: UInt8(ascii: "}"))
    }

    /// The value of a key, `nil` when the key is not there.
    func ifPresent(_ key: JSONKey) -> JSONValue? {
        for field in fields where field.hash == key.hash { return JSONValue(bytes, field.value) }
        return nil
    }

    func value(_ key: JSONKey) throws -> JSONValue {
        guard let value = ifPresent(key) else { throw AppException("\(key.name) is missing") }
        return value
    }

    func integer(_ key: JSONKey) throws -> Int64 { try value(key).integer() }
    func text(_ key: JSONKey) throws -> String { try value(key).text() }
    func flag(_ key: JSONKey) throws -> Bool { try value(key).flag() }
    func object(_ key: JSONKey) throws -> JSONObject { try value(key).object() }
    func objects(_ key: JSONKey) throws -> [JSONObject] { try value(key).objects() }
    func integers(_ key: JSONKey) throws -> [Int64] { try value(key).list().map { try $0.integer() } }

    /// The key must be there; its value may be null.
    func integerOrNull(_ key: JSONKey) throws -> Int64? {
        let value = try value(key)
        return value.isNull ? nil : try value.integer()
    }

    /// The key must be there; its value may be null.
    func textOrNull(_ key: JSONKey) throws -> String? {
        let value = try value(key)
        return value.isNull ? nil : try value.text()
    }

    /// What a strict reader does with a key that it does not know.
    func allowOnly(_ keys: [JSONKey]) throws {
        for field in fields where !keys.contains(where: { $0.hash == field.hash }) {
            throw AppException("unknown key \(String(decoding: bytes[field.key], as: UTF8.self))")
        }
    }

    /// An object whose keys are numbers: `{"84": 12}` (PROTOCOL §2.8).
    func integersByNumber() throws -> [(key: Int64, value: Int64)] {
        try fields.map { field in
            guard let key = Int64(String(decoding: bytes[field.key], as: UTF8.self)) else {
                throw AppException("a key is no number")
            }
            return (key, try JSONValue(bytes, field.value).integer())
        }
    }
}
