/// A row that a request made once.
struct RememberedRow: Sendable, Equatable {
    /// As the app numbers it; 0 when the request was made online and no other has named it since.
    let localId: Int64
    let row: Int64
    /// Of the write that named it last.
    let stamp: Int64
}

extension StoreReading {
    /// - Parameter localIds: which; all under this key when `nil`.
    /// - Returns: by local id, ascending.
    func remembered(_ key: MemoryKey, localIds: [Int64]? = nil) throws -> [RememberedRow] {
        try all(query(key, localIds), Self.rememberedRow)
    }

    func remembered(_ key: MemoryKey, localId: Int64) throws -> RememberedRow? {
        try first(query(key, [localId]), Self.rememberedRow)
    }

    private static func rememberedRow(_ row: any Cursor) -> RememberedRow {
        RememberedRow(localId: row.integer(0), row: row.integer(1), stamp: row.integer(2))
    }

    private func query(_ key: MemoryKey, _ localIds: [Int64]?) -> Query {
        var parts = key.columns
        switch localIds {
        case nil: break
        case .some(let ids) where ids.count == 1: parts.append(.equals(.memoryLocalId, .integer(ids[0])))
        case .some(let ids): parts.append(.anyOf(.memoryLocalId, ids.map { .integer($0) }))
        }
        return Query(
            .memories, [.memoryLocalId, .memoryRow, .memoryStamp], where: .and(parts), order: [.memoryLocalId])
    }
}

extension StoreTransaction {
    /// Replaces what was remembered under this key and local id.
    func remember(_ key: MemoryKey, localId: Int64, _ kind: EditableTable, row: Int64, stamp: Int64) throws {
        try insert(
            .memories,
            [
                Assignment(.memoryKeyHigh, .integer(key.high)), Assignment(.memoryKeyLow, .integer(key.low)),
                Assignment(.memoryLocalId, .integer(localId)),
                Assignment(.memoryTable, .integer(Int64(kind.table.rawValue))), Assignment(.memoryRow, .integer(row)),
                Assignment(.memoryStamp, .integer(stamp)),
            ])
    }

    func forget(_ key: MemoryKey, localId: Int64) throws {
        try delete(.memories, where: .and(key.columns + [.equals(.memoryLocalId, .integer(localId))]))
    }
}

extension MemoryKey {
    fileprivate var columns: [Predicate] {
        [.equals(.memoryKeyHigh, .integer(high)), .equals(.memoryKeyLow, .integer(low))]
    }
}
