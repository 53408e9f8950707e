/// What a copy names to the server: new local ids, and the remote ids of the sources (PROTOCOL §2.8).
public struct CopiedItems: Equatable, Sendable {
    public struct Link: Equatable, Sendable {
        public let newLocalId: Int64
        /// -45454 for a source that was never synced.
        public let sourceRemoteId: Int64
        public let sourceRemoteParentId: Int64?
    }

    public struct Folder: Equatable, Sendable {
        public let newLocalId: Int64
        public let parentOfNewLocalId: Int64
        public let sourceRemoteId: Int64
        public let sourceRemoteParentId: Int64?
        public let isRoot: Bool
        public let links: [Link]
        /// Empty in the flat dialect, which lists all folders one after the other.
        public let children: [Folder]
    }

    public var links: [Link] = []
    public var folders: [Folder] = []
}

extension JSONWriter {
    /// `folders` and `linkIds` in the dialect of a generation.
    mutating func add(_ copied: CopiedItems, for generation: Generation) {
        let write = generation.copiesFlat ? Self.writeFlat : Self.writeNested
        addObjects("folders", copied.folders, write)
        addObject("linkIds") { writer in
            for link in copied.links { writer.add(String(link.newLocalId), link.sourceRemoteId) }
        }
    }

    private static func writeNested(_ writer: inout JSONWriter, _ folder: CopiedItems.Folder) {
        writer.addObject("currentFolder") {
            $0.add("localId", folder.newLocalId)
            $0.add("remoteId", folder.sourceRemoteId)
        }
        writer.addObjects("links", folder.links) {
            $0.add("localId", $1.newLocalId)
            $0.add("remoteId", $1.sourceRemoteId)
        }
        writer.addObjects("childFolders", folder.children, writeNested)
    }

    private static func writeFlat(_ writer: inout JSONWriter, _ folder: CopiedItems.Folder) {
        writer.addObject("currentFolder") {
            $0.add("newlyCopiedLocalId", folder.newLocalId)
            $0.add("parentOfNewlyCopiedLocalId", folder.parentOfNewLocalId)
            $0.add("sourceRemoteId", folder.sourceRemoteId)
            $0.add("sourceRemoteParentId", folder.sourceRemoteParentId)
            $0.add("isRootFolderForTheDestination", folder.isRoot)
        }
        writer.addObjects("links", folder.links) {
            $0.add("newlyCopiedLocalId", $1.newLocalId)
            $0.add("parentOfNewlyCopiedLocalId", WellKnownNumber.unmapped)
            $0.add("sourceRemoteId", $1.sourceRemoteId)
            $0.add("sourceRemoteParentId", $1.sourceRemoteParentId)
            $0.add("isRootFolderForTheDestination", false)
        }
    }
}
