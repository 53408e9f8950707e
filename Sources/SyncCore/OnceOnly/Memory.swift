/// A row that a request made once.
struct RememberedRow: Sendable, Equatable {
    /// As the app numbers it; 0 when the request was made online and no other has named it since.
    let localId: Int64
    let row: Int64
}

extension StoreReading {
    /// - Parameter localIds: which; all under this key when `nil`.
    /// - Returns: by local id, ascending.
    func remembered(_ key: MemoryKey, localIds: [Int64]? = nil) throws -> [RememberedRow] {
        try all(query(key, localIds)) { RememberedRow(localId: $0.integer(0), row: $0.integer(1)) }
    }

    func remembered(_ key: MemoryKey, localId: Int64) throws -> Int64? {
        try first(query(key, [localId])) { $0.integer(1) }
    }

    /// The one with the smallest local id.
    func firstRemembered(_ key: MemoryKey) throws -> Int64? { try first(query(key, nil)) { $0.integer(1) } }

    private func query(_ key: MemoryKey, _ localIds: [Int64]?) -> Query {
        var parts = key.columns
        switch localIds {
        case nil: break
        case .some(let ids) where ids.count == 1: parts.append(.equals(.memoryLocalId, .integer(ids[0])))
        case .some(let ids): parts.append(.anyOf(.memoryLocalId, ids.map { .integer($0) }))
        }
        return Query(.memories, [.memoryLocalId, .memoryRow], where: .and(parts), order: [.memoryLocalId])
    }
}

extension StoreTransaction {
    /// Replaces what was remembered under this key and local id.
    func remember(_ key: MemoryKey, localId: Int64, _ kind: EditableTable, row: Int64) throws {
        try insert(
            .memories,
            [
                Assignment(.memoryKeyHigh, .integer(key.high)), Assignment(.memoryKeyLow, .integer(key.low)),
                Assignment(.memoryLocalId, .integer(localId)),
                Assignment(.memoryTable, .integer(Int64(kind.table.rawValue))), Assignment(.memoryRow, .integer(row)),
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
