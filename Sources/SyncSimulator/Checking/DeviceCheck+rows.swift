import AppModels

extension DeviceCheck {
    // MARK: The server has it, the app does not

    func judgeMissing(_ row: RowKey) -> Finding {
        if let excuse = excuseOfMissing(row) { return .excused(excuse) }
        if isOwnButUnknown(row) || followsFromMissingPlace(row) { return .follows }
        return violation(.nothingSkipped, "lacks \(row) (\(name(of: row)))")
    }

    private func excuseOfMissing(_ row: RowKey) -> Excuse? {
        if let excuse = excuseOfLocalDeletion(row) { return excuse }
        if isCreatedForEver(row) { return .createdForEver }
        if isOtherOfOwnTwo(row) { return .editedBeforeSynced }
        if isOwnVisitPulledUnknown(row) { return .pulledUnknown }
        let above = foldersAround(row).map { RowKey(.folder, $0) }
        if ([row] + above).contains(where: wentWithUnsyncedParent) { return .parentUnsynced }
        if wasWipedUnsent(row) { return .wiped }
        // What lies in a folder that has another's number there goes with that, or comes into another.
        let isRenamed = ([row] + above).contains {
            ledger.renamedByAnswers.contains(Ledger.RemovedRow(device: device.index, row: $0))
        }
        if isRenamed { return .localIdAgain }
        if let excuse = excuseOfUnheardPlace(row) ?? excuseOfUnheardCarrying(row) ?? excuseOfLostCopy(row) {
            return excuse
        }
        if row.kind == .panel || row.kind == .panelFolder, let excuse = excuseOfPanels(row) { return excuse }
        guard row.kind == .link || row.kind == .folder || row.kind == .panelFolder else { return nil }
        for folder in foldersAround(row) where folder != row.id || row.kind != .folder {
            if let excuse = excuseOfLocalDeletion(RowKey(.folder, folder)) { return excuse }
            if let excuse = excuseOfUnheardGrave(RowKey(.folder, folder)) { return excuse }
            if isOwn(row), isOtherOfOwnTwo(RowKey(.folder, folder)) { return .editedBeforeSynced }
        }
        if let excuse = excuseOfFormerPlaceDeletedUnheard(row) { return excuse }
        if hasTwin(row) { return .equalURL }
        if let excuse = twins(of: row).lazy.compactMap(excuseOfLocalDeletion).first { return excuse }
        return excuseOfUnheardTwin(row) ?? excuseOfUnheardPlaceOfTwin(row) ?? excuseOfUnheardVisit(row)
            ?? excuseOfUntoldTwin(row) ?? excuseOfTwinThatLeftUnheard(row)
    }

    /// When it came, a link had the URL that it had then by an edit that nobody else ever heard of.
    private func excuseOfUnheardTwin(_ row: RowKey) -> Excuse? {
        guard row.kind == .link, let missing = server.links[row.id] else { return nil }
        for intent in ledger.intents where intent.device == device.index {
            for edit in intent.difference.edits where edit.field == .url {
                guard edit.value == missing.url || (mayRefuse && hadURL(row, edit.value, since: intent)),
                    !intent.difference.created.contains(edit.row),
                    let twin = ledger.remoteIds(of: edit, intent).first(where: { $0 != row }),
                    !ledger.wasHeard(edit, twin, intent), !wasCreated(edit.row, as: edit.value)
                else { continue }
                return causeOfSilence(editing: edit, twin, intent)
            }
        }
        return nil
    }

    /// Whether users had given the link this URL by then and none other, or have since.
    private func hadURL(_ link: RowKey, _ url: String, since intent: Ledger.Intent) -> Bool {
        let given = ledger.valuesOf(link, .url)
        let later = given.filter { $0.milliseconds > intent.milliseconds }
        return given.last { $0.milliseconds <= intent.milliseconds }?.value == url || later.contains { $0.value == url }
    }

    /// When it came, a link with its URL was there by a move that nobody else ever heard of.
    private func excuseOfUnheardPlaceOfTwin(_ row: RowKey) -> Excuse? {
        guard row.kind == .link, mayRefuse, let missing = server.links[row.id] else { return nil }
        for intent in ledger.intents where intent.device == device.index {
            for edit in intent.difference.edits where isPlace(edit, of: missing) {
                guard !intent.difference.created.contains(edit.row),
                    let twin = ledger.remoteIds(of: edit, intent).first(where: { $0 != row && hadURL($0, missing.url) }
                    ),
                    !ledger.wasHeard(edit, twin, intent)
                else { continue }
                return causeOfSilence(editing: edit, twin, intent)
            }
        }
        return nil
    }

    /// When it came, a link of the app's own was there by its URL, and has left by an edit that nobody else ever heard of.
    private func excuseOfTwinThatLeftUnheard(_ row: RowKey) -> Excuse? {
        guard row.kind == .link, mayRefuse, let missing = server.links[row.id] else { return nil }
        let intents = ledger.intents.filter { $0.device == device.index }
        for (index, birth) in ledger.births.enumerated() where birth.device == device.index && birth.row.kind == .link {
            var twin = LocalTwin()
            for intent in intents where intent.milliseconds >= ledger.intents[birth.intent].milliseconds {
                let wasThere = isTwin(twin, of: missing)
                let edits = intent.difference.edits.filter { $0.row == birth.row }
                for edit in edits { twin.take(edit) }
                guard wasThere, !isTwin(twin, of: missing), let edit = edits.first(where: LocalTwin.isMoving) else {
                    continue
                }
                let ids = ledger.remoteIds(of: edit, intent)
                if ids.contains(where: { ledger.wasHeard(edit, $0, intent) }) { continue }
                return ids.first.map { causeOfSilence(editing: edit, $0, intent) } ?? causeOfSilence(birth: index)
            }
        }
        return nil
    }

    private func isTwin(_ twin: LocalTwin, of link: LibraryState.Link) -> Bool {
        guard twin.url == link.url, twin.type == link.type else { return false }
        guard link.type == LinkKind.folder.rawValue else { return true }
        let folder = Int64(twin.folder).flatMap { device.app.library.folder($0)?.remoteId }
        return folder != nil && folder == link.folder
    }

    private func isPlace(_ edit: LocalDifference.Edit, of link: LibraryState.Link) -> Bool {
        guard edit.row.kind == .link else { return false }
        guard link.type == LinkKind.folder.rawValue else { return edit.field == .type && edit.value == link.type }
        let folder = Int64(edit.value).flatMap { device.app.library.folder($0)?.remoteId }
        return edit.field == .folder && folder != nil && folder == link.folder
    }

    private func hadURL(_ link: RowKey, _ url: String) -> Bool {
        server.links[link.id]?.url == url || ledger.valuesOf(link, .url).contains { $0.value == url }
    }

    /// A visit of the page that its user made of it, by an edit that nobody else ever heard of, took its place.
    private func excuseOfUnheardVisit(_ row: RowKey) -> Excuse? {
        let visits = ledger.sendings.values.filter { $0.content.isOfHistory && $0.fate == .heard }
        let visited = Set(
            server.links.values.filter { $0.type == LinkKind.history.rawValue }.map(\.url)
                + visits.compactMap { $0.content.creation?.url })
        for intent in ledger.intents where intent.device == device.index {
            for edit in intent.difference.edits where edit.field == .url && visited.contains(edit.value) {
                guard !intent.difference.created.contains(edit.row), ledger.remoteIds(of: edit, intent).contains(row),
                    !ledger.wasHeard(edit, row, intent)
                else { continue }
                return causeOfSilence(editing: edit, row, intent)
            }
        }
        return nil
    }

    /// When it came, with the URL that it had then, a link of the app's own had that URL, and of that nobody was ever told.
    private func excuseOfUntoldTwin(_ row: RowKey) -> Excuse? {
        guard row.kind == .link, mayRefuse, let missing = server.links[row.id] else { return nil }
        let urls = Set(ledger.valuesOf(row, .url).map(\.value) + [missing.url])
        let edits = ledger.intents.filter { $0.device == device.index }.flatMap(\.difference.edits)
        for (index, birth) in ledger.births.enumerated() where birth.device == device.index && birth.ids.isEmpty {
            let isTwin = edits.contains { $0.row == birth.row && $0.field == .url && urls.contains($0.value) }
            if birth.row.kind == .link, isTwin { return causeOfSilence(birth: index) }
        }
        return nil
    }

    private var mayRefuse: Bool {
        let generation = device.plan.generation
        return generation.alwaysRefusesSameURL || (generation.mayRefuseSameURL && device.app.skipsExistingLinks)
    }

    /// A creation of this row was carried out that gave it this URL.
    private func wasCreated(_ row: LocalDifference.Row, as url: String) -> Bool {
        (ledger.birthsOfRows[key(row.kind, row.localId)] ?? []).flatMap { ledger.births[$0].tickets }.contains {
            guard let sending = ledger.sendings[$0], sending.fate == .heard else { return false }
            return sending.content.creation?.url == url
        }
    }

    private func foldersAround(_ row: RowKey) -> [Int64] {
        switch row.kind {
        case .folder: server.chain(ofFolder: row.id)
        case .link: server.links[row.id]?.folder.map(server.chain) ?? []
        case .panelFolder: server.panelFolders[row.id].map { server.chain(ofFolder: $0.folder) } ?? []
        default: []
        }
    }

    /// Its user deleted it, and of that nobody was ever told.
    func excuseOfLocalDeletion(_ row: RowKey) -> Excuse? {
        for intent in ledger.intents.reversed() where intent.device == device.index {
            for (local, remoteId) in intent.difference.removed where local.kind == row.kind {
                if remoteId == row.id {
                    return causeOfSilence(deleting: row, intent)
                        ?? (wentWithUnsyncedParent(row) ? .parentUnsynced : nil)
                }
                guard remoteId == nil, let births = ledger.birthsOfRows[key(local.kind, local.localId)],
                    births.contains(where: { ledger.births[$0].ids.contains(row) || $0 == birthUnanswered(row) })
                else { continue }
                return .deletedBeforeSynced
            }
        }
        return nil
    }

    /// The queue holds its creation though the local row is gone: whatever is answered, the item stays and sends it again at
    /// every start, and the id comes to nothing (PROTOCOL §5.6, F7).
    private func isCreatedForEver(_ row: RowKey) -> Bool {
        guard let birth = ledger.answeredRows[row] ?? nil, ledger.births[birth].device == device.index else {
            return false
        }
        let own = ledger.births[birth].row
        return !device.app.library.holds(own) && !waitingItems(creating: own).isEmpty
    }

    /// The app made it under a folder that had no remote id, so that it lies elsewhere on the server, and has lost it with
    /// that folder; or in one of its own that went so.
    private func wentWithUnsyncedParent(_ row: RowKey) -> Bool {
        guard row.kind == .folder || row.kind == .link, let index = ledger.answeredRows[row] ?? nil,
            ledger.births[index].device == device.index
        else { return false }
        return wentWithUnsyncedParent(birth: index)
    }

    private func wentWithUnsyncedParent(birth index: Int) -> Bool {
        let birth = ledger.births[index]
        if birth.isDeletedLocally, !wasDeletedWithFolder(birth) { return false }
        guard !device.app.library.holds(birth.row) else { return false }
        let places = ledger.intents[birth.intent].difference.edits.filter {
            $0.row == birth.row && ($0.field == .parent || $0.field == .folder) && $0.value > "0"
        }
        let isSentAlone = birth.tickets.contains { ledger.sendings[$0]?.content.creation?.isWithoutParent ?? false }
        if isSentAlone { return !places.isEmpty }
        return places.compactMap { Int64($0.value) }.contains { folder in
            let made = ledger.birthsOfRows[key(.folder, folder)]?.last { $0 < index }
            return made.map(wentWithUnsyncedParent(birth:)) ?? false
        }
    }

    /// Its user deleted a folder that it lay in, not itself.
    private func wasDeletedWithFolder(_ birth: Ledger.Birth) -> Bool {
        ledger.intents.contains { intent in
            intent.device == device.index && intent.difference.removed.contains { $0.row == birth.row }
                && intent.difference.removed.contains { $0.row.kind == .folder }
        }
    }

    /// It was on its way when somebody deleted everything, or was made while the news of that was: they took it away
    /// where it was made.
    private func wasWipedUnsent(_ row: RowKey) -> Bool {
        // Where local ids start again another row may have its number.
        guard let index = ledger.answeredRows[row] ?? nil, ledger.births[index].device == device.index,
            device.plan.generation.idsStartAgain || !device.app.library.holds(ledger.births[index].row)
        else { return false }
        let born = ledger.intents[ledger.births[index].intent].milliseconds
        let arrived = ledger.births[index].tickets.compactMap { ledger.sendings[$0]?.arrivedMilliseconds }.max() ?? 0
        return ledger.sendings.values.contains { sending in
            let wiped = sending.arrivedMilliseconds ?? .max
            return sending.content.wipes && sending.fate == .heard && sending.device != device.index
                && wiped > born - Self.newsMillisecondsMax && wiped <= max(born, arrived)
        }
    }

    /// An event waits for its socket this long, and is on its way.
    private static let newsMillisecondsMax: Int64 = 90_000

    /// Its user put it where it was deleted with what it lay in, and the server never heard of that.
    private func excuseOfUnheardPlace(_ row: RowKey) -> Excuse? {
        for intent in ledger.intents.reversed() where intent.device == device.index {
            let edit = intent.difference.edits.last { edit in
                (edit.field == .folder || edit.field == .parent) && ledger.remoteIds(of: edit, intent).contains(row)
            }
            guard let edit, !intent.difference.created.contains(edit.row) else { continue }
            return ledger.wasHeard(edit, row, intent) ? nil : causeOfSilence(editing: edit, row, intent)
        }
        return nil
    }

    /// Its user put this folder into one that is gone, and the server never heard of that: what lay in it went, too, and the
    /// folder alone came back.
    private func excuseOfUnheardGrave(_ folder: RowKey) -> Excuse? {
        for intent in ledger.intents.reversed() where intent.device == device.index {
            let edit = intent.difference.edits.last { edit in
                edit.field == .parent && ledger.remoteIds(of: edit, intent).contains(folder)
            }
            guard let edit, !intent.difference.created.contains(edit.row), let parent = Int64(edit.value), parent > 0,
                device.app.library.folder(parent) == nil, !ledger.wasHeard(edit, folder, intent)
            else { continue }
            return causeOfSilence(editing: edit, folder, intent)
        }
        return nil
    }

    /// The same of a link that lay in such a folder, and that others have taken out of it since.
    private func excuseOfUnheardCarrying(_ row: RowKey) -> Excuse? {
        guard row.kind == .link else { return nil }
        for intent in ledger.intents.reversed() where intent.device == device.index {
            let carriers = intent.difference.carriedLinks.filter { $0.value.contains(row.id) }.keys
            for edit in intent.difference.edits where edit.field == .parent && carriers.contains(edit.row) {
                let folders = ledger.remoteIds(of: edit, intent)
                guard let folder = folders.first, let parent = Int64(edit.value), parent > 0,
                    device.app.library.folder(parent) == nil,
                    !folders.contains(where: { ledger.wasHeard(edit, $0, intent) })
                else { continue }
                return causeOfSilence(editing: edit, folder, intent)
            }
        }
        return nil
    }

    /// Others have taken it out of a folder that its user had deleted, of which the server never heard: while it lay in there
    /// the app refused it.
    private func excuseOfFormerPlaceDeletedUnheard(_ row: RowKey) -> Excuse? {
        guard row.kind == .link, mayRefuse else { return nil }
        return ledger.foldersGiven(to: row).filter { local.library.folders[$0] == nil }.lazy
            .compactMap { excuseOfLocalDeletion(RowKey(.folder, $0)) }.first
    }

    /// The app has it by the number of its source: it never had the answer to the copy.
    private func excuseOfLostCopy(_ row: RowKey) -> Excuse? {
        guard let index = ledger.answeredRows[row] ?? nil, ledger.births[index].device == device.index else {
            return nil
        }
        let own = ledger.births[index].row
        return device.app.library.holds(own) ? excuseOfUnansweredCopy(own.kind, own.localId) : nil
    }

    func isOwn(_ row: RowKey) -> Bool {
        (ledger.answeredRows[row] ?? nil).map { ledger.births[$0].device == device.index } ?? false
    }

    /// Its own creation was carried out twice, for the cause that the server's check names, and the app has the other row.
    private func isOtherOfOwnTwo(_ row: RowKey) -> Bool {
        guard let index = ledger.answeredRows[row] ?? nil, ledger.births[index].device == device.index else {
            return false
        }
        let birth = ledger.births[index]
        return birth.ids.count > 1 && ledger.wasEditedBetween(birth)
    }

    /// Before it was known by name the app pulled the visit that it had made itself, as another device's, and was killed
    /// when it had deleted its own for that, and had not put that in its place.
    private func isOwnVisitPulledUnknown(_ row: RowKey) -> Bool {
        guard row.kind == .link, server.links[row.id]?.type == LinkKind.history.rawValue else { return false }
        return wasPulledUnknown(row, at: device.unknownPullsCutOff)
    }

    /// Up to 0.13.7 the id of a queued panel entry goes to the panel of that number (PROTOCOL §5.6).
    private func excuseOfPanels(_ row: RowKey) -> Excuse? {
        guard device.plan.generation.queueMayStick else { return nil }
        let misnamed = device.app.library.panels.contains { $0.remoteId.map(isMisnamed) ?? false }
        return misnamed || wasMisnamed(ownPanel: row) || (row.kind == .panelFolder && isOwn(row)) ? .stuckInQueue : nil
    }

    /// The same of one that the app made and lost since, with the panel that had the entry's id.
    private func wasMisnamed(ownPanel row: RowKey) -> Bool {
        guard row.kind == .panel, isOwn(row), let made = ledger.answeredRows[row] ?? nil else { return false }
        let localId = ledger.births[made].row.localId
        return ledger.births.contains { entry in
            entry.device == device.index && entry.row == LocalDifference.Row(kind: .panelFolder, localId: localId)
                && entry.ids.contains { isMisnamed(panel: $0.id) }
        }
    }

    /// Up to 0.13.7 the id of a queued entry goes to the panel of that number (PROTOCOL §5.6).
    func isMisnamed(panel: Int64) -> Bool {
        guard device.plan.generation.queueMayStick, let index = ledger.answeredRows[RowKey(.panelFolder, panel)] ?? nil,
            ledger.births[index].device == device.index
        else { return false }
        return ledger.births[index].tickets.contains { ledger.sendings[$0]?.content.creation?.localId ?? 0 > 0 }
    }

    /// The app keeps one of several equal URLs in a place.
    func hasTwin(_ row: RowKey) -> Bool {
        guard row.kind == .link, let missing = server.links[row.id], keepsOne(of: missing) else { return false }
        let library = device.app.library
        // One that lies in a wrong folder until the next list lay in the right one when it was in the way.
        return twins(of: row).contains { local.localIds[$0] != nil }
            || library.links.contains { twin in
                guard twin.url == missing.url, twin.kind.rawValue == missing.type else { return false }
                let folder = twin.idOfLinkedFolder.flatMap { library.folder($0)?.remoteId }
                return twin.kind != .folder || folder == missing.folder
            }
    }

    /// The others of its URL that the server has in its place, where the app keeps one of them. It may have kept one that
    /// its user deleted since: until the server hears of that, nobody can know that the app has none of them.
    func twins(of row: RowKey) -> [RowKey] {
        guard row.kind == .link, let link = server.links[row.id], keepsOne(of: link) else { return [] }
        let ids = server.links.filter { id, other in
            id != row.id && (other.url, other.type, other.folder) == (link.url, link.type, link.folder)
        }.keys
        return ids.sorted().map { RowKey(.link, $0) }
    }

    private func keepsOne(of link: LibraryState.Link) -> Bool { link.type == LinkKind.history.rawValue || mayRefuse }

    /// A link or an entry whose folder or panel the app lacks, too: that is told instead.
    private func followsFromMissingPlace(_ row: RowKey) -> Bool {
        switch row.kind {
        case .link: return server.links[row.id]?.folder.map { local.library.folders[$0] == nil } ?? false
        case .panelFolder:
            guard let entry = server.panelFolders[row.id] else { return false }
            return local.library.folders[entry.folder] == nil || local.library.panels[entry.panel] == nil
        default: return false
        }
    }

    // MARK: The app has it, the server does not

    func judgeExtra(_ row: RowKey) -> Finding {
        if row.kind == .panel, isMisnamed(panel: row.id) { return .excused(.stuckInQueue) }
        // Copies inside folders keep the source's id until the answer comes (PROTOCOL §5.8).
        let excuses = (local.localIds[row] ?? []).map { excuseOfUnansweredCopy(row.kind, $0) }
        if let excuse = excuses.first ?? nil, !excuses.contains(nil) { return .excused(excuse) }
        if isOneOfTwoAlike(row) { return .excused(.equalBytes) }
        if ledger.misnamedByAnswers.contains(Ledger.RemovedRow(device: device.index, row: row)) {
            return .excused(.localIdAgain)
        }
        if row.kind == .tag, isOwnButPullsUnknown(row) || wasCutOff(with: row) { return .excused(.pulledUnknown) }
        if row.kind == .panelFolder, let excuse = excuseOfExtraEntry(row.id) { return .excused(excuse) }
        return violation(.nothingSkipped, "still has \(row) (\(name(of: row))), which the server has not")
    }

    /// It made the tag under its name, and has only ever pulled as somebody who has no name yet: a device that never had the
    /// tag, and must not be told of its deletion (F15), asks in the same bytes.
    private func isOwnButPullsUnknown(_ tag: RowKey) -> Bool {
        guard !device.plan.hasOwnToken, !device.hasShownNumberByName, let birth = ledger.answeredRows[tag] ?? nil
        else { return false }
        return ledger.births[birth].device == device.index
    }

    /// The app was killed when it had the tag, and not yet the number that came with it. When the tag was deleted it asked as
    /// a device does that has nothing.
    private func wasCutOff(with tag: RowKey) -> Bool {
        wasTaken(tag, at: device.unknownPullsCutOff)
            && ledger.sendings.values.contains {
                ($0.content.deletions.contains(tag) || $0.content.wipes) && $0.fate == .heard
                    && $0.arrivedMilliseconds ?? .max < device.firstShownMilliseconds
            }
    }

    private func excuseOfExtraEntry(_ id: Int64) -> Excuse? {
        if device.entriesWithoutPanel.contains(id) { return .diedDeletingPanel }
        // What becomes of its panel the app does not take for this one's.
        if local.library.panelFolders[id].map({ isMisnamed(panel: $0.panel) }) ?? false { return .stuckInQueue }
        let isOfDeleted = device.app.library.panelFolders.contains { entry in
            entry.remoteId == id
                && (device.foldersDeletedAmidst.contains(entry.folderId) || wasMadeWhileDeleted(entry))
        }
        return isOfDeleted ? .enteredWhileDeleted : nil
    }

    /// Its user put the folder into the panel while the app was deleting it, and had deleted the folder's entries already.
    private func wasMadeWhileDeleted(_ entry: LocalPanelFolder) -> Bool {
        device.entriesMadeAmidst.contains(entry.localId) && device.app.library.folder(entry.folderId) == nil
    }

    /// Its user made the like twice, in the same bytes: both have this id here, and one of them was deleted.
    private func isOneOfTwoAlike(_ row: RowKey) -> Bool {
        let made = ledger.births.filter { $0.device == device.index && $0.ids.contains(row) }
        let asked = ledger.birthsOfRows.filter { $0.key.device == device.index && $0.key.row.kind == row.kind }
        return made.contains { birth in
            asked.contains { key, births in
                births.contains { ledger.births[$0].row != birth.row && ledger.births[$0].ids.contains(row) }
                    && wereMadeAlike([key, Ledger.DeviceRow(device: device.index, row: birth.row)])
            }
        }
    }

    func name(of row: RowKey) -> String {
        switch row.kind {
        case .folder: server.folders[row.id]?.name ?? local.library.folders[row.id]?.name ?? ""
        case .link: server.links[row.id]?.title ?? local.library.links[row.id]?.title ?? ""
        case .tag: server.tags[row.id] ?? local.library.tags[row.id] ?? ""
        case .panel: server.panels[row.id] ?? local.library.panels[row.id] ?? ""
        case .panelFolder:
            (server.panelFolders[row.id] ?? local.library.panelFolders[row.id]).map {
                "folder \($0.folder) in panel \($0.panel)"
            } ?? ""
        }
    }
}

/// Where an app has a link, and by which URL, as its user's edits tell.
private struct LocalTwin {
    private(set) var url = ""
    private(set) var type = ""
    private(set) var folder = ""

    mutating func take(_ edit: LocalDifference.Edit) {
        switch edit.field {
        case .url: url = edit.value
        case .type: type = edit.value
        case .folder: folder = edit.value
        default: break
        }
    }

    static func isMoving(_ edit: LocalDifference.Edit) -> Bool {
        edit.field == .url || edit.field == .type || edit.field == .folder
    }
}
