/// A key of an object, compared by its hash so that reading makes no texts.
struct JSONKey: Equatable {
    let name: String
    let hash: UInt64

    init(_ name: String) {
        self.name = name
        hash = Self.hash(name.utf8)
    }

    static func == (left: JSONKey, right: JSONKey) -> Bool { left.hash == right.hash }

    /// FNV-1a: with some eighty known words of at most 40 letters, equal hashes mean equal words.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

/// The keys of the wire (PROTOCOL §2.1).
extension JSONKey {
    static let baseURL = JSONKey("baseURL")
    static let clientName = JSONKey("clientName")
    static let connectedPanelId = JSONKey("connectedPanelId")
    static let correlation = JSONKey("correlation")
    static let currentFolder = JSONKey("currentFolder")
    static let deletedAt = JSONKey("deletedAt")
    static let eventTimestamp = JSONKey("eventTimestamp")
    static let folderID = JSONKey("folderID")
    static let folderId = JSONKey("folderId")
    static let folderIds = JSONKey("folderIds")
    static let folderName = JSONKey("folderName")
    static let folders = JSONKey("folders")
    static let foldersIds = JSONKey("foldersIds")
    static let id = JSONKey("id")
    static let idOfLinkedFolder = JSONKey("idOfLinkedFolder")
    static let imgURL = JSONKey("imgURL")
    static let isArchived = JSONKey("isArchived")
    static let isRootFolderForTheDestination = JSONKey("isRootFolderForTheDestination")
    static let linkId = JSONKey("linkId")
    static let linkIds = JSONKey("linkIds")
    static let linkTags = JSONKey("linkTags")
    static let linkType = JSONKey("linkType")
    static let links = JSONKey("links")
    static let localId = JSONKey("localId")
    static let markedAsImportant = JSONKey("markedAsImportant")
    static let mediaType = JSONKey("mediaType")
    static let message = JSONKey("message")
    static let name = JSONKey("name")
    static let newFolderName = JSONKey("newFolderName")
    static let newName = JSONKey("newName")
    static let newNote = JSONKey("newNote")
    static let newParentFolderId = JSONKey("newParentFolderId")
    static let newTitleOfTheLink = JSONKey("newTitleOfTheLink")
    static let newlyCopiedLocalId = JSONKey("newlyCopiedLocalId")
    static let note = JSONKey("note")
    static let operation = JSONKey("operation")
    static let panelFolders = JSONKey("panelFolders")
    static let panelId = JSONKey("panelId")
    static let panelName = JSONKey("panelName")
    static let panelPosition = JSONKey("panelPosition")
    static let panels = JSONKey("panels")
    static let parentFolderId = JSONKey("parentFolderId")
    static let parentOfNewlyCopiedLocalId = JSONKey("parentOfNewlyCopiedLocalId")
    static let payload = JSONKey("payload")
    static let remoteId = JSONKey("remoteId")
    static let sourceRemoteId = JSONKey("sourceRemoteId")
    static let sourceRemoteParentId = JSONKey("sourceRemoteParentId")
    static let tagId = JSONKey("tagId")
    static let tags = JSONKey("tags")
    static let timeStampBasedResponse = JSONKey("timeStampBasedResponse")
    static let title = JSONKey("title")
    static let url = JSONKey("url")
    static let userAgent = JSONKey("userAgent")
}
