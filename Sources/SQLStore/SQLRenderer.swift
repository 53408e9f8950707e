public import SyncCore

/// Turns the seam's values into SQL. Every value is bound; only names and placeholders become text.
public struct SQLRenderer {
    let dialect: any SQLDialect

    public init(_ dialect: any SQLDialect) { self.dialect = dialect }

    /// - Throws: ``StoreError/Code/mistaken`` for an order that the query does not reach.
    public func select(_ query: Query) throws(StoreError) -> SQLStatementText {
        guard let foreign = query.order.first(where: { $0.table != query.table }) else {
            return try selectFromOneTable(query)
        }
        return try selectJoined(query, with: foreign.table)
    }

    public func insert(_ table: Table, _ values: [Assignment]) -> SQLStatementText {
        let columns = values.map { dialect.quoted($0.column.name) }.joined(separator: ", ")
        let places = values.indices.map { dialect.placeholder($0 + 1) }.joined(separator: ", ")
        var text = SQLStatementText("INSERT INTO \(dialect.quoted(table.name)) (\(columns)) VALUES (\(places))")
        text.values = values.map(\.value)
        if table.replacesRows {
            let others = table.columns.filter { !table.key.contains($0) }
            text.sql += dialect.replacing(
                table.key.map { dialect.quoted($0.name) }, setting: others.map { dialect.quoted($0.name) })
        }
        return text
    }

    public func update(
        _ table: Table, where predicate: Predicate, set values: [Assignment]
    ) throws(StoreError) -> SQLStatementText {
        var text = SQLStatementText("UPDATE \(dialect.quoted(table.name)) SET ")
        for (index, assignment) in values.enumerated() {
            text.sql += (index == 0 ? "" : ", ") + dialect.quoted(assignment.column.name) + " = "
            bind(assignment.value, &text)
        }
        try appendWhere(predicate, table, &text)
        return text
    }

    public func delete(_ table: Table, where predicate: Predicate) throws(StoreError) -> SQLStatementText {
        var text = SQLStatementText("DELETE FROM \(dialect.quoted(table.name))")
        try appendWhere(predicate, table, &text)
        return text
    }

    private func selectFromOneTable(_ query: Query) throws(StoreError) -> SQLStatementText {
        let columns = query.columns.map { dialect.quoted($0.name) }.joined(separator: ", ")
        var text = SQLStatementText("SELECT \(columns) FROM \(dialect.quoted(query.table.name))")
        try appendWhere(query.predicate, query.table, &text)
        appendOrder(query.order, &text) { dialect.quoted($0.name) }
        return text
    }

    /// The one table that the predicate refers to is joined, so that the order can name its columns.
    private func selectJoined(_ query: Query, with joined: Table) throws(StoreError) -> SQLStatementText {
        guard let through = query.predicate.reference(to: joined),
            query.order.allSatisfy({ $0.table == query.table || $0.table == joined }),
            let id = joined.idColumn
        else { throw StoreError(.mistaken, "\(query.table.name) can't be put in the order of \(joined.name)") }
        let columns = query.columns.map(qualified).joined(separator: ", ")
        var text = SQLStatementText("SELECT \(columns) FROM \(dialect.quoted(joined.name))")
        text.sql += " JOIN \(dialect.quoted(query.table.name)) ON \(qualified(through)) = \(qualified(id))"
        text.sql += " WHERE "
        try append(query.predicate, query.table, &text, name: qualified, joined: joined)
        appendOrder(query.order, &text, name: qualified)
        return text
    }

    private func appendWhere(
        _ predicate: Predicate, _ table: Table, _ text: inout SQLStatementText
    ) throws(StoreError) {
        if case .everything = predicate { return }
        text.sql += " WHERE "
        try append(predicate, table, &text) { dialect.quoted($0.name) }
    }

    private func append(
        _ predicate: Predicate, _ table: Table, _ text: inout SQLStatementText, name: (Column) -> String,
        joined: Table? = nil
    ) throws(StoreError) {
        switch predicate {
        case .everything: text.sql += "1 = 1"
        case .equals(let column, .null), .isNull(let column): text.sql += "\(name(column)) IS NULL"
        case .equals(let column, let value):
            text.sql += "\(name(column)) = "
            bind(value, &text)
        case .anyOf(let column, let values): append(column, anyOf: values, &text, name: name)
        case .after(let column, let limit):
            text.sql += "\(name(column)) > "
            bind(.integer(limit), &text)
        case .contains(let column, let wanted):
            text.sql += dialect.contains(name(column), dialect.placeholder(text.values.count + 1))
            text.values.append(.text(wanted))
        case .and(let parts): try append(all: parts, table, &text, name: name, joined: joined)
        case .refersTo(_, joined, let inner):
            try append(inner, joined!, &text, name: name)
        case .refersTo(let column, let referred, let inner):
            var select = text
            select.sql = "SELECT \(dialect.quoted("id")) FROM \(dialect.quoted(referred.name))"
            try appendWhere(inner, referred, &select)
            text.values = select.values
            text.sql += "\(name(column)) IN \(dialect.subquery(select.sql))"
        }
    }

    private func append(
        all parts: [Predicate], _ table: Table, _ text: inout SQLStatementText, name: (Column) -> String, joined: Table?
    ) throws(StoreError) {
        guard !parts.isEmpty else { return text.sql += "1 = 1" }
        text.sql += "("
        for (index, part) in parts.enumerated() {
            if index > 0 { text.sql += " AND " }
            try append(part, table, &text, name: name, joined: joined)
        }
        text.sql += ")"
    }

    private func append(
        _ column: Column, anyOf values: [Value], _ text: inout SQLStatementText, name: (Column) -> String
    ) {
        switch SQLList(values, column, dialect) {
        case .empty: text.sql += dialect.never
        case .spread(let values):
            text.sql += "\(name(column)) IN ("
            for (index, value) in values.enumerated() {
                if index > 0 { text.sql += ", " }
                bind(value, &text)
            }
            text.sql += ")"
        case .packed(let value):
            text.sql += dialect.isMember(
                name(column), ofPacked: dialect.placeholder(text.values.count + 1), column.type)
            text.values.append(value)
        }
    }

    private func bind(_ value: Value, _ text: inout SQLStatementText) {
        text.values.append(value)
        text.sql += dialect.placeholder(text.values.count)
    }

    private func appendOrder(_ order: [Column], _ text: inout SQLStatementText, name: (Column) -> String) {
        guard !order.isEmpty else { return }
        text.sql += " ORDER BY " + order.map { dialect.ordered(name($0), $0) }.joined(separator: ", ")
    }

    private func qualified(_ column: Column) -> String {
        dialect.quoted(column.table.name) + "." + dialect.quoted(column.name)
    }
}
