import SyncModel

/// How what happened is told to all app generations at once: only in operations that every app survives (PROTOCOL
/// §7.2-8), the most telling one first, repeatable ones after it for those who do not know that one.
extension Happening {
    /// - Parameters:
    ///   - stamp: of the write.
    ///   - onlyFor: the device whose picture is to be mended; `nil`: all but the author.
    func announcements(
        by author: Correlation, asker: Asker, stamp: Int64, onlyFor: Int64? = nil, _ store: any StoreReading
    ) throws -> [Announcement] {
        try sayings.map { operation, payload in
            Announcement(
                operation, .payload(payload), by: author, asker: asker, stamp: stamp, onlyFor: onlyFor,
                makes: Self.made(payload, operation), tag: try Self.tag(payload, operation, store),
                isCourtesy: isLinkUpdate && operation == .moveExistingItems)
        }
    }

    /// Apps up to 0.15.2 file the link as it says.
    private var isLinkUpdate: Bool { if case .linkUpdated = self { true } else { false } }

    private static func tag(
        _ payload: any Payload, _ operation: OperationName, _ store: any StoreReading
    ) throws -> ToldTag? {
        guard operation == .renameTag || operation == .deleteTag, let id = payload.rowTold?.id else { return nil }
        let history = try store.histories(.tags, [id])[id]
        return ToldTag(
            id: id, birth: history?.birth ?? 0, maker: history?.maker ?? 0, isNamed: history?.isNamed ?? false)
    }

    private static func made(_ payload: any Payload, _ operation: OperationName) -> RowName? {
        switch operation {
        case .createFolder, .createANewLink, .createTag, .addANewPanel, .addANewFolderInAPanel: payload.rowTold
        default: nil
        }
    }

    private var sayings: [(OperationName, any Payload)] {
        switch self {
        case .tookPlace(let operation, let payload): [(operation, payload)]
        case .folderUpdated(let before, let after): Self.folderSayings(before, after)
        case .folderIs(let folder): Self.everySaying(folder)
        case .linkUpdated(let link): Self.linkSayings(link)
        case .moved(let move): Self.moveSayings(move)
        case .panelEmptied(let panel, let folders, let author):
            folders.map { Self.removal(of: $0, from: panel, by: author) }
        }
    }

    // MARK: Folders

    /// Apps up to 0.13.7 do not know `UPDATE_FOLDER`.
    private static func folderSayings(
        _ before: WholeFolder, _ after: WholeFolder
    ) -> [(OperationName, any Payload)] {
        var sayings: [(OperationName, any Payload)] = [(.updateFolder, after)]
        if before.name != after.name { sayings.append((.updateFolderName, rename(after))) }
        if before.note != after.note { sayings.append((.updateFolderNote, note(after))) }
        if before.isArchived != after.isArchived {
            sayings.append((after.isArchived ? .markFolderAsArchive : .markAsRegularFolder, reference(after)))
        }
        if before.parentFolderId != after.parentFolderId { sayings.append(place(after)) }
        return sayings
    }

    static func everySaying(_ folder: WholeFolder) -> [(OperationName, any Payload)] {
        [
            (.updateFolder, folder), (.updateFolderName, rename(folder)), (.updateFolderNote, note(folder)),
            (folder.isArchived ? .markFolderAsArchive : .markAsRegularFolder, reference(folder)), place(folder),
        ]
    }

    private static func rename(_ folder: WholeFolder) -> UpdateFolderName {
        var payload = UpdateFolderName()
        payload.folderId = folder.id
        payload.newFolderName = folder.name
        payload.correlation = folder.correlation
        return payload
    }

    private static func note(_ folder: WholeFolder) -> UpdateFolderNote {
        var payload = UpdateFolderNote()
        payload.folderId = folder.id
        payload.newNote = folder.note
        payload.correlation = folder.correlation
        return payload
    }

    private static func reference(_ folder: WholeFolder) -> FolderReference {
        var payload = FolderReference()
        payload.id = folder.id
        payload.correlation = folder.correlation
        return payload
    }

    private static func place(_ folder: WholeFolder) -> (OperationName, any Payload) {
        guard let parent = folder.parentFolderId else { return roots([folder.id], by: folder.correlation) }
        var payload = MoveItems()
        payload.folderIds = [folder.id]
        payload.newParentFolderId = parent
        payload.correlation = folder.correlation
        return (.moveExistingItems, payload)
    }

    private static func roots(
        _ folders: [FolderID], by correlation: Correlation?
    ) -> (OperationName, any Payload) {
        var payload = MarkFoldersAsRoot()
        payload.folderIds = folders
        payload.correlation = correlation
        return (.markFoldersAsRoot, payload)
    }

    // MARK: Links

    /// A move after the update files a folder's link where it belongs (PROTOCOL §7.2-9); others see no difference.
    private static func linkSayings(_ link: WholeLink) -> [(OperationName, any Payload)] {
        guard link.linkType == .folder, let folder = link.idOfLinkedFolder else { return [(.updateLink, link)] }
        var move = MoveItems()
        move.linkIds = [link.id]
        move.linkType = .folder
        move.newParentFolderId = folder
        move.correlation = link.correlation
        return [(.updateLink, link), (.moveExistingItems, move)]
    }

    /// Apps make the folder -45454, which is nowhere, of a destination that is no folder of theirs (PROTOCOL §6), so a
    /// move out of the folders is told in operations that name none.
    private static func moveSayings(_ move: MoveItems) -> [(OperationName, any Payload)] {
        guard move.newParentFolderId.number < 0 else { return [(.moveExistingItems, move)] }
        var sayings: [(OperationName, any Payload)] = []
        if !move.folderIds.isEmpty { sayings.append(roots(move.folderIds, by: move.correlation)) }
        if !move.linkIds.isEmpty { sayings.append(collection(move)) }
        return sayings
    }

    private static func collection(_ move: MoveItems) -> (OperationName, any Payload) {
        switch move.linkType {
        case .saved:
            var payload = UnarchiveItems()
            payload.linkIds = move.linkIds
            payload.correlation = move.correlation
            return (.unarchiveMultipleItems, payload)
        case .archive:
            var payload = SeveralItems()
            payload.linkIds = move.linkIds
            payload.correlation = move.correlation
            return (.archiveMultipleItems, payload)
        case .history, .important, .folder:
            return (.moveExistingItems, move)
        }
    }

    // MARK: Panels

    /// No app knows the operation that empties a panel, and those from 0.16 on fail on it (PROTOCOL §2.4).
    private static func removal(
        of folder: FolderID, from panel: PanelID, by correlation: Correlation?
    ) -> (OperationName, any Payload) {
        var payload = DeleteFolderFromPanel()
        payload.panelId = panel
        payload.folderId = folder
        payload.correlation = correlation
        return (.deleteAFolderFromAPanel, payload)
    }
}
