import JSONText
import SyncCore
import SyncModel

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
            let doubted = try Self.doubted(by: claim.holder, snapshot)
            let entries = try Self.entriesOfList(claim.list, of: claim.holder, snapshot)
            return births.subtracting(doubted).subtracting(entries)
        }
    }

    /// Entries of panels that come by the next list: it takes their folders out of the panels first, for what was in them
    /// before, and may have been sent an entry while its own removal of that waited.
    static func entriesOfList(
        _ list: Int64, of holder: Int64, _ snapshot: any StoreSnapshot
    ) throws -> Set<RowKey> {
        let entries = try snapshot.all(
            Query(.panelFolders, [.panelFolderId, .panelFolderFolder, .panelFolderPanel])
        ) { (id: $0.integer(0), folder: $0.integer(1), panel: $0.integer(2)) }
        let doubts = try snapshot.all(
            Query(
                .doubts, [.doubtRow, .doubtStamp],
                where: .and([
                    .equals(.doubtHolder, .integer(holder)),
                    .equals(.doubtTable, .integer(Int64(Table.panelFolders.rawValue))),
                ]))
        ) { (row: $0.integer(0), stamp: $0.integer(1)) }
        let graves = doubts.filter { doubt in !entries.contains { $0.id == doubt.row } }.map { $0.stamp - 1 }
        let removals = [OperationName.deleteAFolderFromAPanel, .deleteAFolderFromAllPanels].map(\.rawValue)
        let removed = try snapshot.all(
            Query(
                .tombstones, [.tombstonePayload],
                where: .and([
                    .anyOf(.tombstoneOperation, removals.map { .text($0) }),
                    .after(.tombstoneStamp, min(list, graves.min() ?? list)),
                ]))
        ) { try? JSONReader.read(Array($0.text(0).utf8)) }.compactMap { $0 }
        let told = entries.filter { entry in
            removed.contains { removal in
                let (panel, folder) = (removal["panelId"]?.integerValue, removal["folderID"] ?? removal["id"])
                return folder?.integerValue == entry.folder && (panel ?? entry.panel) == entry.panel
            }
        }
        return Set(told.map { RowKey(.panelFolder, $0.id) })
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
