import JSONText

/// The original's tables as plain dictionaries (PROTOCOL §3). Everything is stored as it comes: no references are checked
/// but those of tags.
struct OriginalLibrary {
    struct Folder {
        var stamp: Int64
        var name: String
        var note: String
        var parent: Int64?
        var isArchived: Bool
    }

    struct Link {
        var stamp: Int64
        var type: String
        var title: String
        var url: String
        var baseURL: String
        var imageURL: String
        var note: String
        var folder: Int64?
        var userAgent: String?
        var isImportant: Bool
        var mediaType: String
        var tags: Set<Int64>
    }

    struct PanelFolder {
        var stamp: Int64
        var folder: Int64
        var name: String
        var position: Int64
        var panel: Int64
    }

    struct Named {
        var stamp: Int64
        var name: String
    }

    struct Tombstone {
        let stamp: Int64
        let operation: String
        let payload: JSONValue
    }

    var folders: [Int64: Folder] = [:]
    var links: [Int64: Link] = [:]
    var panels: [Int64: Named] = [:]
    var panelFolders: [Int64: PanelFolder] = [:]
    var tags: [Int64: Named] = [:]
    var tombstones: [Tombstone] = []
    /// By kind: sequences are never set back.
    private var lastIds: [RowKind: Int64] = [:]
    private(set) var deeds: [StoreDeed] = []

    mutating func newId(_ kind: RowKind) -> Int64 {
        let id = (lastIds[kind] ?? 0) + 1
        lastIds[kind] = id
        deeds.append(.added(kind, id: id))
        return id
    }

    mutating func removeFolder(_ id: Int64) {
        if folders.removeValue(forKey: id) != nil { deeds.append(.removed(.folder, id: id)) }
    }

    mutating func removeLink(_ id: Int64) {
        if links.removeValue(forKey: id) != nil { deeds.append(.removed(.link, id: id)) }
    }

    mutating func removeTag(_ id: Int64) {
        guard tags.removeValue(forKey: id) != nil else { return }
        deeds.append(.removed(.tag, id: id))
        for link in links.keys { links[link]?.tags.remove(id) }
    }

    mutating func removePanel(_ id: Int64) {
        if panels.removeValue(forKey: id) != nil { deeds.append(.removed(.panel, id: id)) }
        removePanelFolders { $0.panel == id }
    }

    mutating func removePanelFolders(where fits: (PanelFolder) -> Bool) {
        for (id, panelFolder) in panelFolders where fits(panelFolder) {
            panelFolders[id] = nil
            deeds.append(.removed(.panelFolder, id: id))
        }
    }

    mutating func removeEverything() {
        for id in folders.keys { removeFolder(id) }
        for id in links.keys { removeLink(id) }
        for id in tags.keys { removeTag(id) }
        for id in panels.keys { removePanel(id) }
        removePanelFolders { _ in true }
        tombstones = []
    }

    /// One request takes one stamp.
    mutating func note(stamp: Int64) {
        if !deeds.contains(.stamped(stamp)) { deeds.append(.stamped(stamp)) }
    }

    mutating func takeDeeds() -> [StoreDeed] {
        defer { deeds = [] }
        return deeds
    }
}

extension LibraryState {
    init(_ original: OriginalLibrary) {
        for (id, folder) in original.folders {
            let parent = folder.parent.flatMap { original.folders[$0] == nil ? nil : $0 }
            folders[id] = Folder(name: folder.name, note: folder.note, parent: parent, isArchived: folder.isArchived)
        }
        for (id, link) in original.links {
            var copy = Link(
                type: link.type, title: link.title, url: link.url, note: link.note, imageURL: link.imageURL,
                folder: link.folder, tags: link.tags)
            copy.settle(among: folders)
            links[id] = copy
        }
        tags = original.tags.mapValues(\.name)
        panels = original.panels.mapValues(\.name)
        for (id, row) in original.panelFolders where panels[row.panel] != nil && folders[row.folder] != nil {
            panelFolders[id] = PanelFolder(panel: row.panel, folder: row.folder)
        }
    }
}
