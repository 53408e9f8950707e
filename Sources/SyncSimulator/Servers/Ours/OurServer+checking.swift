import SyncCore

/// What checkers must know of what the core keeps. Read with the words of the tables, not with the core's own eyes.
extension OurServer {
    func rowsTakenForDelivered(by watermark: Int64) -> Set<RowKey> {
        reading { snapshot in
            let columns: [Column] = [.claimHolder, .claimRows, .claimIsSure, .claimList]
            let query = Query(.claims, columns, where: .equals(.claimNumber, .integer(watermark)))
            guard
                let claim = try snapshot.first(
                    query,
                    { (holder: $0.integer(0), through: $0.integer(1), isSure: $0.boolean(2), list: $0.integer(3)) }),
                claim.isSure
            else { return [] }
            let births = try Self.births(
                through: claim.through, retoldThrough: claim.list, notBy: claim.holder, snapshot)
            return births.subtracting(try Self.doubted(by: claim.holder, snapshot))
        }
    }

    /// Rows that were made up to a stamp, but for those that the device made itself, and links that its next list says
    /// again.
    private static func births(
        through stamp: Int64, retoldThrough: Int64, notBy holder: Int64, _ snapshot: any StoreSnapshot
    ) throws -> Set<RowKey> {
        let columns: [Column] = [.historyTable, .historyRow, .historyBirth, .historyCreator, .historyRetold]
        let rows = try snapshot.all(Query(.histories, columns)) { row -> RowKey? in
            guard row.integer(2) <= stamp, row.integer(4) <= retoldThrough, row.integer(3) != holder || holder == 0
            else { return nil }
            return Table(rawValue: Int(row.integer(0)))?.rowKind.map { RowKey($0, row.integer(1)) }
        }
        return Set(rows.compactMap { $0 })
    }

    private static func doubted(by holder: Int64, _ snapshot: any StoreSnapshot) throws -> Set<RowKey> {
        let query = Query(.doubts, [.doubtTable, .doubtRow], where: .equals(.doubtHolder, .integer(holder)))
        let rows = try snapshot.all(query) { row in
            Table(rawValue: Int(row.integer(0)))?.rowKind.map { RowKey($0, row.integer(1)) }
        }
        return Set(rows.compactMap { $0 })
    }

    var longestQueueCount: Int { process?.live.waitingMax ?? 0 }

    func sizes() -> ServerSizes {
        var sizes = ServerSizes()
        sizes.openSnapshotsCount = openSnapshotsCount
        if let process {
            sizes.socketsCount = process.live.count
            sizes.waitingListsCount = process.lists.count + process.heldRows.count
        }
        return reading { snapshot in
            sizes.claimsCount = try snapshot.all(Query(.claims, [.claimNumber])) { _ in 0 }.count
            var doubts: [Int64: Int] = [:]
            for holder in try snapshot.all(Query(.doubts, [.doubtHolder]), { $0.integer(0) }) {
                doubts[holder, default: 0] += 1
            }
            sizes.doubtsMax = doubts.values.max() ?? 0
            return sizes
        }
    }
}

extension Live {
    /// Events in the longest queue. The core tells nobody, so the value is taken apart.
    var waitingMax: Int {
        guard let sessions = Mirror(reflecting: self).descendant("sessions") else {
            preconditionFailure("sessions have another name now: the check of their queues must know it")
        }
        return Mirror(reflecting: sessions).children.reduce(0) { longest, entry in
            guard let waiting = Mirror(reflecting: entry.value).descendant(1, "waiting") as? [Announcement] else {
                preconditionFailure("queues have another name now: their check must know it")
            }
            return max(longest, waiting.count)
        }
    }
}
