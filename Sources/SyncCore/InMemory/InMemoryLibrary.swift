/// A row as the in-memory store keeps it: one value per column of its table, in their order.
typealias InMemoryRow = [Value]

/// All tables as one value: copied for a snapshot, put back for a rollback.
struct InMemoryLibrary: Sendable {
    /// By ``Table/rawValue``; rows in the order of their keys.
    private var tables: [[InMemoryRow]]
    /// The highest number that each table used, by ``Table/rawValue``; a rollback leaves it as it is.
    var usedIds: [Int64]
    /// The highest number of a row that was kept: what a database knows after a restart.
    private var keptIds: [Int64]

    init(idBase: Int64) {
        tables = Table.allCases.map { _ in [] }
        usedIds = Table.allCases.map { $0.isOriginal && $0.idColumn != nil ? idBase : 0 }
        keptIds = usedIds
        tables[Table.facts.rawValue] = [[.text(FactName.idBase), .integer(idBase)]]
    }

    /// What of it outlives a restart: all rows, but not the numbers of rows that were undone.
    var restarted: InMemoryLibrary {
        var library = self
        library.usedIds = keptIds
        return library
    }

    func rows(of table: Table) -> [InMemoryRow] { tables[table.rawValue] }

    /// The rows that fit, in the order asked for.
    func select(_ query: Query) throws -> [InMemoryRow] {
        let fits = try filter(query.predicate, on: query.table)
        let found: [InMemoryRow]
        if let id = query.predicate.id(in: query.table) {
            found = row(id, of: query.table).map { [$0] }?.filter(fits) ?? []
        } else {
            found = tables[query.table.rawValue].filter(fits)
        }
        guard !query.order.isEmpty else { return found }
        let sortKeys = try InMemorySortKeys(query, in: self)
        return sortKeys.sorted(found)
    }

    private func row(_ id: Value, of table: Table) -> InMemoryRow? {
        let place = placeOfKey([id], in: table)
        let rows = tables[table.rawValue]
        return place < rows.count && rows[place][table.key[0].place] == id ? rows[place] : nil
    }

    /// The largest value of a column of whole numbers.
    func largest(_ column: Column) -> Int64? {
        tables[column.table.rawValue].compactMap { row in
            if case .integer(let value) = row[column.place] { value } else { nil }
        }.max()
    }

    mutating func insert(_ table: Table, _ values: [Assignment]) throws -> Int64 {
        try table.checkInsert(values)
        let (row, id) = try numbered(makeRow(table, values), of: table)
        try checkReferences(row, table)
        let key = keyValues(row, table)
        let place = placeOfKey(key, in: table)
        let isThere = place < tables[table.rawValue].count && keyValues(tables[table.rawValue][place], table) == key
        if !isThere {
            tables[table.rawValue].insert(row, at: place)
            keptIds[table.rawValue] = max(id, keptIds[table.rawValue])
        } else if table.replacesRows {
            tables[table.rawValue][place] = row
        } else {
            throw StoreError(.mistaken, "\(table.name): a row with this id is there already")
        }
        return id
    }

    mutating func update(_ table: Table, where predicate: Predicate, set values: [Assignment]) throws -> Int {
        try table.checkUpdate(values)
        let fits = try filter(predicate, on: table)
        var matched = 0
        for index in tables[table.rawValue].indices where fits(tables[table.rawValue][index]) {
            matched += 1
            for assignment in values { tables[table.rawValue][index][assignment.column.place] = assignment.value }
        }
        return matched
    }

    mutating func delete(_ table: Table, where predicate: Predicate) throws -> Int {
        let fits = try filter(predicate, on: table)
        let gone = tables[table.rawValue].filter(fits)
        guard !gone.isEmpty else { return 0 }
        tables[table.rawValue].removeAll(where: fits)
        dropLinkTags(of: table, Set(gone.map { $0[0] }))
        return gone.count
    }

    private mutating func dropLinkTags(of table: Table, _ ids: Set<Value>) {
        guard let column = table.columnOfLinkTags else { return }
        tables[Table.linkTags.rawValue].removeAll { ids.contains($0[column.place]) }
    }

    private func makeRow(_ table: Table, _ values: [Assignment]) -> InMemoryRow {
        var row = InMemoryRow(repeating: .null, count: table.columns.count)
        for assignment in values { row[assignment.column.place] = assignment.value }
        return row
    }

    private mutating func numbered(_ row: InMemoryRow, of table: Table) throws(StoreError) -> (InMemoryRow, Int64) {
        guard let idColumn = table.idColumn else { return (row, 0) }
        var row = row
        var id = usedIds[table.rawValue]
        if case .integer(let given) = row[idColumn.place] { id = given } else { id = try table.id(after: id) }
        usedIds[table.rawValue] = max(id, usedIds[table.rawValue])
        row[idColumn.place] = .integer(id)
        return (row, id)
    }

    private func checkReferences(_ row: InMemoryRow, _ table: Table) throws {
        guard table == .linkTags else { return }
        for (column, referred) in [(Column.linkTagLink, Table.links), (.linkTagTag, .tags)] {
            let id = [row[column.place]]
            let place = placeOfKey(id, in: referred)
            guard place < tables[referred.rawValue].count, tables[referred.rawValue][place][0] == id[0] else {
                throw StoreError(.mistaken, "link_tags: no such row of \(referred.name)")
            }
        }
    }

    private func keyValues(_ row: InMemoryRow, _ table: Table) -> [Value] { table.key.map { row[$0.place] } }

    /// Where the row of this key stands, or would stand.
    private func placeOfKey(_ key: [Value], in table: Table) -> Int {
        let rows = tables[table.rawValue]
        let columns = table.key.map(\.place)
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].precedes(key, at: columns) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Predicate {
    /// The number of the one row that can fit, where the predicate asks for it by the key of a table that has one column.
    fileprivate func id(in table: Table) -> Value? {
        guard table.idColumn != nil || table == .claims else { return nil }
        switch self {
        case .equals(let column, let value) where column == table.key[0] && value != .null: return value
        case .anyOf(let column, let values) where column == table.key[0] && values.count == 1 && values[0] != .null:
            return values[0]
        case .and(let parts): return parts.lazy.compactMap { $0.id(in: table) }.first
        default: return nil
        }
    }
}

extension Table {
    /// The column of `link_tags` that names rows of this table; they go with it.
    fileprivate var columnOfLinkTags: Column? {
        switch self {
        case .links: .linkTagLink
        case .tags: .linkTagTag
        default: nil
        }
    }
}

extension [Value] {
    /// Whether this row's values at these places come before `key`.
    fileprivate func precedes(_ key: [Value], at places: [Int]) -> Bool {
        for (place, value) in zip(places, key) where self[place] != value { return self[place].precedes(value) }
        return false
    }
}
