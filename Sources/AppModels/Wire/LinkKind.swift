/// Where a link lives (`LinkType` of PROTOCOL §0.3).
public enum LinkKind: String, CaseIterable, Sendable {
    case saved = "SAVED_LINK"
    case folder = "FOLDER_LINK"
    case history = "HISTORY_LINK"
    case important = "IMPORTANT_LINK"
    case archive = "ARCHIVE_LINK"

    /// The number of the collection of a default type; `nil` for links in folders.
    public var collection: Int64? {
        switch self {
        case .saved: WellKnownNumber.savedLinks
        case .history: WellKnownNumber.history
        case .important: WellKnownNumber.importantLinks
        case .archive: WellKnownNumber.archive
        case .folder: nil
        }
    }

    init(decoding text: String) throws {
        guard let kind = LinkKind(rawValue: text) else { throw AppException("unknown link type \(text)") }
        self = kind
    }
}

/// `MediaType` of PROTOCOL §0.3.
public enum MediaKind: String, Sendable {
    case image = "IMAGE"
    case gif = "GIF"
    case video = "VIDEO"

    init(decoding text: String) throws {
        guard let kind = MediaKind(rawValue: text) else { throw AppException("unknown media type \(text)") }
        self = kind
    }
}
