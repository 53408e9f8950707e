/// A row that a device may lack, or have in another state, although its claim says otherwise.
struct Doubt: Sendable, Equatable {
    let kind: EditableTable
    let row: Int64
    /// Settled once a claim that covers this stamp is shown.
    let stamp: Int64
    /// Since when it may not be there at all, so that it goes among the rows, whatever else goes into the list; 0 when
    /// it is there. Rows settle this before a list settles the rest: an app that was sent the row once more each time
    /// would misfile it each time (PROTOCOL F16).
    private(set) var missingStamp: Int64

    var isMissing: Bool { missingStamp > 0 }

    init(kind: EditableTable, row: Int64, stamp: Int64, isMissing: Bool) {
        self.init(kind: kind, row: row, stamp: stamp, missingStamp: isMissing ? stamp : 0)
    }

    fileprivate init(kind: EditableTable, row: Int64, stamp: Int64, missingStamp: Int64) {
        (self.kind, self.row, self.stamp, self.missingStamp) = (kind, row, stamp, missingStamp)
    }

    /// What is left of it for who shows this claim.
    func after(_ claim: Claim) -> Doubt {
        var left = self
        if claim.rowsMade >= missingStamp { left.missingStamp = 0 }
        return left
    }
}

extension StoreReading {
    func doubts(of holder: Int64) throws -> [Doubt] {
        let query = Query(
            .doubts, [.doubtTable, .doubtRow, .doubtStamp, .doubtMissing],
            where: .equals(.doubtHolder, .integer(holder)), order: [.doubtTable, .doubtRow])
        return try all(query) { row in
            EditableTable(number: row.integer(0)).map {
                Doubt(kind: $0, row: row.integer(1), stamp: row.integer(2), missingStamp: row.integer(3))
            }
        }.compactMap { $0 }
    }
}

extension StoreTransaction {
    /// What was missing before stays so until it is settled.
    func add(_ doubt: Doubt, of holder: Int64) throws {
        let isIt = Predicate.and([
            .equals(.doubtHolder, .integer(holder)),
            .equals(.doubtTable, .integer(Int64(doubt.kind.table.rawValue))),
            .equals(.doubtRow, .integer(doubt.row)),
        ])
        let missingBefore = try first(Query(.doubts, [.doubtMissing], where: isIt)) { $0.integer(0) } ?? 0
        try write(doubt, of: holder, missingStamp: max(doubt.missingStamp, missingBefore))
    }

    /// In place of what was known of this row.
    func replace(_ doubt: Doubt, of holder: Int64) throws {
        try write(doubt, of: holder, missingStamp: doubt.missingStamp)
    }

    private func write(_ doubt: Doubt, of holder: Int64, missingStamp: Int64) throws {
        try insert(
            .doubts,
            [
                Assignment(.doubtHolder, .integer(holder)),
                Assignment(.doubtTable, .integer(Int64(doubt.kind.table.rawValue))),
                Assignment(.doubtRow, .integer(doubt.row)), Assignment(.doubtStamp, .integer(doubt.stamp)),
                Assignment(.doubtMissing, .integer(missingStamp)),
            ])
    }
}
