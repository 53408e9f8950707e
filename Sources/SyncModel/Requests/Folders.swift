/// The body of `CREATE_FOLDER` (AddFolderDTO).
public struct NewFolder: NewItem {
    public var name = ""
    public var note = ""
    public var parentFolderId: FolderID?
    public var isArchived = false
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0
    public var offlineSyncItemId: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("name", &name, .required)
        try visitor.field("note", &note, .optional)
        try visitor.field("parentFolderId", &parentFolderId, .optional)
        try visitor.field("isArchived", &isArchived, .optional)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.offlineSyncItemId(&offlineSyncItemId)
    }
}

/// A folder with all its facts: body of `UPDATE_FOLDER`, event of `CREATE_FOLDER` (FolderDTO).
public struct WholeFolder: Payload {
    public var id = FolderID.unknown
    public var name = ""
    public var note = ""
    public var parentFolderId: FolderID?
    public var isArchived = false
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.field("name", &name, .required)
        try visitor.field("note", &note, .optional)
        try visitor.field("parentFolderId", &parentFolderId, .optional)
        try visitor.field("isArchived", &isArchived, .optional)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `UPDATE_FOLDER_NAME`.
public struct UpdateFolderName: Payload {
    public var folderId = FolderID.unknown
    public var newFolderName = ""
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folderId", &folderId, .required)
        try visitor.field("newFolderName", &newFolderName, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `UPDATE_FOLDER_NOTE`.
public struct UpdateFolderNote: Payload {
    public var folderId = FolderID.unknown
    public var newNote = ""
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folderId", &folderId, .required)
        try visitor.field("newNote", &newNote, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `CHANGE_PARENT_FOLDER`, which no released app sends.
public struct ChangeParentFolder: Payload {
    public var folderId = FolderID.unknown
    public var newParentFolderId: FolderID?
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folderId", &folderId, .required)
        try visitor.field("newParentFolderId", &newParentFolderId, .optional)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `MARK_FOLDERS_AS_ROOT`. Apps decode it strictly.
public struct MarkFoldersAsRoot: Payload {
    public var folderIds: [FolderID] = []
    public var eventTimestamp: Int64 = 0
    public var correlation: Correlation?

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folderIds", &folderIds, .required)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
    }
}
