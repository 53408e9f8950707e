import SyncCore

extension SQLConnection {
    /// Asked once at start: the statement is not kept.
    func largest(_ column: Column, _ dialect: any SQLDialect) throws(StoreError) -> Int64? {
        let name = dialect.quoted(column.name)
        let statement = try prepare("SELECT MAX(\(name)) FROM \(dialect.quoted(column.table.name))")
        defer { statement.reset() }
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }
}
