public import JSONText

/// The body of `COPY_EXISTING_ITEMS`, in either dialect (PROTOCOL §2.8).
public struct CopyItems: Payload {
    public var folders = CopiedFolders()
    public var linkIds = NewLinkIDs()
    public var linkType: LinkType = .folder
    public var newParentFolderId = FolderID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folders", &folders, .required)
        try visitor.field("linkIds", &linkIds, .required)
        try visitor.field("linkType", &linkType, .required)
        try visitor.field("newParentFolderId", &newParentFolderId, .required)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
    }
}

/// Links by the local number that an app has given to each: an object with numbers for keys.
///
/// In a request the number says what to copy, in the answer which row it became.
public struct NewLinkIDs: WireField, Equatable {
    public var entries: [Entry] = []

    public struct Entry: Sendable, Equatable {
        public var localId: Int64
        public var link: LinkID

        public init(localId: Int64, link: LinkID) {
            self.localId = localId
            self.link = link
        }
    }

    public init() {}

    public static var kindInWords: String { "an object with whole numbers for keys and values" }

    public init(json: JSONValue) throws(FieldError) {
        guard case .object(let members) = json else { throw FieldError(json, isNo: "an object") }
        for member in members {
            guard let localId = Int64(member.key) else {
                throw FieldError("has a key that is no whole number")
            }
            do { entries.append(Entry(localId: localId, link: try LinkID(json: member.value))) } catch {
                throw error.under(member.key)
            }
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for entry in entries {
            writer.key("\(entry.localId)")
            entry.link.write(to: &writer)
        }
        writer.endObject()
    }
}

/// One folder or link of a copy: what it is made from, and what number the app has given to the new one.
public struct CopiedItem: Sendable, Equatable {
    /// The row to copy in a request, the new row in an answer.
    public var remoteId: Int64
    public var localId: Int64
    /// The local number of the new folder that this one hangs under; -45454 when there is none.
    public var parentLocalId: Int64
    public var sourceParentId: Int64?
    /// Hangs directly under the destination of the copy.
    public var isAtDestination: Bool

    public init(
        remoteId: Int64, localId: Int64, parentLocalId: Int64 = -45454, sourceParentId: Int64? = nil,
        isAtDestination: Bool = false
    ) {
        self.remoteId = remoteId
        self.localId = localId
        self.parentLocalId = parentLocalId
        self.sourceParentId = sourceParentId
        self.isAtDestination = isAtDestination
    }
}

/// The folders of a copy, flat, as they were listed (parents before their children).
public struct CopiedFolders: WireField, Equatable {
    public struct Folder: Sendable, Equatable {
        public var folder: CopiedItem
        public var links: [CopiedItem]

        public init(folder: CopiedItem, links: [CopiedItem]) {
            self.folder = folder
            self.links = links
        }
    }

    public var folders: [Folder] = []

    public init() {}

    public static var kindInWords: String { "a list of folders in the nested or the flat dialect" }

    public init(json: JSONValue) throws(FieldError) {
        guard case .array(let entries) = json else { throw FieldError(json, isNo: "a list") }
        // Nested entries wait on a stack of their own: depth costs no recursion.
        var waiting = entries.enumerated().reversed().map { ($0.element, parent: Int64?.none, path: "\($0.offset)") }
        while let (entry, parent, path) = waiting.popLast() {
            do {
                let folder = try Self.folder(entry, parent: parent)
                folders.append(folder)
                let children = entry["childFolders"]?.arrayValue ?? []
                for (index, child) in children.enumerated().reversed() {
                    waiting.append((child, parent: folder.folder.localId, path: "\(path).childFolders.\(index)"))
                }
            } catch { throw error.under(path) }
        }
    }

    private static func folder(_ entry: JSONValue, parent: Int64?) throws(FieldError) -> Folder {
        guard let current = entry["currentFolder"] else { throw FieldError("is missing", path: ["currentFolder"]) }
        guard let linkList = entry["links"] else { throw FieldError("is missing", path: ["links"]) }
        guard let links = linkList.arrayValue else { throw FieldError("must be a list", path: ["links"]) }
        let folder = try item(current, parent: parent)
        var copied: [CopiedItem] = []
        for link in links { copied.append(try item(link, parent: folder.localId)) }
        return Folder(folder: folder, links: copied)
    }

    /// Which dialect it is shows on each item by itself (PROTOCOL §7.3).
    private static func item(_ json: JSONValue, parent: Int64?) throws(FieldError) -> CopiedItem {
        guard json["newlyCopiedLocalId"] == nil else { return try flatItem(json) }
        return CopiedItem(
            remoteId: try number(json, "remoteId"), localId: try number(json, "localId"),
            parentLocalId: parent ?? -45454, isAtDestination: parent == nil)
    }

    private static func flatItem(_ json: JSONValue) throws(FieldError) -> CopiedItem {
        CopiedItem(
            remoteId: try number(json, "sourceRemoteId"), localId: try number(json, "newlyCopiedLocalId"),
            parentLocalId: try number(json, "parentOfNewlyCopiedLocalId"),
            sourceParentId: json["sourceRemoteParentId"]?.integerValue,
            isAtDestination: json["isRootFolderForTheDestination"] == .boolean(true))
    }

    private static func number(_ json: JSONValue, _ key: String) throws(FieldError) -> Int64 {
        guard let value = json[key] else { throw FieldError("is missing", path: [key]) }
        do { return try Int64(json: value) } catch { throw error.under(key) }
    }

    /// Both dialects at once: apps pass over the keys of the other (PROTOCOL §7.3).
    public func write(to writer: inout JSONWriter) {
        writer.beginArray()
        for folder in folders {
            writer.beginObject()
            writer.key("currentFolder")
            Self.write(folder.folder, to: &writer)
            writer.key("links")
            writer.beginArray()
            for link in folder.links { Self.write(link, to: &writer) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(_ item: CopiedItem, to writer: inout JSONWriter) {
        writer.beginObject()
        for (key, number) in [
            ("localId", item.localId), ("remoteId", item.remoteId), ("newlyCopiedLocalId", item.localId),
            ("parentOfNewlyCopiedLocalId", item.parentLocalId), ("sourceRemoteId", item.remoteId),
        ] {
            writer.key(key)
            writer.integer(number)
        }
        writer.key("sourceRemoteParentId")
        item.sourceParentId.write(to: &writer)
        writer.key("isRootFolderForTheDestination")
        writer.boolean(item.isAtDestination)
        writer.endObject()
    }
}

/// The answer to a copy, for both dialects.
public struct CopyReply: WireObject {
    public var folders = CopiedFolders()
    public var linkIds = NewLinkIDs()
    public var correlation = Correlation.anonymous
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folders", &folders, .required)
        try visitor.field("linkIds", &linkIds, .required)
        try visitor.field("correlation", &correlation, .required)
        try visitor.field("eventTimestamp", &eventTimestamp, .required)
    }
}
