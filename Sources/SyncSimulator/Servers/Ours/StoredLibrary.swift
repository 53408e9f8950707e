import SyncCore
import SyncModel

extension LibraryState {
    /// What a store holds, as a device that has all of it shows it: what lies in a folder that is not there, or in a
    /// number that is none, lies at the root or among the saved links.
    init(stored: any StoreReading) throws {
        try readFolders(stored)
        try readLinks(stored)
        for (id, name) in try stored.all(Query(.tags, [.tagId, .tagName]), { ($0.integer(0), $0.text(1)) }) {
            tags[id] = name
        }
        for (id, name) in try stored.all(Query(.panels, [.panelId, .panelName]), { ($0.integer(0), $0.text(1)) }) {
            panels[id] = name
        }
        let columns: [Column] = [.panelFolderId, .panelFolderPanel, .panelFolderFolder]
        for (id, panel, folder) in try stored.all(
            Query(.panelFolders, columns), { ($0.integer(0), $0.integer(1), $0.integer(2)) })
        where panels[panel] != nil && folders[folder] != nil {
            panelFolders[id] = PanelFolder(panel: panel, folder: folder)
        }
    }

    private mutating func readFolders(_ stored: any StoreReading) throws {
        let columns: [Column] = [.folderId, .folderName, .folderNote, .folderParent, .folderIsArchived]
        let rows = try stored.rows(Query(.folders, columns))
        while try rows.advance() {
            folders[rows.integer(0)] = Folder(
                name: rows.text(1), note: rows.text(2), parent: rows.optionalInteger(3), isArchived: rows.boolean(4))
        }
        for (id, folder) in folders {
            if let parent = folder.parent, folders[parent] == nil { folders[id]?.parent = nil }
        }
    }

    private mutating func readLinks(_ stored: any StoreReading) throws {
        let columns: [Column] = [
            .linkId, .linkType, .linkTitle, .linkURL, .linkNote, .linkImageURL, .linkFolder,
        ]
        let rows = try stored.rows(Query(.links, columns))
        while try rows.advance() {
            var link = Link(
                type: rows.text(1), title: rows.text(2), url: rows.text(3), note: rows.text(4),
                imageURL: rows.text(5), folder: rows.optionalInteger(6), tags: [])
            link.settle(among: folders)
            links[rows.integer(0)] = link
        }
        for (link, tag) in try stored.all(
            Query(.linkTags, [.linkTagLink, .linkTagTag]), { ($0.integer(0), $0.integer(1)) })
        {
            links[link]?.tags.insert(tag)
        }
    }
}

extension LibraryState.Link {
    /// Of a link in a folder that does not exist the apps make nothing: it counts as saved.
    mutating func settle(among folders: [Int64: LibraryState.Folder]) {
        guard type == Self.inFolder else {
            folder = nil
            return
        }
        if folder.map({ folders[$0] == nil }) ?? true {
            type = Self.saved
            folder = nil
        }
    }

    static let inFolder = LinkType.folder.rawValue
    static let saved = LinkType.saved.rawValue
}
