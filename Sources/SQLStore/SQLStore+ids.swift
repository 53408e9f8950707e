public import SyncCore

/// What the copying of a library needs to know and set; not while somebody writes.
extension SQLStore {
    /// How many rows a table has.
    public func count(_ table: Table) throws -> Int64 {
        try SQLSchema(driver.writer(), driver.dialect).count(table)
    }

    /// The highest id that a table ever handed out.
    func highestId(of table: Table) throws(StoreError) -> Int64 {
        try SQLSchema(driver.writer(), driver.dialect).highestId(of: table)
    }

    func raiseIds(of table: Table, to number: Int64) throws(StoreError) {
        try SQLSchema(driver.writer(), driver.dialect).raiseIds(of: table, to: number)
    }
}
