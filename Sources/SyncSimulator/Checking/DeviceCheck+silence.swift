import AppModels
import SyncModel

/// Why the server never heard of something that a user did.
extension DeviceCheck {
    func causeOfSilence(birth: Int) -> Excuse {
        let sendings = ledger.births[birth].tickets.compactMap { ledger.sendings[$0] }
        if sendings.contains(where: { $0.appDied }) { return .diedOnTheWay }
        return device.app.queue.isEmpty ? .neverSent : .stuckInQueue
    }

    /// - Returns: `nil` when it did hear.
    func causeOfSilence(deleting row: RowKey, _ intent: Ledger.Intent) -> Excuse? {
        if ledger.heardDeletions[row] == device.index { return nil }
        let sendings = ledger.sendings.values.filter { sending in
            sending.device == device.index && sending.sentMilliseconds >= intent.milliseconds
        }
        let ownDeletions = sendings.filter {
            $0.content.deletions.contains(row) || $0.content.removesFromPanel(row, server)
        }
        if ownDeletions.contains(where: { $0.fate == .heard }) { return nil }
        if ownDeletions.contains(where: { $0.appDied }) { return .diedOnTheWay }
        if row.kind == .panel, device.plan.generation.deletesPanelsByLocalID { return .sentLocalId }
        if waitsBlocked(row) { return .stuckInQueue }
        if row.kind == .folder, waitsUnmapped(intent) { return .queuedFolderDeletion }
        if wasQueueWiped(since: intent) { return .neverSent }
        // Refusals are told where they happen.
        if ownDeletions.contains(where: \.isRefused) { return nil }
        // It went with its folder, which may have had no number.
        if row.kind != .folder,
            intent.difference.removed.contains(where: { $0.row.kind == .folder && $0.remoteId == nil })
        {
            return .neverSent
        }
        for (local, remoteId) in intent.difference.removed where local.kind == .folder && row.kind != .folder {
            guard let remoteId else { continue }
            return causeOfSilence(deleting: RowKey(.folder, remoteId), intent)
        }
        if row.kind == .folder, let cause = causeOfTree(row, intent) { return cause }
        if waitsUnmapped(intent) { return .queuedFolderDeletion }
        return ownDeletions.isEmpty ? .neverSent : nil
    }

    /// The user deleted everything, for himself alone, with what waited in the queue.
    private func wasQueueWiped(since intent: Ledger.Intent) -> Bool {
        ledger.intents.contains { later in
            guard later.device == device.index, later.milliseconds >= intent.milliseconds else { return false }
            if case .deleteEverything = later.action { return true }
            return false
        }
    }

    /// The queue holds the deletion by the local id of a folder that is gone.
    private func waitsUnmapped(_ intent: Ledger.Intent) -> Bool {
        guard device.plan.generation.losesQueuedFolderDeletions else { return false }
        let folders = intent.difference.removed.filter { $0.row.kind == .folder }.map { $0.row.localId }
        return device.app.queue.contains { item in
            guard item.operation == .deleteFolder, case .id(let localId) = item.payload else { return false }
            return folders.contains(localId)
        }
    }

    /// The deletion waits in the queue behind an item that stops each run of it.
    private func waitsBlocked(_ row: RowKey) -> Bool {
        device.app.queue.contains { item in device.app.isBlocked(item) && item.deletes(row, server) }
    }

    /// An edit of this row waits in the queue behind an item that stops each run of it.
    private func waitsBlocked(editing row: LocalDifference.Row) -> Bool {
        device.app.queue.contains { item in device.app.isBlocked(item) && item.edits(row) }
    }

    /// The top of the tree that was deleted together was told of, or was not.
    private func causeOfTree(_ row: RowKey, _ intent: Ledger.Intent) -> Excuse? {
        let others = intent.difference.removed.filter { $0.row.kind == .folder && $0.remoteId != row.id }
        for other in others {
            guard let id = other.remoteId else { continue }
            let sending = ledger.sendings.values.first {
                $0.device == device.index && $0.content.deletions.contains(RowKey(.folder, id))
            }
            if let sending, sending.appDied { return .diedOnTheWay }
        }
        return nil
    }

    func causeOfSilence(editing edit: LocalDifference.Edit, _ row: RowKey, _ intent: Ledger.Intent) -> Excuse? {
        let sendings = ledger.sendings.values.filter { sending in
            sending.device == device.index && sending.sentMilliseconds >= intent.milliseconds
        }
        let own = sendings.filter { sending in
            sending.content.claims.contains { $0.row == row && $0.field == edit.field }
        }
        if own.contains(where: { $0.appDied }) { return .diedOnTheWay }
        if waitsBlocked(editing: edit.row) { return .stuckInQueue }
        // Up to 0.13.7 a queued move of what was deleted meanwhile names nothing (PROTOCOL §5.8).
        if edit.field.isReference, sendings.contains(where: { $0.content.movesNothing }) { return .sentLocalId }
        // Refusals are told where they happen.
        if own.contains(where: \.isRefused) { return nil }
        if edit.field == .note, row.kind == .link,
            sendings.contains(where: { sending in
                sending.content.claims.contains {
                    $0.row == RowKey(.link, edit.row.localId) && $0.field == .note && $0.value.isEmpty
                }
            })
        {
            return .sentLocalId
        }
        return device.app.queue.isEmpty ? .neverSent : .stuckInQueue
    }
}

extension QueueItem {
    /// It is to change this row.
    fileprivate func edits(_ row: LocalDifference.Row) -> Bool {
        switch (payload, row.kind) {
        case (.updateFolder(let folder), .folder): folder.localId == row.localId
        case (.updateLink(let link, _), .link): link.localId == row.localId
        case (.text(let localId, _), let kind): operation.editedKind == kind && localId == row.localId
        case (.id(let localId), let kind): operation.editedKind == kind && localId == row.localId
        case (.several(let links, _), .link), (.move(let links, _, _, _), .link): links.contains(row.localId)
        case (.several(_, let folders), .folder), (.move(_, let folders, _, _), .folder): folders.contains(row.localId)
        default: false
        }
    }

    /// It is to delete this row, by its remote id.
    fileprivate func deletes(_ row: RowKey, _ server: LibraryState) -> Bool {
        switch (operation, payload) {
        case (.deleteLink, .id(let id)): row == RowKey(.link, id)
        case (.deleteFolder, .id(let id)): row == RowKey(.folder, id)
        case (.deletePanel, .id(let id)): row == RowKey(.panel, id)
        case (.deleteTag, .id(let id)): row == RowKey(.tag, id)
        case (.deleteSeveral, .several(let links, let folders)):
            (row.kind == .link && links.contains(row.id)) || (row.kind == .folder && folders.contains(row.id))
        case (.deleteDuplicateLinks, .several(let links, _)): row.kind == .link && links.contains(row.id)
        case (.deleteFolderFromPanel, .folderInPanel(let panel, let folder)):
            row.kind == .panelFolder
                && server.panelFolders[row.id].map { ($0.panel, $0.folder) == (panel, folder) } ?? false
        default: false
        }
    }
}

extension RequestContent {
    /// A row or the destination of a move came out as -45454.
    fileprivate var movesNothing: Bool {
        operation == .moveExistingItems
            && claims.contains { $0.row.id == WellKnownNumber.unmapped || $0.value == "\(WellKnownNumber.unmapped)" }
    }

    /// Entries of a panel are named by panel and folder.
    fileprivate func removesFromPanel(_ row: RowKey, _ server: LibraryState) -> Bool {
        guard row.kind == .panelFolder, let removed = removedPanelFolder, let entry = server.panelFolders[row.id] else {
            return false
        }
        return removed == (entry.panel, entry.folder)
    }
}

extension Operation {
    /// What one request of this name edits one of, named by its local id in the queue.
    fileprivate var editedKind: RowKind? {
        switch self {
        case .updateFolderName, .updateFolderNote, .deleteFolderNote, .markFolderAsArchive, .markAsRegularFolder:
            .folder
        case .updateLinkTitle, .updateLinkNote, .archiveLink, .unarchiveLink: .link
        case .updatePanelName: .panel
        case .renameTag: .tag
        default: nil
        }
    }
}
