/// The order of one query: for each column of it, how to find its value from a row.
struct InMemorySortKeys {
    private enum Source {
        case own(Int)
        case referred(through: Int, [Value: Value])
    }

    private let sources: [Source]

    /// - Throws: ``StoreError/Code/mistaken`` for a column that the query's table and predicate do not reach.
    init(_ query: Query, in library: InMemoryLibrary) throws {
        sources = try query.order.map { column in
            if column.table == query.table { return .own(column.place) }
            guard let through = query.predicate.reference(to: column.table) else {
                throw StoreError(.mistaken, "\(query.table.name) can't be put in the order of \(column)")
            }
            let values = library.rows(of: column.table).map { ($0[0], $0[column.place]) }
            return .referred(through: through.place, Dictionary(uniqueKeysWithValues: values))
        }
    }

    func sorted(_ rows: [InMemoryRow]) -> [InMemoryRow] {
        let keyed = rows.enumerated().map { (keys: keys($0.element), index: $0.offset) }
        let order = keyed.sorted { left, right in
            for (first, second) in zip(left.keys, right.keys) where first != second { return first.precedes(second) }
            return left.index < right.index
        }
        return order.map { rows[$0.index] }
    }

    private func keys(_ row: InMemoryRow) -> [Value] {
        sources.map { source in
            switch source {
            case .own(let place): row[place]
            case .referred(let through, let values): values[row[through]] ?? .null
            }
        }
    }
}

extension Predicate {
    /// The column through which the rows refer to `table`, where the predicate says so.
    public func reference(to table: Table) -> Column? {
        switch self {
        case .refersTo(let column, table, _): column
        case .and(let parts): parts.lazy.compactMap { $0.reference(to: table) }.first
        default: nil
        }
    }
}

extension Value {
    /// The order of a database: nulls first, texts by their bytes.
    func precedes(_ other: Value) -> Bool {
        switch (self, other) {
        case (.null, .null): false
        case (.null, _): true
        case (.integer(let left), .integer(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.boolean(let left), .boolean(let right)): !left && right
        default: false
        }
    }
}
