import JSONText
import SyncModel

extension Catalog {
    /// PROTOCOL §2.2.
    static let folderReads: [ReadOperation] = [
        ReadOperation(name: .getRootFolders, input: .nothing, answers: "[folder]") { _ throws(FieldError) in
            folders(where: .and([.isNull(.folderParent), .equals(.folderIsArchived, .boolean(false))]))
        },
        ReadOperation(name: .getChildFolders, input: .json(FolderReference()), answers: "[folder]") {
            request throws(FieldError) in
            guard case .json(let json) = request else { throw FieldError("is missing") }
            return folders(where: .id(.folderParent, try FolderReference(json: json).id))
        },
        ReadOperation(name: .searchForFolders, input: .text, answers: "[folder]") { request throws(FieldError) in
            guard case .text(let text) = request else { throw FieldError("is missing") }
            return searchForFolders(text)
        },
    ]

    /// PROTOCOL §2.5.
    static let tagReads: [ReadOperation] = [
        ReadOperation(name: .getTags, input: .nothing, answers: "[tag]") { _ throws(FieldError) in
            PreparedRead { store in
                try ShortAnswer { writer in
                    writer.beginArray()
                    let tags = try store.rows(Query(.tags, TagRow.columns, order: [.tagId]))
                    while try tags.advance() { TagRow.write(tags, to: &writer) }
                    writer.endArray()
                }
            }
        }
    ]

    /// PROTOCOL §2.7.
    public static let pulls: [ReadOperation] = [
        ReadOperation(
            .getUpdates, pulls: .rows,
            answers: "{links: [link], folders: [folder], panels: [panel], panelFolders: [panel folder], tags: [tag],"
                + " linkTags: [link tag]}"),
        ReadOperation(.getTombstones, pulls: .list, answers: "[{deletedAt, operation, payload}]"),
    ]

    // MARK: Looking folders up

    private static func folders(where predicate: Predicate) -> PreparedRead {
        PreparedRead { store in try ShortAnswer { try write(folders: predicate, store, &$0) } }
    }

    private static func write(
        folders predicate: Predicate, _ store: any StoreReading, _ writer: inout JSONWriter
    ) throws {
        writer.beginArray()
        let rows = try store.rows(Query(.folders, FolderRecord.columns, where: predicate, order: [.folderId]))
        while try rows.advance() {
            let folder = FolderRecord(rows)
            folder.write(to: &writer, parent: folder.parent, number: folder.stamp)
        }
        writer.endArray()
    }

    /// The text is what is looked for, quotes and all; a JSON text that is found nowhere is tried without its quotes
    /// (PROTOCOL §7.2-5).
    private static func searchForFolders(_ text: String) -> PreparedRead {
        guard text.contains(where: { !$0.isWhitespace }) else { return folders(where: .anyOf(.folderId, [])) }
        return PreparedRead { store in
            let asItIs = Predicate.contains(.folderName, text)
            guard try !store.exists(.folders, where: asItIs),
                case .string(let inner)? = try? JSONReader.read(Array(text.utf8)), !inner.isEmpty
            else { return try folders(where: asItIs).answer(store) }
            return try folders(where: .contains(.folderName, inner)).answer(store)
        }
    }
}

/// A tag as answers have it.
enum TagRow {
    static let columns: [Column] = [.tagId, .tagName, .tagStamp]

    static func write(_ row: any Cursor, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.integer(row.integer(0))
        writer.key("name")
        row.write(text: 1, to: &writer)
        writer.key("eventTimestamp")
        writer.integer(row.integer(2))
        writer.endObject()
    }
}
