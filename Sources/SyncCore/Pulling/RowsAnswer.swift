import JSONText
import SyncModel

/// The answer to `GET_UPDATES` (PROTOCOL §2.7), made while it is taken: only the links are many, and they are read as
/// they are sent.
final class RowsAnswer: AnswerText {
    private enum Part {
        case links, ended
    }

    private let store: any StoreReading
    private let plan: RowsPlan
    private let numbers: RowNumbers
    private var tree: FolderTree
    private var links: any Cursor
    private var tagsOfLinks: TagsOfLinks?
    private var part = Part.links
    private var repeatsLink = false
    private var writer = JSONWriter(capacityBytes: 1_024)

    init(_ store: any StoreReading, _ plan: RowsPlan, _ numbers: RowNumbers, tree: FolderTree) throws {
        self.store = store
        self.plan = plan
        self.numbers = numbers
        self.tree = tree
        links = try store.rows(
            Query(.links, LinkRecord.columns, where: plan.links.predicate, order: [.linkStamp, .linkId]))
        writer.beginObject()
        writer.key("links")
        writer.beginArray()
    }

    func next(bytesWanted: Int) throws -> [UInt8] {
        // Taken out of the object while rows are written: each access to it there costs a check.
        var writer = JSONWriter(capacityBytes: 0)
        swap(&writer, &self.writer)
        defer { swap(&writer, &self.writer) }
        while part != .ended, writer.count < bytesWanted { try step(&writer) }
        return writer.take()
    }

    private func step(_ writer: inout JSONWriter) throws {
        if try links.advance() { return try writeLink(links, &writer) }
        if let repeated = plan.repeatedLink, !repeatsLink {
            repeatsLink = true
            let isIt = Predicate.equals(.linkId, .integer(repeated))
            links = try store.rows(Query(.links, LinkRecord.columns, where: isIt))
            return tagsOfLinks = try TagsOfLinks(store, of: isIt)
        }
        writer.endArray()
        try writeTheRest(&writer)
        writer.endObject()
        part = .ended
    }

    private func writeTheRest(_ writer: inout JSONWriter) throws {
        write("folders", plan.folders, &writer) { entry, writer in
            entry.folder.write(
                to: &writer, parent: entry.parent, number: numbers.number(.folder(entry.folder.id.number)))
        }
        write("panels", plan.panels, &writer) { entry, writer in
            writer.fields(("panelId", entry.id), text: ("panelName", entry.name), numbers.number(.panel(entry.id)))
        }
        write("panelFolders", plan.panelFolders, &writer) { entry, writer in
            entry.write(to: &writer, number: numbers.number(.panelFolder(entry.id)))
        }
        write("tags", plan.tags, &writer) { entry, writer in
            writer.fields(("id", entry.id), text: ("name", entry.name), numbers.number(.tag(entry.id)))
        }
        // No app reads it, but all from 0.14 on want it to be there (PROTOCOL §5.4).
        writer.key("linkTags")
        writer.beginArray()
        let tags = try store.rows(
            Query(
                .linkTags, [.linkTagLink, .linkTagTag],
                where: .refersTo(.linkTagLink, .links, where: plan.links.predicate),
                order: [.linkStamp, .linkId, .linkTagTag]))
        while try tags.advance() {
            writer.beginObject()
            writer.key("linkId")
            writer.integer(tags.integer(0))
            writer.key("tagId")
            writer.integer(tags.integer(1))
            writer.key("eventTimestamp")
            writer.integer(numbers.common)
            writer.endObject()
        }
        writer.endArray()
    }

    private func write<Element>(
        _ key: String, _ elements: [Element], _ writer: inout JSONWriter,
        _ write: (Element, inout JSONWriter) -> Void
    ) {
        writer.key(key)
        writer.beginArray()
        for element in elements { write(element, &writer) }
        writer.endArray()
    }

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
        if tagsOfLinks == nil { tagsOfLinks = try TagsOfLinks(store, of: plan.links.predicate) }
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
        for (key, column) in [("title", 3), ("url", 4), ("baseURL", 5), ("imgURL", 6), ("note", 7)] {
            writer.key(key)
            row.write(text: column, to: &writer)
        }
        writer.key("idOfLinkedFolder")
        folder.write(to: &writer)
        writer.key("userAgent")
        row.write(text: 9, to: &writer)
        writer.key("markedAsImportant")
        writer.boolean(row.boolean(11))
        writer.key("mediaType")
        writer.string((MediaType(rawValue: row.text(10)) ?? .image).rawValue)
        writer.key("eventTimestamp")
        let isLast = plan.repeatedLink == nil || repeatsLink
        writer.integer(isLast ? numbers.number(.link(id.number)) : numbers.common)
    }
}

extension LinkChoice {
    var predicate: Predicate {
        switch self {
        case .all: .everything
        case .some(let ids, _): .anyOf(.linkId, ids.map { .integer($0) })
        }
    }
}

/// The numbers that the rows of one answer carry.
struct RowNumbers: Sendable {
    /// Moves no watermark: the one that was shown, or one that says nothing.
    let common: Int64
    /// Proves that all rows were applied.
    let last: Int64
    let ending: RowsPlan.Ending

    /// Of rows that bring nothing along.
    static func all(_ number: Int64) -> RowNumbers { RowNumbers(common: number, last: number, ending: .none) }

    func number(_ row: RowsPlan.Ending) -> Int64 { row == ending ? last : common }
}

extension JSONWriter {
    fileprivate mutating func fields(_ id: (String, Int64), text: (String, String), _ number: Int64) {
        beginObject()
        key(id.0)
        integer(id.1)
        key(text.0)
        string(text.1)
        key("eventTimestamp")
        integer(number)
        endObject()
    }
}

extension PanelFolderRecord {
    fileprivate func write(to writer: inout JSONWriter, number: Int64) {
        writer.beginObject()
        for (key, value) in [("id", id), ("folderId", folder.number), ("panelPosition", position)] {
            writer.key(key)
            writer.integer(value)
        }
        writer.key("folderName")
        writer.string(name)
        writer.key("connectedPanelId")
        writer.integer(panel)
        writer.key("eventTimestamp")
        writer.integer(number)
        writer.endObject()
    }
}
