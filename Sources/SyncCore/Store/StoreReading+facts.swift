extension StoreReading {
    /// A number that the library keeps about itself (``FactName``).
    func fact(_ name: String) throws -> Int64? {
        try first(Query(.facts, [.factValue], where: .equals(.factName, .text(name)))) { $0.integer(0) }
    }

    /// The number that was given last to a write or in an answer. What this state holds is stamped up to there.
    func lastStamp() throws -> Int64 { try fact(FactName.lastStamp) ?? 0 }

    /// The same, or the stamp of the newest row, when the original has written since.
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
