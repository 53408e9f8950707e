extension Cursor {
    public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
}

extension StoreReading {
    /// All rows of a query, each made into a value. Only for what is known to be short.
    public func all<Element>(_ query: Query, _ decode: (any Cursor) -> Element) throws -> [Element] {
        var elements: [Element] = []
        let cursor = try rows(query)
        defer { cursor.close() }
        while try cursor.advance() { elements.append(decode(cursor)) }
        return elements
    }

    /// The first row of a query, if there is one.
    public func first<Element>(_ query: Query, _ decode: (any Cursor) -> Element) throws -> Element? {
        let cursor = try rows(query)
        defer { cursor.close() }
        return try cursor.advance() ? decode(cursor) : nil
    }

    public func exists(_ table: Table, where predicate: Predicate) throws -> Bool {
        try first(Query(table, [table.columns[0]], where: predicate)) { _ in true } ?? false
    }
}
