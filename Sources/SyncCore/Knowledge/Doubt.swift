/// A row that a device may lack, or have in another state, although its claim says otherwise.
struct Doubt: Sendable, Equatable {
    let kind: EditableTable
    let row: Int64
    /// Settled once a claim that covers this stamp is shown.
    let stamp: Int64
    /// It may not be there at all, so it goes among the rows, whatever else goes into the list.
    let isMissing: Bool
}

extension StoreReading {
    func doubts(of holder: Int64) throws -> [Doubt] {
        let query = Query(
            .doubts, [.doubtTable, .doubtRow, .doubtStamp, .doubtIsMissing],
            where: .equals(.doubtHolder, .integer(holder)), order: [.doubtTable, .doubtRow])
        return try all(query) { row in
            EditableTable(number: row.integer(0)).map {
                Doubt(kind: $0, row: row.integer(1), stamp: row.integer(2), isMissing: row.boolean(3))
            }
        }.compactMap { $0 }
    }
}

extension StoreTransaction {
    /// What was missing before stays so until it is settled.
    func add(_ doubt: Doubt, of holder: Int64) throws {
        let isMissing =
            try doubt.isMissing
            || first(
                Query(
                    .doubts, [.doubtIsMissing],
                    where: .and([
                        .equals(.doubtHolder, .integer(holder)),
                        .equals(.doubtTable, .integer(Int64(doubt.kind.table.rawValue))),
                        .equals(.doubtRow, .integer(doubt.row)),
                    ]))
            ) { $0.boolean(0) } ?? false
        try insert(
            .doubts,
            [
                Assignment(.doubtHolder, .integer(holder)),
                Assignment(.doubtTable, .integer(Int64(doubt.kind.table.rawValue))),
                Assignment(.doubtRow, .integer(doubt.row)), Assignment(.doubtStamp, .integer(doubt.stamp)),
                Assignment(.doubtIsMissing, .boolean(isMissing)),
            ])
    }
}
