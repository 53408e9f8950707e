public import JSONText

/// An object of the wire. It states its fields once, in the order of the wire; reading, writing and the wire reference
/// are all made from that.
public protocol WireObject: WireField {
    /// With the default of every field.
    init()
    mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError)
}

/// What goes over the fields of an object: a reader fills them in, a writer takes them.
public protocol FieldVisitor {
    /// - Parameter presence: what to do when the key is not there.
    mutating func field<Field: WireField>(
        _ key: String, _ value: inout Field, _ presence: Presence
    ) throws(FieldError)
}

/// Whether a key must be there.
public enum Presence: Sendable {
    /// Missing: an error. `null`: an error, unless the field may be null.
    case required
    /// Missing or `null`: the field keeps its default (PROTOCOL §7.2-1).
    case optional
    /// Read when there, never written: apps do not expect it back.
    case onlyRead
}

extension WireObject {
    public static var kindInWords: String { "an object" }

    public init(json: JSONValue) throws(FieldError) {
        guard case .object(let members) = json else { throw FieldError(json, isNo: Self.kindInWords) }
        self.init()
        var reader = FieldReader(members)
        try visitFields(&reader)
    }

    public func write(to writer: inout JSONWriter) {
        var fields = FieldWriter()
        var copy = self
        // Handed over and back, so that the buffer has one owner and is never copied.
        swap(&fields.writer, &writer)
        fields.writer.beginObject()
        // A writer throws nothing: it only looks.
        try? copy.visitFields(&fields)
        fields.writer.endObject()
        swap(&fields.writer, &writer)
    }
}

/// Fills the fields of an object from what was read. Keys that no field asks for are passed over (PROTOCOL §1.5).
struct FieldReader: FieldVisitor {
    private let members: [JSONMember]
    /// Apps write keys in the order of the wire, so the next field is mostly the next member.
    private var next = 0

    init(_ members: [JSONMember]) { self.members = members }

    mutating func field<Field: WireField>(
        _ key: String, _ value: inout Field, _ presence: Presence
    ) throws(FieldError) {
        guard let json = find(key), presence == .required || json != .null else {
            if presence == .required { throw FieldError("is missing", path: [key]) }
            return
        }
        do { value = try Field(json: json) } catch { throw error.under(key) }
    }

    /// Of a key that stands there twice, the last one counts.
    private mutating func find(_ key: String) -> JSONValue? {
        guard
            let index = members.indices.contains(next) && members[next].key == key && isUnique(next)
                ? next : members.lastIndex(where: { $0.key == key })
        else { return nil }
        next = index + 1
        return members[index].value
    }

    private func isUnique(_ index: Int) -> Bool {
        !members[(index + 1)...].contains { $0.key == members[index].key }
    }
}

/// Writes the fields of an object.
struct FieldWriter: FieldVisitor {
    var writer = JSONWriter(capacityBytes: 0)

    mutating func field<Field: WireField>(
        _ key: String, _ value: inout Field, _ presence: Presence
    ) throws(FieldError) {
        guard presence != .onlyRead else { return }
        writer.key(key)
        value.write(to: &writer)
    }
}
