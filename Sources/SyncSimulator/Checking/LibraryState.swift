/// A library by remote ids, the same for a server and for an app, so that the two can be compared.
public struct LibraryState: Sendable, Equatable {
    public struct Folder: Sendable, Equatable {
        public var name: String
        public var note: String
        /// `nil`: at the root.
        public var parent: Int64?
        public var isArchived: Bool
    }

    public struct Link: Sendable, Equatable {
        /// As the wire names it: `FOLDER_LINK`, …
        public var type: String
        public var title: String
        public var url: String
        public var note: String
        public var imageURL: String
        /// Only of links in folders; default collections are told by the type.
        public var folder: Int64?
        public var tags: Set<Int64>
    }

    public struct PanelFolder: Sendable, Equatable {
        public var panel: Int64
        public var folder: Int64
    }

    public var folders: [Int64: Folder] = [:]
    public var links: [Int64: Link] = [:]
    public var tags: [Int64: String] = [:]
    public var panels: [Int64: String] = [:]
    public var panelFolders: [Int64: PanelFolder] = [:]

    public init() {}

    public func ids(_ kind: RowKind) -> Set<Int64> {
        switch kind {
        case .folder: Set(folders.keys)
        case .link: Set(links.keys)
        case .tag: Set(tags.keys)
        case .panel: Set(panels.keys)
        case .panelFolder: Set(panelFolders.keys)
        }
    }

    public func holds(_ row: RowKey) -> Bool {
        switch row.kind {
        case .folder: folders[row.id] != nil
        case .link: links[row.id] != nil
        case .tag: tags[row.id] != nil
        case .panel: panels[row.id] != nil
        case .panelFolder: panelFolders[row.id] != nil
        }
    }

    /// The folder and all that it lies in, from the inside out; ends where a circle would begin.
    public func chain(ofFolder id: Int64) -> [Int64] {
        var chain: [Int64] = []
        var next: Int64? = id
        while let id = next, !chain.contains(id) {
            chain.append(id)
            next = folders[id]?.parent
        }
        return chain
    }
}
