// What pulls and events bring (PROTOCOL §2.1): every key is required, whatever may be null says so, unknown keys are
// passed over. Correlations are read apart.

struct ReceivedFolder {
    let id: Int64
    let name: String
    let note: String
    let parentFolderId: Int64?
    let isArchived: Bool
    let eventTimestamp: Int64

    init(_ object: JSONObject) throws {
        id = try object.integer(.id)
        name = try object.text(.name)
        note = try object.text(.note)
        parentFolderId = try object.integerOrNull(.parentFolderId)
        isArchived = try object.flag(.isArchived)
        eventTimestamp = try object.integer(.eventTimestamp)
    }
}

struct ReceivedLink {
    let id: Int64
    let kind: LinkKind
    let title: String
    let url: String
    let imgURL: String
    let note: String
    let idOfLinkedFolder: Int64?
    let userAgent: String?
    let markedAsImportant: Bool
    let mediaKind: MediaKind
    /// Remote ids; empty for apps that know no tags.
    let tagIds: [Int64]
    let eventTimestamp: Int64

    init(_ object: JSONObject, for generation: Generation) throws {
        id = try object.integer(.id)
        kind = try LinkKind(decoding: object.text(.linkType))
        title = try object.text(.title)
        url = try object.text(.url)
        _ = try object.text(.baseURL)
        imgURL = try object.text(.imgURL)
        note = try object.text(.note)
        idOfLinkedFolder = try object.integerOrNull(.idOfLinkedFolder)
        userAgent = try object.textOrNull(.userAgent)
        markedAsImportant = try object.flag(.markedAsImportant)
        mediaKind = try MediaKind(decoding: object.text(.mediaType))
        tagIds = generation.knowsTags ? try object.objects(.linkTags).map { try ReceivedLinkTag($0).tagId } : []
        eventTimestamp = try object.integer(.eventTimestamp)
    }
}

struct ReceivedLinkTag {
    let linkId: Int64
    let tagId: Int64

    init(_ object: JSONObject) throws {
        linkId = try object.integer(.linkId)
        tagId = try object.integer(.tagId)
    }
}

struct ReceivedTag {
    let id: Int64
    let name: String
    let eventTimestamp: Int64

    init(_ object: JSONObject) throws {
        id = try object.integer(.id)
        name = try object.text(.name)
        eventTimestamp = try object.integer(.eventTimestamp)
    }
}

struct ReceivedPanel {
    let id: Int64
    let name: String
    let eventTimestamp: Int64

    init(_ object: JSONObject) throws {
        id = try object.integer(.panelId)
        name = try object.text(.panelName)
        eventTimestamp = try object.integer(.eventTimestamp)
    }
}

struct ReceivedPanelFolder {
    let id: Int64
    let folderId: Int64
    let panelPosition: Int64
    let folderName: String
    let connectedPanelId: Int64
    let eventTimestamp: Int64

    init(_ object: JSONObject) throws {
        id = try object.integer(.id)
        folderId = try object.integer(.folderId)
        panelPosition = try object.integer(.panelPosition)
        folderName = try object.text(.folderName)
        connectedPanelId = try object.integer(.connectedPanelId)
        eventTimestamp = try object.integer(.eventTimestamp)
    }
}
