import JSONText
import SyncModel

/// The answer to `GET_UPDATES`: every row stamped after the asker's watermark, from one committed state, made while it
/// is taken (PROTOCOL §2.7). Only the folders are held in memory.
final class UpdatesAnswer: AnswerText {
    private enum Part {
        case links, folders, panels, panelFolders, tags, linkTags, ended
    }

    private let store: any StoreReading
    private let watermark: Int64
    private var tree: FolderTree
    private let folders: ChangedFolders
    private var part = Part.links
    private var rows: (any Cursor)?
    private var tagsOfLinks: TagsOfLinks?
    private var writer = JSONWriter(capacityBytes: 1_024)

    init(_ store: any StoreReading, after watermark: Int64) throws {
        self.store = store
        self.watermark = watermark
        var tree = FolderTree(store)
        if watermark <= 0 { try tree.readAll() }
        folders = try ChangedFolders(store, after: watermark, tree: &tree)
        self.tree = tree
        writer.beginObject()
        try begin(.links, "links", links(), &writer)
    }

    func next(bytesWanted: Int) throws -> [UInt8] {
        // Taken out of the object while rows are written: each access to it there costs a check.
        var writer = JSONWriter(capacityBytes: 0)
        swap(&writer, &self.writer)
        defer { swap(&writer, &self.writer) }
        while part != .ended, writer.count < bytesWanted { try step(&writer) }
        return writer.take()
    }

    /// Writes one row, or goes on to the next part.
    private func step(_ writer: inout JSONWriter) throws {
        guard let rows, try rows.advance() else { return try finishPart(&writer) }
        switch part {
        case .links: try writeLink(rows, &writer)
        case .panels: writePanel(rows, &writer)
        case .panelFolders: try writePanelFolder(rows, &writer)
        case .tags: TagRow.write(rows, to: &writer)
        case .linkTags: writeLinkTag(rows, &writer)
        case .folders, .ended: break
        }
    }

    private func finishPart(_ writer: inout JSONWriter) throws {
        writer.endArray()
        switch part {
        case .links:
            try begin(.folders, "folders", nil, &writer)
            for (folder, parent) in folders.inOrder { folder.write(to: &writer, parent: parent) }
        case .folders: try begin(.panels, "panels", panels(), &writer)
        case .panels: try begin(.panelFolders, "panelFolders", panelFolders(), &writer)
        case .panelFolders: try begin(.tags, "tags", tags(), &writer)
        case .tags: try begin(.linkTags, "linkTags", linkTags(), &writer)
        case .linkTags, .ended:
            writer.endObject()
            part = .ended
        }
    }

    private func begin(_ part: Part, _ key: String, _ query: Query?, _ writer: inout JSONWriter) throws {
        self.part = part
        rows = try query.map { try store.rows($0) }
        writer.key(key)
        writer.beginArray()
    }

    // MARK: What is asked for

    private func links() -> Query {
        Query(.links, LinkRecord.columns, where: .after(.linkStamp, watermark), order: [.linkStamp, .linkId])
    }

    private func panels() -> Query {
        Query(
            .panels, [.panelId, .panelName, .panelStamp], where: .after(.panelStamp, watermark),
            order: [.panelStamp, .panelId])
    }

    private func panelFolders() -> Query {
        Query(
            .panelFolders,
            [.panelFolderId, .panelFolderFolder, .panelFolderPosition, .panelFolderPanel, .panelFolderStamp],
            where: .after(.panelFolderStamp, watermark), order: [.panelFolderStamp, .panelFolderId])
    }

    private func tags() -> Query {
        Query(.tags, TagRow.columns, where: .after(.tagStamp, watermark), order: [.tagStamp, .tagId])
    }

    private func linkTags() -> Query {
        Query(
            .linkTags, [.linkTagLink, .linkTagTag, .linkTagStamp], where: .after(.linkTagStamp, watermark),
            order: [.linkTagStamp, .linkTagLink, .linkTagTag])
    }

    // MARK: Rows

    /// A link of a folder that does not exist is shown as a saved link, and one of a default collection names its
    /// collection or nothing: apps drop or misfile it otherwise (PROTOCOL §3.3, §6).
    private func writeLink(_ row: any Cursor, _ writer: inout JSONWriter) throws {
        let id = LinkID(row.integer(0))
        var type = LinkRecord.type(row.text(2))
        var folder = row.optionalInteger(8).map(FolderID.init)
        if type == .folder {
            if let wanted = folder, try tree.exists(wanted) {} else { (type, folder) = (.saved, nil) }
        } else if folder != type.collection {
            folder = nil
        }
        writeLink(row, id, type, folder, &writer)
        writer.key("linkTags")
        writer.beginArray()
        if tagsOfLinks == nil { tagsOfLinks = try TagsOfLinks(store, changedAfter: watermark) }
        try tagsOfLinks?.write(of: id, to: &writer)
        writer.endArray()
        writer.endObject()
    }

    private func writeLink(
        _ row: any Cursor, _ id: LinkID, _ type: LinkType, _ folder: FolderID?, _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("id")
        writer.integer(id.number)
        writer.key("linkType")
        writer.string(type.rawValue)
        writeText("title", row, 3, &writer)
        writeText("url", row, 4, &writer)
        writeText("baseURL", row, 5, &writer)
        writeText("imgURL", row, 6, &writer)
        writeText("note", row, 7, &writer)
        writer.key("idOfLinkedFolder")
        folder.write(to: &writer)
        writeText("userAgent", row, 9, &writer)
        writer.key("markedAsImportant")
        writer.boolean(row.boolean(11))
        writer.key("mediaType")
        writer.string((MediaType(rawValue: row.text(10)) ?? .image).rawValue)
        writer.key("eventTimestamp")
        writer.integer(row.integer(1))
    }

    private func writeText(_ key: String, _ row: any Cursor, _ column: Int, _ writer: inout JSONWriter) {
        writer.key(key)
        row.write(text: column, to: &writer)
    }

    private func writePanel(_ row: any Cursor, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("panelId")
        writer.integer(row.integer(0))
        writeText("panelName", row, 1, &writer)
        writer.key("eventTimestamp")
        writer.integer(row.integer(2))
        writer.endObject()
    }

    /// An entry whose folder or panel does not exist is not shown, and the folder's present name counts.
    private func writePanelFolder(_ row: any Cursor, _ writer: inout JSONWriter) throws {
        let folder = FolderID(row.integer(1))
        guard let name = try tree.name(of: folder),
            try store.exists(.panels, where: .equals(.panelId, .integer(row.integer(3))))
        else { return }
        writer.beginObject()
        writer.key("id")
        writer.integer(row.integer(0))
        writer.key("folderId")
        writer.integer(folder.number)
        writer.key("panelPosition")
        writer.integer(row.integer(2))
        writer.key("folderName")
        writer.string(name)
        writer.key("connectedPanelId")
        writer.integer(row.integer(3))
        writer.key("eventTimestamp")
        writer.integer(row.integer(4))
        writer.endObject()
    }

    private func writeLinkTag(_ row: any Cursor, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("linkId")
        writer.integer(row.integer(0))
        writer.key("tagId")
        writer.integer(row.integer(1))
        writer.key("eventTimestamp")
        writer.integer(row.integer(2))
        writer.endObject()
    }
}
