/// A tag on a link, as links carry it.
public struct LinkTag: WireObject, Hashable {
    public var linkId = LinkID.unknown
    public var tagId = TagID.unknown

    public init() {}

    public init(linkId: LinkID, tagId: TagID) {
        self.linkId = linkId
        self.tagId = tagId
    }

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkId", &linkId, .required)
        try visitor.field("tagId", &tagId, .required)
    }
}
