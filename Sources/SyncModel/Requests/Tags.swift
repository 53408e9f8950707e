/// The body of `CREATE_TAG`.
public struct NewTag: NewItem {
    public var name = ""
    public var eventTimestamp: Int64 = 0
    public var correlation: Correlation?
    public var offlineSyncItemId: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("name", &name, .required)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
        try visitor.offlineSyncItemId(&offlineSyncItemId)
    }
}

/// The event of `CREATE_TAG` (TagDTO). Apps decode it strictly.
public struct WholeTag: Payload {
    public var id = TagID.unknown
    public var name = ""
    public var eventTimestamp: Int64 = 0
    public var correlation: Correlation?

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.field("name", &name, .required)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
    }
}

/// The body of `RENAME_TAG`. Apps decode it strictly.
public struct RenameTag: Payload {
    public var id = TagID.unknown
    public var newName = ""
    public var eventTimestamp: Int64 = 0
    public var correlation: Correlation?

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.field("newName", &newName, .required)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.correlation(&correlation)
    }
}
