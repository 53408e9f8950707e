/// The body of `CREATE_A_NEW_LINK` (AddLinkDTO). Apps up to 0.13.7 and the browser extension know no `tags`.
public struct NewLink: NewItem {
    public var linkType: LinkType = .saved
    public var title = ""
    public var url = ""
    public var baseURL = ""
    public var imageURL = ""
    public var note = ""
    public var idOfLinkedFolder: FolderID?
    public var userAgent: String?
    public var markedAsImportant = false
    public var mediaType: MediaType = .image
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0
    public var tags: [TagID] = []
    public var offlineSyncItemId: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkType", &linkType, .required)
        try visitor.field("title", &title, .optional)
        try visitor.field("url", &url, .required)
        try visitor.field("baseURL", &baseURL, .optional)
        try visitor.field("imgURL", &imageURL, .optional)
        try visitor.field("note", &note, .optional)
        try visitor.field("idOfLinkedFolder", &idOfLinkedFolder, .optional)
        try visitor.field("userAgent", &userAgent, .optional)
        try visitor.field("markedAsImportant", &markedAsImportant, .optional)
        try visitor.field("mediaType", &mediaType, .optional)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.field("tags", &tags, .optional)
        try visitor.offlineSyncItemId(&offlineSyncItemId)
    }
}

/// A link with all its facts: body of `UPDATE_LINK`, event of both (LinkDTO). Without `linkTags` the tags stay as they
/// are (PROTOCOL §7.2-1).
public struct WholeLink: Payload {
    public var id = LinkID.unknown
    public var linkType: LinkType = .saved
    public var title: String?
    public var url = ""
    public var baseURL: String?
    public var imageURL: String?
    public var note: String?
    public var idOfLinkedFolder: FolderID?
    public var userAgent: String?
    public var markedAsImportant: Bool?
    public var mediaType: MediaType?
    public var correlation: Correlation?
    public var linkTags: [LinkTag]?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.field("linkType", &linkType, .required)
        try visitor.field("title", &title, .optional)
        try visitor.field("url", &url, .required)
        try visitor.field("baseURL", &baseURL, .optional)
        try visitor.field("imgURL", &imageURL, .optional)
        try visitor.field("note", &note, .optional)
        try visitor.field("idOfLinkedFolder", &idOfLinkedFolder, .optional)
        try visitor.field("userAgent", &userAgent, .optional)
        try visitor.field("markedAsImportant", &markedAsImportant, .optional)
        try visitor.field("mediaType", &mediaType, .optional)
        try visitor.correlation(&correlation)
        try visitor.field("linkTags", &linkTags, .optional)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `UPDATE_LINK_TITLE`.
public struct UpdateLinkTitle: Payload {
    public var linkId = LinkID.unknown
    public var newTitleOfTheLink = ""
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkId", &linkId, .required)
        try visitor.field("newTitleOfTheLink", &newTitleOfTheLink, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `UPDATE_LINK_NOTE`.
public struct UpdateLinkNote: Payload {
    public var linkId = LinkID.unknown
    public var newNote = ""
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkId", &linkId, .required)
        try visitor.field("newNote", &newNote, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `UPDATE_USER_AGENT`, which no app sends.
public struct UpdateUserAgent: Payload {
    public var linkType: LinkType = .saved
    public var linkId = LinkID.unknown
    public var userAgent = ""
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkType", &linkType, .required)
        try visitor.field("linkId", &linkId, .required)
        try visitor.field("userAgent", &userAgent, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `UPDATE_LINKED_FOLDER_ID`, which no app sends.
public struct UpdateLinkedFolder: Payload {
    public var linkType: LinkType = .saved
    public var linkId = LinkID.unknown
    public var newParentFolderId = FolderID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkType", &linkType, .required)
        try visitor.field("linkId", &linkId, .required)
        try visitor.field("newParentFolderId", &newParentFolderId, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `DELETE_DUPLICATE_LINKS`. Apps decode it strictly.
public struct DeleteDuplicateLinks: Payload {
    public var linkIds: [LinkID] = []
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("linkIds", &linkIds, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}
