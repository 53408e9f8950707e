extension App {
    /// Moves the watermark as this generation does (PROTOCOL §5.5). Always a step of its own: between a row and this the
    /// app may be killed.
    func moveWatermark(to seconds: Int64) {
        watermark = generation.watermarkOnlyGrows ? max(watermark, seconds) : seconds
    }

    /// Handles an event of the socket or an element of the list of tombstones: both go through the same code (§5.4, §6).
    /// Decoding is done here; what follows is put before the other steps of the coroutine.
    func handle(_ name: String, _ payload: JSONValue, in coroutine: Coroutine) throws {
        guard let operation = Operation(named: name), operation.isKnown(to: generation) else {
            if generation.unknownOperationThrows { throw AppException("unknown operation \(name)") }
            return
        }
        switch operation {
        case .changeParentFolder, .updateLinkedFolderID, .updateUserAgent, .getLinks, .getLinksFromAFolder,
            .testBearer, .getUpdates, .getTombstones:
            return  // "Nothing to do"; the payload is not even decoded.
        default: break
        }
        let event = try ReceivedEvent(operation, payload.object(), at: self)
        if event.isOwn {
            coroutine.next { app, _, _ in app.moveWatermark(to: event.eventTimestamp) }
            return
        }
        try apply(event, in: coroutine)
    }

    private func apply(_ event: ReceivedEvent, in coroutine: Coroutine) throws {
        switch event.operation {
        case .createFolder, .updateFolder, .deleteFolder, .markFolderAsArchive, .markAsRegularFolder,
            .updateFolderName, .updateFolderNote, .deleteFolderNote, .markFoldersAsRoot:
            try applyFolderEvent(event, in: coroutine)
        case .createLink, .deleteLink, .updateLink, .updateLinkTitle, .updateLinkNote, .archiveLink, .unarchiveLink,
            .markAsImportant, .unmarkAsImportant, .deleteDuplicateLinks, .forceSetDefaultFolder:
            try applyLinkEvent(event, in: coroutine)
        case .addPanel, .addFolderInPanel, .deletePanel, .updatePanelName, .deleteFolderFromAllPanels,
            .deleteFolderFromPanel:
            try applyPanelEvent(event, in: coroutine)
        case .createTag, .renameTag, .deleteTag:
            try applyTagEvent(event, in: coroutine)
        default:
            try applySeveralItemsEvent(event, in: coroutine)
        }
    }

    /// A local change and then, as a step of its own, the watermark (§5.5: "when the local repository reports success").
    func apply(
        _ event: ReceivedEvent, in coroutine: Coroutine, _ change: @escaping (App, _ nowSeconds: Int64) -> Void
    ) {
        coroutine.next([
            { app, _, nowSeconds in change(app, nowSeconds) },
            { app, _, _ in app.moveWatermark(to: event.eventTimestamp) },
        ])
    }
}
