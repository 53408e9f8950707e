import JSONText
public import SyncModel

/// A folder as the store holds it.
public struct FolderRecord: Sendable, Equatable {
    public var id: FolderID
    public var stamp: Int64
    public var name: String
    public var note: String
    public var parent: FolderID?
    public var isArchived: Bool

    /// What ``init(_:)`` reads, in this order.
    static let columns: [Column] = [
        .folderId, .folderStamp, .folderName, .folderNote, .folderParent, .folderIsArchived,
    ]

    init(_ row: any Cursor) {
        id = FolderID(row.integer(0))
        stamp = row.integer(1)
        name = row.text(2)
        note = row.text(3)
        parent = row.optionalInteger(4).map(FolderID.init)
        isArchived = row.boolean(5)
    }

    /// Everything but the id and the stamp.
    var assignments: [Assignment] {
        [
            Assignment(.folderName, .text(name)), Assignment(.folderNote, .text(note)),
            Assignment(.folderParent, Value(parent)), Assignment(.folderIsArchived, .boolean(isArchived)),
        ]
    }

    /// As a row of an answer (PROTOCOL §2.1).
    /// - Parameters:
    ///   - parent: where it is shown.
    ///   - number: moves the watermark of who applies it.
    func write(to writer: inout JSONWriter, parent: FolderID?, number: Int64) {
        writer.beginObject()
        writer.key("id")
        writer.integer(id.number)
        writer.key("name")
        writer.string(name)
        writer.key("note")
        writer.string(note)
        writer.key("parentFolderId")
        parent.write(to: &writer)
        writer.key("isArchived")
        writer.boolean(isArchived)
        writer.key("eventTimestamp")
        writer.integer(number)
        writer.endObject()
    }

    /// As events tell of it; the correlation is the author's.
    func payload(by correlation: Correlation?) -> WholeFolder {
        var whole = WholeFolder()
        whole.id = id
        whole.name = name
        whole.note = note
        whole.parentFolderId = parent
        whole.isArchived = isArchived
        whole.correlation = correlation
        return whole
    }
}
