import SyncModel

extension LinkRecord {
    /// What an `UPDATE_LINK` wants to make of this link: what it leaves out stays, and it never puts a link into a
    /// folder.
    func updated(by request: WholeLink) -> LinkRecord {
        var link = self
        link.title = request.title ?? title
        link.url = request.url
        link.baseURL = request.baseURL ?? baseURL
        link.imageURL = request.imageURL ?? imageURL
        link.note = request.note ?? note
        link.userAgent = request.userAgent
        link.isImportant = request.markedAsImportant ?? isImportant
        link.mediaType = request.mediaType ?? mediaType
        if request.linkType != .folder, request.linkType != type {
            link.type = request.linkType
            link.folder = nil
        }
        return link
    }

    /// Only these fields of another state of it.
    func taking(_ fields: Set<EditedField>, from other: LinkRecord) -> LinkRecord {
        var link = self
        for field in fields {
            switch field {
            case .linkTitle: link.title = other.title
            case .linkNote: link.note = other.note
            case .linkURL: (link.url, link.baseURL) = (other.url, other.baseURL)
            case .linkImage: link.imageURL = other.imageURL
            case .linkUserAgent: link.userAgent = other.userAgent
            case .linkIsImportant: link.isImportant = other.isImportant
            case .linkMediaType: link.mediaType = other.mediaType
            case .linkPlace: (link.type, link.folder) = (other.type, other.folder)
            default: break
            }
        }
        return link
    }
}

extension CarriedField {
    /// Every field of a link but its tags.
    static func all(_ before: LinkRecord, _ wanted: LinkRecord) -> [CarriedField] {
        [
            CarriedField(.linkTitle, .text(before.title), .text(wanted.title)),
            CarriedField(.linkNote, .text(before.note), .text(wanted.note)),
            CarriedField(
                .linkURL, FieldValue([.text(before.url), .text(before.baseURL)]),
                FieldValue([.text(wanted.url), .text(wanted.baseURL)])),
            CarriedField(.linkImage, .text(before.imageURL), .text(wanted.imageURL)),
            CarriedField(.linkUserAgent, Value(before.userAgent), Value(wanted.userAgent)),
            CarriedField(.linkIsImportant, .boolean(before.isImportant), .boolean(wanted.isImportant)),
            CarriedField(.linkMediaType, .text(before.mediaType.rawValue), .text(wanted.mediaType.rawValue)),
            CarriedField(
                .linkPlace, FieldValue(placeOf: before.type, before.folder),
                FieldValue(placeOf: wanted.type, wanted.folder)),
        ]
    }
}
