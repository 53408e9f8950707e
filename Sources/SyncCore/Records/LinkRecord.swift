public import SyncModel

/// A link as the store holds it, without its tags.
public struct LinkRecord: Sendable, Equatable {
    public var id: LinkID
    public var stamp: Int64
    public var type: LinkType
    public var title: String
    public var url: String
    public var baseURL: String
    public var imageURL: String
    public var note: String
    public var folder: FolderID?
    public var userAgent: String?
    public var mediaType: MediaType
    public var isImportant: Bool

    /// What ``init(_:)`` reads, in this order.
    static let columns: [Column] = [
        .linkId, .linkStamp, .linkType, .linkTitle, .linkURL, .linkBaseURL, .linkImageURL, .linkNote, .linkFolder,
        .linkUserAgent, .linkMediaType, .linkIsImportant,
    ]

    init(_ row: any Cursor) {
        id = LinkID(row.integer(0))
        stamp = row.integer(1)
        type = Self.type(row.text(2))
        title = row.text(3)
        url = row.text(4)
        baseURL = row.text(5)
        imageURL = row.text(6)
        note = row.text(7)
        folder = row.optionalInteger(8).map(FolderID.init)
        userAgent = row.optionalText(9)
        mediaType = MediaType(rawValue: row.text(10)) ?? .image
        isImportant = row.boolean(11)
    }

    /// A word that no app knows would make it refuse the whole answer (PROTOCOL F31): such a link is a saved one.
    static func type(_ word: String) -> LinkType { LinkType(rawValue: word) ?? .saved }

    /// Everything but the id and the stamp, as a new row.
    var assignments: [Assignment] {
        [
            Assignment(.linkType, .text(type.rawValue)), Assignment(.linkTitle, .text(title)),
            Assignment(.linkURL, .text(url)), Assignment(.linkBaseURL, .text(baseURL)),
            Assignment(.linkImageURL, .text(imageURL)), Assignment(.linkNote, .text(note)),
            Assignment(.linkFolder, Value(folder)), Assignment(.linkUserAgent, Value(userAgent)),
            Assignment(.linkMediaType, .text(mediaType.rawValue)), Assignment(.linkIsImportant, .boolean(isImportant)),
        ]
    }

    /// As events tell of it.
    func payload(tags: [TagID], by correlation: Correlation?) -> WholeLink {
        var whole = WholeLink()
        whole.id = id
        whole.linkType = type
        whole.title = title
        whole.url = url
        whole.baseURL = baseURL
        whole.imageURL = imageURL
        whole.note = note
        whole.idOfLinkedFolder = folder
        whole.userAgent = userAgent
        whole.markedAsImportant = isImportant
        whole.mediaType = mediaType
        whole.correlation = correlation
        whole.linkTags = tags.map { LinkTag(linkId: id, tagId: $0) }
        return whole
    }
}

extension LinkRecord {
    /// A row that does not exist yet.
    init(_ request: NewLink, type: LinkType, folder: FolderID?) {
        id = .unknown
        stamp = 0
        self.type = type
        title = request.title
        url = request.url
        baseURL = request.baseURL
        imageURL = request.imageURL
        note = request.note
        self.folder = folder
        userAgent = request.userAgent
        mediaType = request.mediaType
        isImportant = request.markedAsImportant
    }
}
