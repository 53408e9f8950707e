/// Rows of the last writes that sockets must not confirm, for sockets that come after.
struct RecentUnconfirmed: Sendable {
    private var rows: [(stamp: Int64, row: UnconfirmedRow)] = []
    /// Rows of writes up to here are not remembered any more.
    private(set) var forgottenThrough: Int64 = .min

    private static var rowsMax: Int { 2_048 }

    mutating func add(_ more: [UnconfirmedRow], stamp: Int64) {
        guard !more.isEmpty else { return }
        rows += more.map { (stamp, $0) }
        guard rows.count > 2 * Self.rowsMax else { return }
        let firstKept = rows.count - Self.rowsMax
        forgottenThrough = rows[firstKept].stamp
        rows.removeAll { $0.stamp <= forgottenThrough }
    }

    func rows(after stamp: Int64) -> [UnconfirmedRow] { rows.filter { $0.stamp > stamp }.map(\.row) }
}
