import JSONText

/// Why the original does not answer 200.
enum OriginalRefusal: Error {
    /// A key is missing or of the wrong type (PROTOCOL §1.5).
    case badRequest
    /// An exception inside, or "This row already contains the latest data." (§1.6).
    case exception
}

/// A request's body as the original reads it: every key it names must be there.
struct OriginalBody {
    let json: JSONValue

    init(_ bytes: [UInt8]?) throws {
        guard let bytes, let json = try? JSONReader.read(bytes), case .object = json else {
            throw OriginalRefusal.badRequest
        }
        self.json = json
    }

    func integer(_ key: String) throws -> Int64 {
        guard let value = json[key]?.integerValue else { throw OriginalRefusal.badRequest }
        return value
    }

    /// Must be there, may be null.
    func optionalInteger(_ key: String) throws -> Int64? {
        if json[key] == .null { return nil }
        return try integer(key)
    }

    func text(_ key: String) throws -> String {
        guard let value = json[key]?.stringValue else { throw OriginalRefusal.badRequest }
        return value
    }

    func optionalText(_ key: String) throws -> String? {
        if json[key] == .null { return nil }
        return try text(key)
    }

    func boolean(_ key: String) throws -> Bool {
        guard case .boolean(let value)? = json[key] else { throw OriginalRefusal.badRequest }
        return value
    }

    func list(_ key: String) throws -> [JSONValue] {
        guard let values = json[key]?.arrayValue else { throw OriginalRefusal.badRequest }
        return values
    }

    func ids(_ key: String) throws -> [Int64] {
        try list(key).map {
            guard let id = $0.integerValue else { throw OriginalRefusal.badRequest }
            return id
        }
    }

    var correlation: JSONValue {
        get throws {
            guard let correlation = json["correlation"], case .object = correlation else {
                throw OriginalRefusal.badRequest
            }
            return correlation
        }
    }

    /// These keys of the request in this order, with the server's time: what events and tombstones are made of.
    func payload(_ keys: [String], stamp: Int64, id: (key: String, value: Int64)? = nil) throws -> JSONValue {
        var members = id.map { [JSONMember($0.key, .integer($0.value))] } ?? []
        for key in keys where key != "eventTimestamp" {
            guard let value = json[key] else { throw OriginalRefusal.badRequest }
            members.append(JSONMember(key, value))
        }
        members.append(JSONMember("correlation", try correlation))
        members.append(JSONMember("eventTimestamp", .integer(stamp)))
        return .object(members)
    }
}

extension JSONValue {
    static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { JSONMember($0.key, $0.value) })
    }

    static func optional(_ number: Int64?) -> JSONValue { number.map { .integer($0) } ?? .null }

    static func ids(_ numbers: some Sequence<Int64>) -> JSONValue { .array(numbers.map { .integer($0) }) }

    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
