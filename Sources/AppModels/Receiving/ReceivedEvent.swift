/// An event or tombstone whose payload was decoded far enough to know whether it is the app's own.
struct ReceivedEvent {
    let operation: Operation
    let payload: JSONObject
    let eventTimestamp: Int64
    /// Its correlation is the app's, or is missing and taken for the app's (PROTOCOL §5.1).
    let isOwn: Bool

    init(_ operation: Operation, _ payload: JSONObject, at app: App) throws {
        self.operation = operation
        self.payload = payload
        if operation.isDecodedStrictly { try payload.allowOnly(Self.keys(of: operation)) }
        // Decoding comes before the look at the correlation: what cannot be decoded throws even in an own echo.
        try Self.decode(operation, payload, for: app.generation)
        eventTimestamp = try payload.integer(.eventTimestamp)
        // The one event without a test of the correlation (§6).
        isOwn = operation == .forceSetDefaultFolder ? false : try Self.isOwn(operation, payload, at: app)
    }

    private static func isOwn(_ operation: Operation, _ payload: JSONObject, at app: App) throws -> Bool {
        guard let value = payload.ifPresent(.correlation) else { return !app.generation.missingCorrelationIsForeign }
        if app.generation.missingCorrelationIsForeign, value.isNull { return false }
        let correlation = try value.object()
        if operation.isDecodedStrictly { try correlation.allowOnly([.id, .clientName]) }
        _ = try correlation.text(.clientName)
        return try correlation.text(.id) == app.correlationID
    }

    /// Every key that must be there (§2.1), with its type.
    private static func decode(_ operation: Operation, _ payload: JSONObject, for generation: Generation) throws {
        switch operation {
        case .createFolder, .updateFolder: _ = try ReceivedFolder(payload)
        case .createLink, .updateLink: _ = try ReceivedLink(payload, for: generation)
        case .createTag: _ = try ReceivedTag(payload)
        case .addPanel: _ = try ReceivedPanel(payload)
        case .addFolderInPanel: _ = try ReceivedPanelFolder(payload)
        case .moveItems:
            _ = try LinkKind(decoding: payload.text(.linkType))
            _ = try (payload.integers(.folderIds), payload.integers(.linkIds), payload.integer(.newParentFolderId))
        case .archiveSeveral, .deleteSeveral: _ = try (payload.integers(.linkIds), payload.integers(.folderIds))
        case .unarchiveSeveral: _ = try (payload.integers(.linkIds), payload.integers(.foldersIds))
        case .markFoldersAsRoot: _ = try payload.integers(.folderIds)
        case .deleteDuplicateLinks: _ = try payload.integers(.linkIds)
        case .renameTag: _ = try (payload.integer(.id), payload.text(.newName))
        case .updateFolderName: _ = try (payload.integer(.folderId), payload.text(.newFolderName))
        case .updateFolderNote: _ = try (payload.integer(.folderId), payload.text(.newNote))
        case .updateLinkTitle: _ = try (payload.integer(.linkId), payload.text(.newTitleOfTheLink))
        case .updateLinkNote: _ = try (payload.integer(.linkId), payload.text(.newNote))
        case .updatePanelName: _ = try (payload.integer(.panelId), payload.text(.newName))
        case .deleteFolderFromPanel: _ = try (payload.integer(.panelId), payload.integer(.folderID))
        case .forceSetDefaultFolder: _ = try payload.text(.message)
        case .copyItems, .deleteEverything: break
        default: _ = try payload.integer(.id)
        }
    }

    /// What a strictly decoded payload may hold (§2.1, §5.1).
    private static func keys(of operation: Operation) -> [JSONKey] {
        let own: [JSONKey] =
            switch operation {
            case .createTag: [.id, .name]
            case .renameTag: [.id, .newName]
            case .deleteTag: [.id]
            case .unarchiveSeveral: [.foldersIds, .linkIds]
            case .deleteSeveral, .archiveSeveral: [.folderIds, .linkIds]
            case .moveItems: [.folderIds, .linkIds, .linkType, .newParentFolderId]
            case .markFoldersAsRoot: [.folderIds]
            case .deleteDuplicateLinks: [.linkIds]
            default: []
            }
        return own + [.eventTimestamp, .correlation]
    }
}
