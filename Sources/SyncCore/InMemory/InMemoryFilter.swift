extension InMemoryLibrary {
    /// What tells whether a row of `table` fits, worked out once per query.
    func filter(_ predicate: Predicate, on table: Table) throws -> @Sendable (InMemoryRow) -> Bool {
        switch predicate {
        case .everything: return { _ in true }
        case .equals(let column, let value):
            let place = try place(of: column, in: table, for: [value])
            // Most comparisons are of ids.
            if case .integer(let number) = value {
                return { if case .integer(let present) = $0[place] { present == number } else { false } }
            }
            return { $0[place] == value }
        case .isNull(let column):
            let place = try place(of: column, in: table)
            return { $0[place] == .null }
        case .anyOf(let column, let values):
            return try filter(column, in: Set(values), on: table)
        case .after(let column, let limit):
            let place = try place(of: column, in: table, for: [.integer(limit)])
            return { if case .integer(let value) = $0[place] { value > limit } else { false } }
        case .contains(let column, let text):
            return try filter(column, containing: text, on: table)
        case .and(let parts):
            let filters = try parts.map { try filter($0, on: table) }
            if filters.count == 2 { return { [first = filters[0], second = filters[1]] in first($0) && second($0) } }
            return { row in filters.allSatisfy { $0(row) } }
        case .refersTo(let column, let referred, let predicate):
            try table.check(column, comparedWith: EmptyCollection())
            let fits = try filter(predicate, on: referred)
            return try filter(column, in: Set(rows(of: referred).filter(fits).map { $0[0] }), on: table)
        }
    }

    private func filter(_ column: Column, in values: Set<Value>, on table: Table) throws
        -> @Sendable (InMemoryRow) -> Bool
    {
        let place = try place(of: column, in: table, for: values)
        if values.count == 1, let only = values.first, case .integer(let number) = only {
            return { if case .integer(let present) = $0[place] { present == number } else { false } }
        }
        return { $0[place] != .null && values.contains($0[place]) }
    }

    private func filter(
        _ column: Column, containing text: String, on table: Table
    ) throws -> @Sendable (InMemoryRow) -> Bool {
        let place = try place(of: column, in: table, for: [.text(text)])
        let wanted = text.utf8.map(foldedToLowerCase)
        return { row in
            guard case .text(let text) = row[place] else { return false }
            return contains(text.utf8.map(foldedToLowerCase), wanted)
        }
    }

    private func place(
        of column: Column, in table: Table, for values: some Collection<Value> = EmptyCollection()
    ) throws -> Int {
        try table.check(column, comparedWith: values)
        return column.place
    }
}

/// A–Z only: what every database can do alike.
private func foldedToLowerCase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
}

private func contains(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard wanted.count <= text.count else { return false }
    return (0...(text.count - wanted.count)).contains { text[$0..<($0 + wanted.count)].elementsEqual(wanted) }
}
