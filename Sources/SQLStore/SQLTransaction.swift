import SyncCore

/// A transaction on the connection that writes.
final class SQLTransaction: StoreTransaction {
    /// By ``Table/rawValue``: the highest id that was ever handed out here.
    private(set) var lastIds: [Int64]
    /// The same, of this transaction; where the database was asked.
    private var keptIds: [Int64]
    /// By ``Table/rawValue``: whether the database was asked in this transaction; another program may have written.
    private var isNumbered: [Bool]
    private let connection: any SQLConnection
    private let dialect: any SQLDialect
    private let renderer: SQLRenderer
    private var isOver = false

    init(_ connection: any SQLConnection, _ dialect: any SQLDialect, lastIds: [Int64]) {
        self.connection = connection
        self.dialect = dialect
        self.lastIds = lastIds
        keptIds = lastIds.map { _ in 0 }
        isNumbered = lastIds.map { _ in false }
        renderer = SQLRenderer(dialect)
    }

    func rows(_ query: Query) throws -> any Cursor {
        try checkIsOpen()
        return try SQLCursor(query, connection, dialect)
    }

    func largest(_ column: Column) throws -> Int64? {
        try checkIsOpen()
        return try connection.largest(column, dialect)
    }

    func insert(_ table: Table, _ values: [Assignment]) throws -> Int64 {
        try table.checkInsert(values)
        let isIdGiven = table.idColumn.map { id in values.contains { $0.column == id } } ?? false
        let (id, values) = try numbered(values, of: table)
        let shape = SQLShape(insert: table, values, dialect)
        let render = { [renderer] () throws(StoreError) in renderer.insert(table, values) }
        if isIdGiven || table.hasReferences {
            _ = try run(shape, render: render)
        } else {
            try perform(shape, render: render)
        }
        return id
    }

    func update(_ table: Table, where predicate: Predicate, set values: [Assignment]) throws -> Int {
        try table.checkUpdate(values)
        let shape = try SQLShape(update: table, where: predicate, set: values, dialect)
        return try run(shape) { () throws(StoreError) in
            try renderer.update(table, where: predicate, set: values)
        }
    }

    func delete(_ table: Table, where predicate: Predicate) throws -> Int {
        let shape = try SQLShape(delete: table, where: predicate, dialect)
        return try run(shape) { () throws(StoreError) in try renderer.delete(table, where: predicate) }
    }

    /// What is to be done before the commit.
    func finish() throws(StoreError) {
        try keepIds()
        guard isNumbered[Table.events.rawValue], let text = dialect.tellOthers else { return }
        try perform(SQLShape(tellingOf: .events, dialect)) { () throws(StoreError) in text }
    }

    /// Has the database take note of the ids that were handed out, where it does not by itself.
    private func keepIds() throws(StoreError) {
        for table in Table.allCases where isNumbered[table.rawValue] {
            guard let text = dialect.keepIds(of: table, upTo: keptIds[table.rawValue]) else { continue }
            let shape = SQLShape(keepIdsOf: table, text.values, dialect)
            try perform(shape) { () throws(StoreError) in text }
        }
    }

    /// Ends its cursors; nothing may be called afterwards.
    func end() {
        isOver = true
        connection.session.endReading()
    }

    /// A database that ends a transaction by itself, on a full disk say, would otherwise run what follows outside of any.
    private func checkIsOpen() throws(StoreError) {
        guard !isOver else { throw StoreError(.mistaken, "the transaction is over") }
        guard connection.isInTransaction else { throw StoreError(.unavailable, "the database ended the transaction") }
    }

    /// - Returns: how many rows it changed.
    private func run(
        _ shape: SQLShape, render: () throws(StoreError) -> SQLStatementText
    ) throws(StoreError) -> Int {
        try bound(shape, render) { (statement) throws(StoreError) in
            while try statement.step() {}
            return statement.changedRows
        }
    }

    /// Without waiting for what the database says, where that would be a trip.
    private func perform(
        _ shape: SQLShape, render: () throws(StoreError) -> SQLStatementText
    ) throws(StoreError) {
        try bound(shape, render) { (statement) throws(StoreError) in try statement.perform() }
    }

    private func bound<Answer>(
        _ shape: SQLShape, _ render: () throws(StoreError) -> SQLStatementText,
        _ body: (any SQLStatement) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer {
        try checkIsOpen()
        let session = connection.session
        let prepared = try session.take(shape, on: connection, isCursor: false, render: render)
        defer { session.giveBack(prepared, isCursor: false) }
        try prepared.statement.bind(shape.values)
        return try body(prepared.statement)
    }

    /// The id of a new row, and its values with that id.
    private func numbered(_ values: [Assignment], of table: Table) throws(StoreError) -> (Int64, [Assignment]) {
        guard let idColumn = table.idColumn else { return (0, values) }
        try learnHighestId(of: table)
        if let given = values.first(where: { $0.column == idColumn }), case .integer(let id) = given.value {
            take(id, of: table)
            return (id, values)
        }
        let id = try table.id(after: lastIds[table.rawValue])
        take(id, of: table)
        return (id, [Assignment(idColumn, .integer(id))] + values)
    }

    private func take(_ id: Int64, of table: Table) {
        lastIds[table.rawValue] = max(lastIds[table.rawValue], id)
        keptIds[table.rawValue] = max(keptIds[table.rawValue], id)
    }

    private func learnHighestId(of table: Table) throws(StoreError) {
        guard !isNumbered[table.rawValue] else { return }
        try checkIsOpen()
        let session = connection.session
        let shape = SQLShape(highestIdOf: table, dialect)
        let prepared = try session.take(shape, on: connection, isCursor: false) { () throws(StoreError) in
            SQLStatementText(dialect.highestId(of: table))
        }
        defer { session.giveBack(prepared, isCursor: false) }
        if try prepared.statement.step() {
            let highest = prepared.statement.integer(0)
            lastIds[table.rawValue] = max(lastIds[table.rawValue], highest)
            keptIds[table.rawValue] = highest
        }
        isNumbered[table.rawValue] = true
    }
}

extension Table {
    /// To rows that may not be there, so that the database may refuse one.
    fileprivate var hasReferences: Bool { self == .linkTags }
}
