import SyncModel

/// What a field held, as a few letters: enough to see that a request still carries it.
struct FieldValue: Sendable, Hashable {
    let digest: String

    init(_ values: [Value]) {
        var hash = ContentHash()
        for value in values { hash.add(value) }
        digest = String(UInt64(bitPattern: hash.key.low), radix: 36)
    }

    init(_ value: Value) { self.init([value]) }

    /// A default collection is one place, with its number beside it or without (PROTOCOL §5.8).
    init(placeOf type: LinkType, _ folder: FolderID?) {
        self.init([.text(type.rawValue), type == .folder ? Value(folder) : .null])
    }

    /// A set: their order says nothing.
    init(tags: [TagID]) { self.init(tags.map(\.number).sorted().map { .integer($0) }) }

    /// Of a row that was read with the columns of `field`, one after the other.
    init(_ field: EditedField, _ row: any Cursor, from first: Int) {
        if field == .linkPlace {
            let folder = row.optionalInteger(first + 1).map(FolderID.init)
            self.init(placeOf: LinkRecord.type(row.text(first)), folder)
        } else {
            self.init(field.columns.enumerated().map { row.value(first + $0.offset, $0.element) })
        }
    }

    /// What a field is set to.
    /// - Parameter values: one for each of its columns, in their order.
    init(_ field: EditedField, _ values: [Assignment]) {
        precondition(values.map(\.column) == field.columns)
        if field == .linkPlace, case .text(let type) = values[0].value {
            var folder: FolderID?
            if case .integer(let number) = values[1].value { folder = FolderID(number) }
            self.init(placeOf: LinkRecord.type(type), folder)
        } else {
            self.init(values.map(\.value))
        }
    }

    fileprivate init(digest: String) { self.digest = digest }
}

/// The values that a field had before the one that it has, the latest first.
struct FormerValues: Sendable, Equatable {
    /// More are of no use: who missed so many edits of one field is told the row anew.
    static let countMax = 8

    private(set) var values: [FieldValue]

    /// As it stands in the database.
    init(text: String) {
        values = text.split(separator: " ").map { FieldValue(digest: String($0)) }
    }

    init() { values = [] }

    var text: String { values.map(\.digest).joined(separator: " ") }

    func contains(_ value: FieldValue) -> Bool { values.contains(value) }

    func adding(_ value: FieldValue) -> FormerValues {
        var more = self
        more.values = Array(([value] + values.filter { $0 != value }).prefix(Self.countMax))
        return more
    }
}

extension Cursor {
    fileprivate func value(_ place: Int, _ column: Column) -> Value {
        if isNull(place) { return .null }
        return switch column.type {
        case .integer: .integer(integer(place))
        case .text: .text(text(place))
        case .boolean: .boolean(boolean(place))
        }
    }
}
