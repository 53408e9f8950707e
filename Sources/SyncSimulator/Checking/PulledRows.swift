import AppModels
import JSONText

/// What an answer to `GET_UPDATES` brings, compared with what its asker has.
struct PulledRows {
    private(set) var sentCount = 0
    /// Rows that the app lacks or has otherwise.
    private(set) var neededCount = 0
    /// Broken promises about the tree (G7).
    private(set) var complaints: [String] = []
    /// Named as parents, but not among the rows: they must exist.
    private(set) var foldersElsewhere: Set<Int64> = []

    private static let lists: [(name: String, kind: RowKind)] = [
        ("folders", .folder), ("links", .link), ("tags", .tag), ("panels", .panel), ("panelFolders", .panelFolder),
    ]

    init(_ body: [UInt8], for app: App) {
        guard let json = try? JSONReader.read(body) else {
            complaints.append("a pull that is no JSON")
            return
        }
        let lists = Self.lists.map { json[$0.name]?.arrayValue ?? [] }
        sentCount = lists.reduce(0) { $0 + $1.count }
        guard sentCount > 0 else { return }
        let library = app.library
        neededCount += lists[0].count { Self.isNew(folder: $0, library) }
        neededCount += lists[1].count { Self.isNew(link: $0, library) }
        neededCount += lists[2].count { row in
            !library.tags.contains { $0.remoteId == row.id && $0.name == row["name"]?.stringValue }
        }
        neededCount += lists[3].count { row in
            let id = row["panelId"]?.integerValue
            return !library.panels.contains { $0.remoteId == id && $0.name == row["panelName"]?.stringValue }
        }
        neededCount += lists[4].count { row in !library.panelFolders.contains { $0.remoteId == row.id } }
        checkTree(folders: lists[0], links: lists[1])
    }

    private static func isNew(folder row: JSONValue, _ library: LocalLibrary) -> Bool {
        guard let local = library.folders.first(where: { $0.remoteId == row.id }) else { return true }
        let parent = local.parentFolderId.flatMap { library.folder($0)?.remoteId }
        return local.name != row["name"]?.stringValue || local.note != row["note"]?.stringValue
            || .boolean(local.isArchived) != row["isArchived"] || parent != row["parentFolderId"]?.integerValue
    }

    private static func isNew(link row: JSONValue, _ library: LocalLibrary) -> Bool {
        guard let local = library.links.first(where: { $0.remoteId == row.id }) else { return true }
        let isElsewhere =
            local.kind == .folder
            && local.idOfLinkedFolder.flatMap { library.folder($0)?.remoteId } != row["idOfLinkedFolder"]?.integerValue
        let tags = Set((row["linkTags"]?.arrayValue ?? []).compactMap { $0["tagId"]?.integerValue })
        return isElsewhere || local.kind.rawValue != row["linkType"]?.stringValue
            || local.title != row["title"]?.stringValue || local.note != row["note"]?.stringValue
            || local.url != row["url"]?.stringValue
            || Set(library.tags(ofLink: local.localId).compactMap(\.remoteId)) != tags
    }

    /// Parents first, and nothing in a folder that does not exist (G7).
    private mutating func checkTree(folders: [JSONValue], links: [JSONValue]) {
        var seen: Set<Int64> = []
        let listed = Set(folders.compactMap(\.id))
        var elsewhere: Set<Int64> = []
        for row in folders {
            if let parent = row["parentFolderId"]?.integerValue, !seen.contains(parent) {
                if listed.contains(parent) {
                    complaints.append("a pull lists folder \(row.id ?? 0) before its parent \(parent)")
                } else {
                    elsewhere.insert(parent)
                }
            }
            if let id = row.id { seen.insert(id) }
        }
        for row in links where row["linkType"]?.stringValue == LibraryState.Link.inFolder {
            if let folder = row["idOfLinkedFolder"]?.integerValue, !seen.contains(folder) { elsewhere.insert(folder) }
        }
        foldersElsewhere = elsewhere
    }

    /// The rows that an answer brings.
    static func keys(of body: [UInt8]) -> Set<RowKey> {
        guard let json = try? JSONReader.read(body) else { return [] }
        return lists.reduce(into: []) { keys, list in
            let ids = (json[list.name]?.arrayValue ?? []).compactMap { list.kind == .panel ? $0["panelId"] : $0["id"] }
            keys.formUnion(ids.compactMap(\.integerValue).map { RowKey(list.kind, $0) })
        }
    }

    static func complaint(ofMissing folder: Int64) -> String {
        "a pull names folder \(folder), which does not exist"
    }
}

extension JSONValue {
    fileprivate var id: Int64? { self["id"]?.integerValue }
}
