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
        if !ownDeletions.isEmpty { return nil }
        // It went with its folder.
        for (local, remoteId) in intent.difference.removed where local.kind == .folder && row.kind != .folder {
            guard let remoteId else { return .neverSent }
            if let cause = causeOfSilence(deleting: RowKey(.folder, remoteId), intent) { return cause }
        }
        if row.kind == .folder, let cause = causeOfTree(row, intent) { return cause }
        if device.plan.generation.losesQueuedFolderDeletions,
            device.app.queue.contains(where: { $0.operation == .deleteFolder })
        {
            return .queuedFolderDeletion
        }
        return device.app.queue.isEmpty ? .neverSent : .stuckInQueue
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
        // Refusals are told where they happen.
        if own.contains(where: { if case .refused = $0.fate { true } else { false } }) { return nil }
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

extension RequestContent {
    /// Entries of a panel are named by panel and folder.
    fileprivate func removesFromPanel(_ row: RowKey, _ server: LibraryState) -> Bool {
        guard row.kind == .panelFolder, let removed = removedPanelFolder, let entry = server.panelFolders[row.id] else {
            return false
        }
        return removed == (entry.panel, entry.folder)
    }
}
