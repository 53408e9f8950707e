/// The body of `ARCHIVE_MULTIPLE_ITEMS` and `DELETE_MULTIPLE_ITEMS`. Apps decode it strictly.
public struct SeveralItems: Payload {
    public var linkIds: [LinkID] = []
    public var folderIds: [FolderID] = []
    public var eventTimestamp: Int64 = 0
    public var correlation: Correlation?

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkIds", &linkIds, .required)
        try visitor.field("folderIds", &folderIds, .required)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
    }
}

/// The body of `UNARCHIVE_MULTIPLE_ITEMS`; the key is `foldersIds` here. Apps decode it strictly.
public struct UnarchiveItems: Payload {
    public var folderIds: [FolderID] = []
    public var linkIds: [LinkID] = []
    public var eventTimestamp: Int64 = 0
    public var correlation: Correlation?

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("foldersIds", &folderIds, .required)
        try visitor.field("linkIds", &linkIds, .required)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
    }
}

/// The body of `MOVE_EXISTING_ITEMS`. Apps decode it strictly.
public struct MoveItems: Payload {
    public var folderIds: [FolderID] = []
    public var linkIds: [LinkID] = []
    public var linkType: LinkType = .folder
    public var newParentFolderId = FolderID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folderIds", &folderIds, .required)
        try visitor.field("linkIds", &linkIds, .required)
        try visitor.field("linkType", &linkType, .required)
        try visitor.field("newParentFolderId", &newParentFolderId, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// Who and when, and nothing else: body of `DELETE_EVERYTHING`, event of that and of `COPY_EXISTING_ITEMS`. Apps
/// decode it strictly.
public struct Origin: Payload {
    public var eventTimestamp: Int64 = 0
    public var correlation: Correlation?

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
    }
}
