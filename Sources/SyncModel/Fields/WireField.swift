public import JSONText

/// What can be the value of a key on the wire.
public protocol WireField: Sendable {
    /// For sentences and the wire reference: "a text".
    static var kindInWords: String { get }
    /// - Throws: why this value is none of the kind.
    init(json: JSONValue) throws(FieldError)
    func write(to writer: inout JSONWriter)
}

/// Why a body is not what its route takes: a path of keys and a reason that together make a sentence. Holds no values.
public struct FieldError: Error, Equatable, Sendable {
    public let path: [String]
    public let reason: String

    public init(_ reason: String, path: [String] = []) {
        self.path = path
        self.reason = reason
    }

    init(_ json: JSONValue, isNo kind: String) { self.init("must be \(kind), not \(json.kindInWords)") }

    func under(_ key: String) -> FieldError { FieldError(reason, path: [key] + path) }

    /// "`correlation.id` must be a text, not a whole number"
    public var sentence: String {
        path.isEmpty ? "The body \(reason)" : "`\(path.joined(separator: "."))` \(reason)"
    }
}

extension String: WireField {
    public static var kindInWords: String { "a text" }

    public init(json: JSONValue) throws(FieldError) {
        guard case .string(let text) = json else { throw FieldError(json, isNo: Self.kindInWords) }
        self = text
    }

    public func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Int64: WireField {
    public static var kindInWords: String { "a whole number" }

    public init(json: JSONValue) throws(FieldError) {
        guard case .integer(let number) = json else { throw FieldError(json, isNo: Self.kindInWords) }
        self = number
    }

    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Bool: WireField {
    public static var kindInWords: String { "true or false" }

    public init(json: JSONValue) throws(FieldError) {
        guard case .boolean(let truth) = json else { throw FieldError(json, isNo: Self.kindInWords) }
        self = truth
    }

    public func write(to writer: inout JSONWriter) { writer.boolean(self) }
}

extension Optional: WireField where Wrapped: WireField {
    public static var kindInWords: String { Wrapped.kindInWords + " or null" }

    public init(json: JSONValue) throws(FieldError) {
        self = json == .null ? nil : try Wrapped(json: json)
    }

    public func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}

extension Array: WireField where Element: WireField {
    public static var kindInWords: String { "a list, each element " + Element.kindInWords }

    public init(json: JSONValue) throws(FieldError) {
        guard case .array(let values) = json else { throw FieldError(json, isNo: "a list") }
        self = []
        reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            do { append(try Element(json: value)) } catch { throw error.under("\(index)") }
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginArray()
        for element in self { element.write(to: &writer) }
        writer.endArray()
    }
}
