/// One value of a column.
public enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case boolean(Bool)
}

extension Value {
    /// Texts are equal when their bytes are, as databases see it; Swift's own comparison takes `é` for `e` and an accent.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.integer(let left), .integer(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.boolean(let left), .boolean(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .integer(let value): hasher.combine(value)
        case .text(let value): for byte in value.utf8 { hasher.combine(byte) }
        case .boolean(let value): hasher.combine(value)
        }
    }

    /// Whether it is of the column's type, as a null always is.
    public func isOfType(_ type: ColumnType) -> Bool {
        switch (self, type) {
        case (.null, _), (.integer, .integer), (.text, .text), (.boolean, .boolean): true
        default: false
        }
    }
}

/// Which rows. Interpreted by the in-memory store, rendered to SQL by the others; values are always bound, never text.
public indirect enum Predicate: Sendable, Equatable {
    case everything
    /// The same value; `.null` is the same as ``isNull(_:)``.
    case equals(Column, Value)
    case isNull(Column)
    /// In the list; an empty list matches nothing, and neither does a null. Lists of any length work.
    case anyOf(Column, [Value])
    /// Strictly greater.
    case after(Column, Int64)
    /// Contains this text, A–Z in any case, other letters in their own; `%` and `_` stand for themselves.
    case contains(Column, String)
    case and([Predicate])
    /// Rows whose `column` is the id of a row of `table` that fits: `link_tags` of the links changed since, say.
    case refersTo(Column, Table, where: Predicate)
}

/// Which rows of one table, which columns of them, and in what order.
public struct Query: Sendable, Equatable {
    public var table: Table
    public var columns: [Column]
    public var predicate: Predicate
    /// Ascending, one after the other; nulls first, texts by their bytes. Rows that are equal in all of these come in
    /// no promised order, so name an id where it matters. A column of another table is reached through the one
    /// `refersTo` of the predicate: `link_tags` in the order of their links.
    public var order: [Column]

    public init(
        _ table: Table, _ columns: [Column]? = nil, where predicate: Predicate = .everything, order: [Column] = []
    ) {
        self.table = table
        self.columns = columns ?? table.columns
        self.predicate = predicate
        self.order = order
    }
}

/// One column set to one value.
public struct Assignment: Sendable, Equatable {
    public let column: Column
    public let value: Value

    public init(_ column: Column, _ value: Value) {
        self.column = column
        self.value = value
    }
}
