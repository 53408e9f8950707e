import JSONText
import SyncModel

/// Which folders were taken out of which panels: apps take out every entry of the pair, also one that was made since.
struct PanelPairs {
    private var pairs: Set<[Int64]> = []
    private var wholeFolders: Set<Int64> = []

    static let operations: Set<OperationName> = [.deleteAFolderFromAPanel, .deleteAFolderFromAllPanels]

    init(deletedAfter stamp: Int64, _ store: any StoreReading) throws {
        let operations = Self.operations.sorted { $0.rawValue < $1.rawValue }
        let query = Query(
            .tombstones, [.tombstoneOperation, .tombstonePayload],
            where: .and([
                .after(.tombstoneStamp, stamp), .anyOf(.tombstoneOperation, operations.map { .text($0.rawValue) }),
            ]))
        for (operation, payload) in try store.all(query, { ($0.text(0), $0.text(1)) }) {
            guard let json = try? JSONReader.read(Array(payload.utf8)) else { continue }
            if operation == OperationName.deleteAFolderFromAPanel.rawValue {
                guard let removal = try? DeleteFolderFromPanel(json: json) else { continue }
                pairs.insert([removal.folderId.number, removal.panelId.number])
            } else if let folder = try? FolderReference(json: json) {
                wholeFolders.insert(folder.id.number)
            }
        }
    }

    /// From where on a device is told of pairs that were taken apart: from its last list on, and from the deletion of each
    /// entry on that it may have been sent while its own deletion of that waited, which its claim counts as heard.
    static func toldAfter(_ standing: Standing, _ store: any StoreReading) throws -> Int64 {
        let graves = try standing.doubts.filter { try $0.kind == .panelFolders && store.isGrave($0) }
        return min(standing.claim.listThrough, graves.map { $0.stamp - 1 }.min() ?? .max)
    }

    var isEmpty: Bool { pairs.isEmpty && wholeFolders.isEmpty }

    func contains(_ folder: FolderID, _ panel: Int64) -> Bool {
        wholeFolders.contains(folder.number) || pairs.contains([folder.number, panel])
    }
}
