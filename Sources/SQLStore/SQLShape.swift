import SyncCore

/// What a statement looks like without its values, as a key for prepared ones, and those values in the order of binding.
///
/// Walking a query this way takes a fraction of what making its SQL takes, which is done once per shape. The walk is
/// ``SQLRenderer``'s, value by value; ``SQLSession`` compares the two whenever a shape is met for the first time.
struct SQLShape {
    private(set) var key: [UInt8] = []
    private(set) var values: [Value] = []
    private(set) var mayBeLong = false
    private let dialect: any SQLDialect

    init(_ query: Query, _ dialect: any SQLDialect) throws(StoreError) {
        self.init(.select, query.table, dialect)
        mayBeLong = query.mayBeLong
        key.append(mayBeLong ? 1 : 0)
        append(query.columns)
        try append(query.predicate, query.table)
        append(query.order)
    }

    init(insert table: Table, _ assignments: [Assignment], _ dialect: any SQLDialect) {
        self.init(.insert, table, dialect)
        append(assignments)
    }

    init(
        update table: Table, where predicate: Predicate, set assignments: [Assignment], _ dialect: any SQLDialect
    ) throws(StoreError) {
        self.init(.update, table, dialect)
        append(assignments)
        key.append(Mark.end.rawValue)
        try append(predicate, table)
    }

    init(delete table: Table, where predicate: Predicate, _ dialect: any SQLDialect) throws(StoreError) {
        self.init(.delete, table, dialect)
        try append(predicate, table)
    }

    init(highestIdOf table: Table, _ dialect: any SQLDialect) { self.init(.highestId, table, dialect) }

    init(tellingOf table: Table, _ dialect: any SQLDialect) { self.init(.tellOthers, table, dialect) }

    init(keepIdsOf table: Table, _ values: [Value], _ dialect: any SQLDialect) {
        self.init(.keepIds, table, dialect)
        self.values = values
    }

    /// Above any column and table.
    private enum Mark: UInt8 {
        case select = 128
        case insert, update, delete, everything, equals, isNull, anyOf, empty, packed, after, contains, and, refersTo,
            end
        case highestId, keepIds, tellOthers
    }

    private init(_ verb: Mark, _ table: Table, _ dialect: any SQLDialect) {
        self.dialect = dialect
        key.reserveCapacity(32)
        key.append(verb.rawValue)
        key.append(UInt8(table.rawValue))
    }

    private mutating func append(_ columns: [Column]) {
        for column in columns { key.append(UInt8(column.rawValue)) }
        key.append(Mark.end.rawValue)
    }

    private mutating func append(_ assignments: [Assignment]) {
        values.reserveCapacity(assignments.count + 2)
        for assignment in assignments {
            key.append(UInt8(assignment.column.rawValue))
            values.append(assignment.value)
        }
    }

    private mutating func append(_ mark: Mark, _ column: Column) {
        key.append(mark.rawValue)
        key.append(UInt8(column.rawValue))
    }

    private mutating func append(_ predicate: Predicate, _ table: Table) throws(StoreError) {
        switch predicate {
        case .everything: key.append(Mark.everything.rawValue)
        case .equals(let column, .null), .isNull(let column):
            try table.check(column, comparedWith: EmptyCollection())
            append(.isNull, column)
        case .equals(let column, let value):
            try table.check(column, comparedWith: CollectionOfOne(value))
            append(.equals, column)
            values.append(value)
        case .anyOf(let column, let list): try append(column, anyOf: list, table)
        case .after(let column, let limit):
            try table.check(column, comparedWith: CollectionOfOne(.integer(limit)))
            append(.after, column)
            values.append(.integer(limit))
        case .contains(let column, let text):
            try table.check(column, comparedWith: CollectionOfOne(.text(text)))
            append(.contains, column)
            values.append(.text(text))
        case .and(let parts):
            key.append(Mark.and.rawValue)
            for part in parts { try append(part, table) }
            key.append(Mark.end.rawValue)
        case .refersTo(let column, let referred, let inner):
            try table.check(column, comparedWith: EmptyCollection())
            append(.refersTo, column)
            key.append(UInt8(referred.rawValue))
            try append(inner, referred)
        }
    }

    private mutating func append(_ column: Column, anyOf list: [Value], _ table: Table) throws(StoreError) {
        try table.check(column, comparedWith: list)
        append(.anyOf, column)
        switch SQLList(list, column, dialect) {
        case .empty: key.append(Mark.empty.rawValue)
        case .spread(let members):
            // A power of two, so its logarithm says it all.
            key.append(UInt8(members.count.trailingZeroBitCount))
            values.append(contentsOf: members)
        case .packed(let value):
            key.append(Mark.packed.rawValue)
            values.append(value)
        }
    }
}
