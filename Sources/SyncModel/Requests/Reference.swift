/// One row and who means it (IDBasedDTO): the body of what needs no more, deletions above all.
public struct Reference<ID: RowID>: Payload {
    public var id = ID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

public typealias FolderReference = Reference<FolderID>
public typealias LinkReference = Reference<LinkID>
public typealias PanelReference = Reference<PanelID>
public typealias TagReference = Reference<TagID>
