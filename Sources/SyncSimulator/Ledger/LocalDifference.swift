import AppModels

/// A field of a row, as users edit it.
enum Field: String, Sendable, Hashable, CaseIterable {
    case name, note, parent, archived
    case title, url, imageURL, type, folder, tags
}

/// What an action of the user did to the app's own database: what he meant, whatever was sent.
struct LocalDifference {
    struct Row: Hashable {
        let kind: RowKind
        let localId: Int64
    }

    struct Edit {
        let row: Row
        let remoteId: Int64?
        let field: Field
        /// In words of the wire; references as local ids.
        let value: String
        /// What stood there before, if there was something.
        var former: String?
    }

    var created: [Row] = []
    /// With the remote id that the row had.
    var removed: [(row: Row, remoteId: Int64?)] = []
    var edits: [Edit] = []
    /// What new rows were called: name, title or URL.
    var names: [Row: String] = [:]
    /// By folders that got another parent, the remote ids of the links that went with them.
    var carriedLinks: [Row: Set<Int64>] = [:]

    init(from before: LocalLibrary, to after: LocalLibrary) {
        compare(.folder, before.folders, after.folders) { $0.name }
        compare(.link, before.links, after.links) { $0.title }
        compare(.tag, before.tags, after.tags) { $0.name }
        compare(.panel, before.panels, after.panels) { $0.name }
        compare(.panelFolder, before.panelFolders, after.panelFolders) { $0.folderName }
        for folder in after.folders {
            edits += Self.edits(before.folder(folder.localId), folder)
            carryLinks(with: folder, before)
        }
        for link in after.links {
            edits += Self.edits(before.link(link.localId), link)
            compareTags(link, before, after)
        }
        for tag in after.tags { name(.tag, before.tag(tag.localId)?.name, tag.name, tag) }
        for panel in after.panels { name(.panel, before.panel(panel.localId)?.name, panel.name, panel) }
    }

    private mutating func carryLinks(with folder: LocalFolder, _ before: LocalLibrary) {
        guard let old = before.folder(folder.localId), old.parentFolderId != folder.parentFolderId else { return }
        var below: Set<Int64> = [folder.localId]
        var count = 0
        while count < below.count {
            count = below.count
            below.formUnion(before.folders.filter { $0.parentFolderId.map(below.contains) ?? false }.map(\.localId))
        }
        let links = before.links.filter { $0.kind == .folder && $0.idOfLinkedFolder.map(below.contains) ?? false }
        carriedLinks[Row(kind: .folder, localId: folder.localId)] = Set(links.compactMap(\.remoteId))
    }

    private mutating func compare<Local: LocalRow>(
        _ kind: RowKind, _ before: [Local], _ after: [Local], _ name: (Local) -> String
    ) {
        let old = Set(before.map(\.localId))
        let new = Set(after.map(\.localId))
        for row in after where !old.contains(row.localId) {
            let key = Row(kind: kind, localId: row.localId)
            created.append(key)
            names[key] = name(row)
        }
        for row in before where !new.contains(row.localId) {
            removed.append((Row(kind: kind, localId: row.localId), row.remoteId))
        }
    }

    private mutating func name(_ kind: RowKind, _ before: String?, _ after: String, _ row: some LocalRow) {
        guard before != after else { return }
        edits.append(
            Edit(
                row: Row(kind: kind, localId: row.localId), remoteId: row.remoteId, field: .name, value: after,
                former: before))
    }

    private mutating func compareTags(_ link: LocalLink, _ before: LocalLibrary, _ after: LocalLibrary) {
        let old = before.link(link.localId) == nil ? nil : before.tags(ofLink: link.localId).map(\.localId)
        let new = after.tags(ofLink: link.localId).map(\.localId)
        guard old != new, old != nil || !new.isEmpty else { return }
        let row = Row(kind: .link, localId: link.localId)
        edits.append(Edit(row: row, remoteId: link.remoteId, field: .tags, value: "\(new)"))
    }

    private static func edits(_ before: LocalFolder?, _ after: LocalFolder) -> [Edit] {
        let row = Row(kind: .folder, localId: after.localId)
        let fields: [(Field, (LocalFolder) -> String)] = [
            (.name, { $0.name }), (.note, { $0.note }), (.parent, { "\($0.parentFolderId ?? 0)" }),
            (.archived, { "\($0.isArchived)" }),
        ]
        return fields.compactMap { field, value in
            let former = before.map(value)
            return former == value(after)
                ? nil : Edit(row: row, remoteId: after.remoteId, field: field, value: value(after), former: former)
        }
    }

    private static func edits(_ before: LocalLink?, _ after: LocalLink) -> [Edit] {
        let row = Row(kind: .link, localId: after.localId)
        let fields: [(Field, (LocalLink) -> String)] = [
            (.title, { $0.title }), (.note, { $0.note }), (.url, { $0.url }), (.imageURL, { $0.imgURL }),
            (.type, { $0.kind.rawValue }), (.folder, { "\($0.idOfLinkedFolder ?? 0)" }),
        ]
        return fields.compactMap { field, value in
            let former = before.map(value)
            return former == value(after)
                ? nil : Edit(row: row, remoteId: after.remoteId, field: field, value: value(after), former: former)
        }
    }
}
