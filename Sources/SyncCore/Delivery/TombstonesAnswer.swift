import JSONText
import SyncModel

/// The answer to `GET_TOMBSTONES`: what was deleted after the asker's watermark, in order (PROTOCOL §2.7).
///
/// Apps apply the list one by one and stop at the first thing that they can't stand, at every start. So it holds only
/// what every app knows, and deletions of tags come last and only for who may have the tag (F15). `DELETE_EVERYTHING`
/// never stands in it (F14).
final class TombstonesAnswer: AnswerText {
    private let store: any StoreReading
    private let watermark: Int64
    private var rows: any Cursor
    /// A deletion of a tag was passed over, so the list is read once more for those.
    private var hasTags = false
    private var isAmongTags = false
    private var hasEnded = false
    private var writer = JSONWriter()

    init(_ store: any StoreReading, after watermark: Int64) throws {
        self.store = store
        self.watermark = watermark
        rows = try store.rows(Self.query(after: watermark))
        writer.beginArray()
    }

    func next(bytesWanted: Int) throws -> [UInt8] {
        while !hasEnded, writer.count < bytesWanted { try step() }
        return writer.take()
    }

    private func step() throws {
        if try rows.advance() { return try write(rows) }
        if hasTags && !isAmongTags {
            isAmongTags = true
            rows = try store.rows(Self.query(after: watermark))
        } else {
            writer.endArray()
            hasEnded = true
        }
    }

    /// What may stand in the list before the tags. The original leaves more, which no app knows (PROTOCOL §2.4).
    private static let told: Set<OperationName> = [
        .deleteFolder, .deleteALink, .deleteDuplicateLinks, .deleteAPanel, .deleteAFolderFromAPanel,
        .deleteAFolderFromAllPanels, .deleteMultipleItems,
    ]

    private static func query(after watermark: Int64) -> Query {
        Query(
            .tombstones, [.tombstoneStamp, .tombstoneOperation, .tombstonePayload],
            where: .after(.tombstoneStamp, watermark), order: [.tombstoneStamp, .tombstoneId])
    }

    /// Whether a row belongs to the part of the list that is being written.
    private func isDue(_ row: any Cursor) -> Bool {
        guard let operation = OperationName(rawValue: row.text(1)) else { return false }
        if operation == .deleteTag { hasTags = true }
        return isAmongTags ? operation == .deleteTag : Self.told.contains(operation)
    }

    /// A payload that is no object can't be told.
    private func write(_ row: any Cursor) throws {
        guard isDue(row), let payload = try? JSONReader.read(Array(row.text(2).utf8)),
            case .object(let members) = payload,
            try !isAmongTags || mayKnow(tag: payload)
        else { return }
        let stamp = row.integer(0)
        writer.beginObject()
        writer.key("deletedAt")
        writer.integer(stamp)
        writer.key("operation")
        row.write(text: 1, to: &writer)
        writer.key("payload")
        // The original leaves a time of the app's in some (PROTOCOL §2.3); apps set their watermark by it.
        writer.value(
            .object(members.map { $0.key == "eventTimestamp" ? JSONMember($0.key, .integer(stamp)) : $0 }))
        writer.endObject()
    }

    /// Who was last here before the tag was made never had it. Of tags that the original made the birth is unknown.
    private func mayKnow(tag payload: JSONValue) throws -> Bool {
        guard watermark > 0, let id = payload["id"]?.integerValue else { return false }
        let birth = try store.first(
            Query(
                .histories, [.historyBirth],
                where: .and([EditableTable.tags.isInHistories, .equals(.historyRow, .integer(id))]))
        ) { $0.integer(0) }
        return (birth ?? 0) <= watermark
    }
}
