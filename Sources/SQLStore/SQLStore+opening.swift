import SyncCore

/// What was found when a store was opened, for the banner.
public struct StoreOpening: Sendable {
    public let store: SQLStore
    /// There was no library: neither the original's tables nor ours.
    public let wasNew: Bool
    public let linksCount: Int64
}

extension SQLStore {
    /// Opens the library of a database: makes what is missing of the original's tables and of ours, changes nothing else.
    ///
    /// At the very first opening all ids are raised to `idBase` or stay where they are, whichever is higher, so that two
    /// libraries of ours never hand out the same one; the base is kept as the fact ``FactName/idBase``. An opening that
    /// finds everything in place writes nothing, but begins a write, so that what can't be written is refused now and not
    /// when the first device comes.
    /// - Parameter mayMake: a library that is not there yet is made.
    /// - Throws: ``StoreError``; also when a newer version of this server has been here.
    public static func open(
        _ driver: any SQLDriver, idBase: Int64, mayMake: Bool = true
    ) throws -> StoreOpening {
        let schema = SQLSchema(try driver.writer(), driver.dialect)
        let wasNew = try schema.isAbsent()
        guard mayMake || !wasNew else { throw StoreError(.unavailable, "There is no library in this database yet.") }
        let store = SQLStore(driver)
        if try schema.isComplete() {
            try store.write { _ in }
        } else {
            try store.make(schema, idBase: idBase)
        }
        return StoreOpening(store: store, wasNew: wasNew, linksCount: try schema.count(.links))
    }

    /// In one transaction, so that a server that is killed leaves all or nothing; step by step where the database undoes
    /// no change of tables.
    private func make(_ schema: SQLSchema, idBase: Int64) throws {
        if !driver.dialect.undoesSchemaChanges { try schema.make(idBase: idBase) }
        try write(beginningWith: .beginMigrating) { transaction in
            if driver.dialect.undoesSchemaChanges { try schema.make(idBase: idBase) }
            try schema.seal(transaction, idBase: idBase)
        }
    }
}
