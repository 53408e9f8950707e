extension StoreReading {
    /// A number that the library keeps about itself (``FactName``).
    func fact(_ name: String) throws -> Int64? {
        try first(Query(.facts, [.factValue], where: .equals(.factName, .text(name)))) { $0.integer(0) }
    }

    /// The number that was given last to a write or in an answer. What this state holds is stamped up to there.
    func lastStamp() throws -> Int64 { try fact(FactName.lastStamp) ?? 0 }

    /// The last number that was given, and the one after which nothing was written; the same where nobody noted that.
    func lastStampAndWrite() throws -> (stamp: Int64, write: Int64) {
        let names = [FactName.lastStamp, FactName.lastWrite]
        let query = Query(
            .facts, [.factName, .factValue], where: .anyOf(.factName, names.map { .text($0) }))
        let facts = Dictionary(try all(query) { ($0.text(0), $0.integer(1)) }, uniquingKeysWith: { first, _ in first })
        let stamp = facts[FactName.lastStamp] ?? 0
        return (stamp, facts[FactName.lastWrite] ?? stamp)
    }

    /// The last number, or the stamp of the newest row, when the original has written since.
    func lastStampOrNewest() throws -> Int64 {
        let stamps: [Column] = [.folderStamp, .linkStamp, .tombstoneStamp, .panelStamp, .panelFolderStamp, .tagStamp]
        return try (stamps.compactMap { try largest($0) } + [lastStamp()]).max() ?? 0
    }
}

extension StoreTransaction {
    func setFact(_ name: String, _ value: Int64) throws {
        try insert(.facts, [Assignment(.factName, .text(name)), Assignment(.factValue, .integer(value))])
    }
}
