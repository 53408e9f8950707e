import AppModels
import SyncModel

/// Rows that have no remote id after all, and why.
extension DeviceCheck {
    func judgeUnsynced(_ row: LocalDifference.Row) -> Finding {
        guard let birth = ledger.birthsOfRows[key(row.kind, row.localId)]?.last else {
            return violation(.nothingDoubled, "has \(row.kind.rawValue) of its own that nobody made")
        }
        let tickets = ledger.births[birth].tickets.compactMap { ledger.sendings[$0] }
        if tickets.isEmpty { return .excused(causeOfSilence(birth: birth)) }
        if tickets.contains(where: { $0.appDied }) { return .excused(.diedOnTheWay) }
        // Refusals are told where they happen.
        if tickets.contains(where: { if case .refused = $0.fate { true } else { false } }) { return .follows }
        if isMisnamedByQueue(row) || isBlocked(row, tickets) { return .excused(.stuckInQueue) }
        if let excuse = excuseOfCopy(row, tickets) { return .excused(excuse) }
        if waitsForGoneFolder(row, tickets) { return .excused(.copiedIntoWhatWasGone) }
        if waitsForAnother(row) { return .follows }
        return violation(
            .nothingWedges, "has \(row.kind.rawValue) \(ledger.births[birth].name) without remote id after all")
    }

    /// The server has the row, but its maker never learnt of that and still has it without remote id: that is told of the
    /// latter. Sent the row, it would have it twice (PROTOCOL F41).
    func isOwnButUnknown(_ row: RowKey) -> Bool {
        guard let birth = (ledger.answeredRows[row] ?? nil) ?? birthUnanswered(row) else { return false }
        let (device, own) = (ledger.births[birth].device, ledger.births[birth].row)
        return device == self.device.index && local.unsynced.contains(own)
            && ledger.birthsOfRows[key(own.kind, own.localId)]?.last == birth
    }

    /// The server died when it had carried out the request and not yet said so. Others may have renamed what it made.
    func birthUnanswered(_ row: RowKey) -> Int? {
        guard ledger.answeredRows[row] == nil else { return nil }
        let unanswered = ledger.births.indices.filter { index in
            let birth = ledger.births[index]
            return birth.device == device.index && birth.row.kind == row.kind
                && birth.tickets.contains { ledger.sendings[$0]?.fate == .unanswered }
        }
        if let named = unanswered.last(where: { ledger.births[$0].name == name(of: row) }) { return named }
        guard ledger.wasRenamed(row) else { return nil }
        let names = Set(server.ids(row.kind).map { name(of: RowKey(row.kind, $0)) })
        return unanswered.last { !names.contains(ledger.births[$0].name) }
    }

    /// Up to 0.13.7 the id of a queued panel entry goes to the panel of that number (§5.6).
    private func isMisnamedByQueue(_ row: LocalDifference.Row) -> Bool {
        device.plan.generation.queueMayStick && row.kind == .panelFolder
    }

    /// Its creation waits in the queue behind an item that stops each run of it, and no answer to an earlier one ever came.
    private func isBlocked(_ row: LocalDifference.Row, _ tickets: [Ledger.Sending]) -> Bool {
        !tickets.contains { $0.isAnswerKnown && $0.fate == .heard }
            && waitingItems(creating: row).contains(where: device.app.isBlocked)
    }

    /// No copy that was to make it was ever carried out, and the one that waits is passed over each time, since its folder is
    /// gone from the app.
    private func waitsForGoneFolder(_ row: LocalDifference.Row, _ tickets: [Ledger.Sending]) -> Bool {
        guard !tickets.contains(where: { $0.fate == .heard }) else { return false }
        return waitingItems(creating: row).contains { item in
            guard case .copy(_, _, let parent) = item.payload else { return false }
            return device.app.queueRun.passedOver.contains(item.id) && device.app.library.folder(parent) == nil
        }
    }

    /// Its creation was passed over each time, since a tag, folder or panel that it names has no remote id, which is told.
    private func waitsForAnother(_ row: LocalDifference.Row) -> Bool {
        let passedOver = waitingItems(creating: row).filter { device.app.queueRun.passedOver.contains($0.id) }
        guard !passedOver.isEmpty else { return false }
        let library = device.app.library
        switch row.kind {
        // Alone for a tag, which another link's tags may have taken off it since (PROTOCOL F38).
        case .link:
            return passedOver.contains { $0.operation == .createLink } && library.tags.contains { $0.remoteId == nil }
        case .panelFolder:
            guard let entry = library.panelFolders.first(where: { $0.localId == row.localId }) else { return false }
            return library.folder(entry.folderId).map { $0.remoteId == nil } ?? false
                || library.panel(entry.connectedPanelId).map { $0.remoteId == nil } ?? false
        default: return false
        }
    }

    /// Items of the queue that are to create this row.
    func waitingItems(creating row: LocalDifference.Row) -> [QueueItem] {
        device.app.queue.filter { item in
            (item.createdLocalId == row.localId && item.operation.createdKind == row.kind)
                || item.copiedItems?.makes(row) ?? false
        }
    }

    /// The source of the copy that made it was gone, or had no number, when the server was asked for it.
    func excuseOfCopy(_ row: LocalDifference.Row, _ tickets: [Ledger.Sending]) -> Excuse? {
        let answered = tickets.filter { $0.fate == .heard }
        guard !answered.isEmpty, answered.allSatisfy({ $0.content.creation == nil }) else { return nil }
        let sources = answered.flatMap(\.content.copies).filter { $0.kind == row.kind && $0.localId == row.localId }
        if sources.allSatisfy({ $0.source <= 0 }) { return .neverSent }
        return answered.allSatisfy { $0.copiesOfNothing.contains(row) } ? .copiedWhatWasGone : nil
    }
}

extension LocalLibrary {
    func holds(_ row: LocalDifference.Row) -> Bool {
        switch row.kind {
        case .folder: folder(row.localId) != nil
        case .link: link(row.localId) != nil
        case .tag: tag(row.localId) != nil
        case .panel: panel(row.localId) != nil
        case .panelFolder: panelFolders.contains { $0.localId == row.localId }
        }
    }
}

extension Operation {
    /// What one request of this name creates one of.
    fileprivate var createdKind: RowKind? {
        switch self {
        case .createFolder: .folder
        case .createTag: .tag
        case .createLink: .link
        case .addPanel: .panel
        case .addFolderInPanel: .panelFolder
        default: nil
        }
    }
}

extension CopiedItems {
    /// A copy that waits is to make this row.
    fileprivate func makes(_ row: LocalDifference.Row) -> Bool {
        switch row.kind {
        case .link: links.contains { $0.newLocalId == row.localId } || folders.contains { $0.makes(row) }
        case .folder: folders.contains { $0.makes(row) }
        default: false
        }
    }
}

extension CopiedItems.Folder {
    fileprivate func makes(_ row: LocalDifference.Row) -> Bool {
        let isOwn = row.kind == .folder ? newLocalId == row.localId : links.contains { $0.newLocalId == row.localId }
        return isOwn || children.contains { $0.makes(row) }
    }
}
