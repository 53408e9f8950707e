/// A table in the order of its local ids, which count up from 1 and are never given twice.
struct LocalTable<Row: LocalRow>: Equatable, Sendable {
    private(set) var rows: [Row] = []
    private var lastId: Int64 = 0

    /// Setting a row that is not there does nothing, as `UPDATE … WHERE localId = ?` does.
    subscript(localId: Int64) -> Row? {
        get { index(of: localId).map { rows[$0] } }
        set { if let newValue, let index = index(of: localId) { rows[index] = newValue } }
    }

    func contains(_ localId: Int64) -> Bool { index(of: localId) != nil }

    /// The first row that bears a remote id: several may (PROTOCOL §6).
    func localId(ofRemote remoteId: Int64) -> Int64? { rows.first { $0.remoteId == remoteId }?.localId }

    func remoteId(of localId: Int64) -> Int64? { self[localId]?.remoteId }

    /// - Returns: the local id that the row got.
    @discardableResult
    mutating func insert(_ row: Row) -> Int64 {
        lastId += 1
        var row = row
        row.localId = lastId
        rows.append(row)
        return lastId
    }

    mutating func change(_ localId: Int64, _ change: (inout Row) -> Void) {
        if let index = index(of: localId) { change(&rows[index]) }
    }

    mutating func changeAll(_ localIds: [Int64], _ change: (inout Row) -> Void) {
        for localId in localIds { self.change(localId, change) }
    }

    mutating func changeAll(where matches: (Row) -> Bool, _ change: (inout Row) -> Void) {
        for index in rows.indices where matches(rows[index]) { change(&rows[index]) }
    }

    mutating func remove(_ localId: Int64) {
        if let index = index(of: localId) { rows.remove(at: index) }
    }

    mutating func removeAll(where matches: (Row) -> Bool) { rows.removeAll(where: matches) }

    mutating func clear(idsStartAgain: Bool) {
        rows = []
        if idsStartAgain { lastId = 0 }
    }

    private func index(of localId: Int64) -> Int? {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].localId < localId { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low].localId == localId ? low : nil
    }
}
