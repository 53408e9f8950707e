/// What every store refuses alike, before it does anything: mistakes of ours, not of who uses the server.
extension Table {
    /// - Throws: ``StoreError/Code/mistaken`` for a column of another table, a value of the wrong type, or a missing one.
    public func checkInsert(_ values: [Assignment]) throws(StoreError) {
        var given: UInt64 = 0
        for assignment in values {
            try check(assignment)
            given |= 1 << UInt64(assignment.column.place)
        }
        for column in columns where !column.isNullable && !column.isNumberedByStore {
            if given & (1 << UInt64(column.place)) == 0 {
                throw StoreError(.mistaken, "\(name).\(column.name) has no value")
            }
        }
    }

    /// - Throws: ``StoreError/Code/mistaken`` as for an insert, and for a change of the key, which no store has to carry.
    public func checkUpdate(_ values: [Assignment]) throws(StoreError) {
        guard !values.isEmpty else { throw StoreError(.mistaken, "\(name): nothing to set") }
        for assignment in values {
            try check(assignment)
            if key.contains(assignment.column) { throw StoreError(.mistaken, "\(name): a key can't be changed") }
        }
    }

    /// - Throws: ``StoreError/Code/mistaken`` when rows of this table can't be compared so.
    public func check(_ column: Column, comparedWith values: some Collection<Value>) throws(StoreError) {
        guard column.table == self else { throw StoreError(.mistaken, "\(name) has no \(column)") }
        for value in values where !value.isOfType(column.type) {
            throw StoreError(.mistaken, "\(name).\(column.name) can't be compared with such a value")
        }
    }

    /// The number of the next row.
    /// - Throws: ``StoreError/Code/full`` after the last one that there is, which only a damaged library ever reaches.
    public func id(after used: Int64) throws(StoreError) -> Int64 {
        guard used < Int64.max else { throw StoreError(.full, "\(name) has used up all ids") }
        return used + 1
    }

    private func check(_ assignment: Assignment) throws(StoreError) {
        let (column, value) = (assignment.column, assignment.value)
        let isAllowedNull = value.isNull && column.isNullable
        guard column.table == self, isAllowedNull || (!value.isNull && value.isOfType(column.type)) else {
            throw StoreError(.mistaken, "\(name): \(column) can't be given such a value")
        }
    }
}

extension Value {
    /// Without the comparison of values that `==` makes.
    public var isNull: Bool { if case .null = self { true } else { false } }
}
