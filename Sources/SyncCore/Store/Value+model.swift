import SyncModel

extension Value {
    init(_ id: (some RowID)?) { self = id.map { .integer($0.number) } ?? .null }
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

extension Predicate {
    static func id(_ column: Column, _ id: some RowID) -> Predicate { .equals(column, .integer(id.number)) }

    static func ids(_ column: Column, _ ids: [some RowID]) -> Predicate {
        .anyOf(column, ids.map { .integer($0.number) })
    }
}
