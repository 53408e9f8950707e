import AppModels

extension DeviceCheck {
    /// The row is on both sides, but says something else.
    func judgeField(_ row: RowKey, _ field: Field) -> Finding {
        if let excuse = excuseOfField(row, field) { return .excused(excuse) }
        if followsFromMissingFolder(row, field) || isTwice(row) { return .follows }
        return violation(
            guarantee(row, field),
            "has \(row) (\(name(of: row))) with \(field.rawValue) \(value(row, field, local.library)), the server"
                + " \(value(row, field, server))")
    }

    /// The app has two rows for this one and changes only the first that it finds, whichever its user edits (PROTOCOL
    /// §6); that there are two is told.
    private func isTwice(_ row: RowKey) -> Bool { local.localIds[row].map { $0.count > 1 } ?? false }

    private func guarantee(_ row: RowKey, _ field: Field) -> Guarantee {
        switch field {
        case .parent, .folder, .type: .treeStaysTree
        default: ledger.editors(of: row, field).count > 1 ? .latestEditWins : .nothingSkipped
        }
    }

    /// What it lies in is missing itself, which is told.
    private func followsFromMissingFolder(_ row: RowKey, _ field: Field) -> Bool {
        switch (row.kind, field) {
        case (.folder, .parent): server.folders[row.id]?.parent.map { local.library.folders[$0] == nil } ?? false
        case (.link, .folder), (.link, .type):
            server.links[row.id]?.folder.map { local.library.folders[$0] == nil } ?? false
        default: false
        }
    }

    private func excuseOfField(_ row: RowKey, _ field: Field) -> Excuse? {
        if field == .parent || field == .folder || field == .type, let excuse = excuseOfLostContainer(row) {
            return excuse
        }
        // A row of a link that is there is misfiled (PROTOCOL F16), and nobody knows that it was there.
        if row.kind == .link, field == .folder || field == .type,
            wasPulledUnknown(row) || wasPulled(row, at: device.latePullsOfEverything)
        {
            return .pulledUnknown
        }
        if wasSetBack(row, field) { return .pulledUnknown }
        if row.kind == .panel, isMisnamed(panel: row.id) { return .stuckInQueue }
        if row.kind == .panelFolder, let panel = local.library.panelFolders[row.id]?.panel, isMisnamed(panel: panel) {
            return .stuckInQueue
        }
        if field == .tags, let excuse = excuseOfTags(row) { return excuse }
        let locals = local.localIds[row] ?? []
        if isNamedForAnother(row, locals) { return .localIdAgain }
        if liesInOtherOfTwo(row, field) || isOtherOfTwo(row, field) { return .editedBeforeSynced }
        // A copy that still bears the id of its source is told what is meant for that (PROTOCOL §5.8).
        if let excuse = locals.lazy.compactMap({ excuseOfUnansweredCopy(row.kind, $0) }).first { return excuse }
        for intent in ledger.intents.reversed() where intent.device == device.index {
            let edits = intent.difference.edits.filter { edit in
                edit.row.kind == row.kind && edit.field == field
                    && (locals.contains(edit.row.localId) || (edit.remoteId == row.id && !intent.isCopy(edit.row)))
            }
            guard let edit = edits.last else { continue }
            return excuse(of: edit, intent, row)
        }
        return excuseOfPlace(row, field)
    }

    /// The link's tag is there twice, and it has another of the two; or it has fewer tags: its user took one off it, which
    /// takes it off all (F38), or has deleted each before the link came, and nobody ever heard of that.
    private func excuseOfTags(_ link: RowKey) -> Excuse? {
        guard let ours = local.library.links[link.id]?.tags, let theirs = server.links[link.id]?.tags else {
            return nil
        }
        let twofold = ledger.twofoldRows(of: device.index)
        if ours.symmetricDifference(theirs).allSatisfy({ twofold.contains(RowKey(.tag, $0)) }) {
            return .editedBeforeSynced
        }
        guard ours.isSubset(of: theirs) else { return nil }
        if theirs.subtracting(ours).isSubset(of: device.untaggedEverywhere) { return .untaggedEverywhere }
        let lacking = theirs.subtracting(ours).sorted().map { RowKey(.tag, $0) }
        guard !lacking.contains(where: { wasPulled(link, sinceReturnOf: $0) }) else { return nil }
        let excuses = lacking.map(excuseOfLocalDeletion)
        return excuses.contains(nil) ? nil : excuses.first ?? nil
    }

    /// The answer to a pull that told nobody whose it was, and that tells of the row as it was, came behind another that tells
    /// of it as it is.
    private func wasSetBack(_ row: RowKey, _ field: Field) -> Bool {
        let answers = device.plan.hasOwnToken ? [] : device.answersTaken.filter { $0.rows.contains(row) }
        let edited = ledger.valuesOf(row, field).last?.milliseconds ?? 0
        return answers.contains { late in
            device.unknownPulls.contains(late.askedMilliseconds)
                && answers.contains { newer in
                    newer.life == late.life && newer.takenMilliseconds <= late.takenMilliseconds
                        && late.askedMilliseconds < newer.askedMilliseconds && edited < newer.askedMilliseconds
                }
        }
    }

    /// Its user deleted the folder that it lies in, and nobody was ever told: when it was put there, there was none,
    /// though the folder came back since.
    private func excuseOfLostContainer(_ row: RowKey) -> Excuse? {
        let container = row.kind == .folder ? server.folders[row.id]?.parent : server.links[row.id]?.folder
        return container.flatMap { excuseOfLocalDeletion(RowKey(.folder, $0)) }
    }

    /// Rows brought it with, or after, the tag that its user had deleted.
    private func wasPulled(_ row: RowKey, sinceReturnOf tag: RowKey) -> Bool {
        let deletion = ledger.intents.last { intent in
            intent.device == device.index
                && intent.difference.removed.contains { $0.row.kind == tag.kind && $0.remoteId == tag.id }
        }
        let answers = device.answersTaken.filter { $0.takenMilliseconds > deletion?.milliseconds ?? 0 }
        guard let back = answers.first(where: { $0.rows.contains(tag) }) else { return false }
        return answers.contains { $0.rows.contains(row) && $0.takenMilliseconds >= back.takenMilliseconds }
    }

    /// The app numbers its rows anew after a wipe, and the answer to what it had sent before named another row of that
    /// number.
    private func isNamedForAnother(_ row: RowKey, _ locals: [Int64]) -> Bool {
        if ledger.misnamedByAnswers.contains(Ledger.RemovedRow(device: device.index, row: row)) { return true }
        guard let index = ledger.answeredRows[row] ?? nil, ledger.births[index].device == device.index,
            ledger.births[index].isDeletedLocally
        else { return false }
        return locals.contains(ledger.births[index].row.localId)
    }

    /// The last edit by this user, if the server never heard of it.
    private func excuse(of edit: LocalDifference.Edit, _ intent: Ledger.Intent, _ row: RowKey) -> Excuse? {
        if intent.difference.created.contains(edit.row) {
            if edit.field == .parent || edit.field == .folder || edit.field == .type {
                return excuseOfPlace(row, edit.field)
            }
            return nil
        }
        if ledger.wasHeard(edit, row, intent) { return excuseOfPlace(row, edit.field) }
        return causeOfSilence(editing: edit, row, intent)
    }

    /// Its user, and nobody else, put it into a folder or panel of his own that is there twice (F5). The app said so by the
    /// id of one, and then had the answer, which was late, that gave its own the other's.
    private func liesInOtherOfTwo(_ row: RowKey, _ field: Field) -> Bool {
        guard field == .parent || field == .folder, let ours = place(of: row, in: local.library),
            let theirs = place(of: row, in: server)
        else { return false }
        // Nobody puts an entry elsewhere.
        let isItsDoing =
            row.kind == .panelFolder ? isOwn(row) : ledger.editors(of: row, field) == [device.index]
        return isItsDoing
            && ledger.birthsEditedBetween(by: device.index).contains { birth in
                birth.ids.contains(ours) && birth.ids.contains(theirs)
            }
    }

    /// It is there twice, and the app has it by the id of one, as the other is or somebody has made that: it had the other's
    /// id before.
    private func isOtherOfTwo(_ row: RowKey, _ field: Field) -> Bool {
        let own = value(row, field, local.library)
        return ledger.birthsEditedBetween(by: device.index).contains { birth in
            birth.ids.contains(row)
                && birth.ids.contains { other in
                    other != row
                        && ((server.holds(other) && value(other, field, server) == own)
                            || ledger.valuesOf(other, field).contains { $0.value == own })
                }
        }
    }

    private func place(of row: RowKey, in library: LibraryState) -> RowKey? {
        switch row.kind {
        case .folder: library.folders[row.id]?.parent.map { RowKey(.folder, $0) }
        case .link: library.links[row.id]?.folder.map { RowKey(.folder, $0) }
        case .panelFolder: library.panelFolders[row.id].map { RowKey(.panel, $0.panel) }
        case .tag, .panel: nil
        }
    }

    /// It was sent without its parent, because that had no remote id then.
    private func excuseOfPlace(_ row: RowKey, _ field: Field) -> Excuse? {
        guard field == .parent || field == .folder || field == .type else { return nil }
        let births = (local.localIds[row] ?? []).flatMap { ledger.birthsOfRows[key(row.kind, $0)] ?? [] }
        let wasAlone = births.flatMap { ledger.births[$0].tickets }.contains { ticket in
            ledger.sendings[ticket]?.content.creation?.isWithoutParent ?? false
        }
        let claimsParent = births.contains { birth in
            ledger.intents[ledger.births[birth].intent].difference.edits.contains {
                $0.row == ledger.births[birth].row && ($0.field == .parent || $0.field == .folder) && $0.value > "0"
            }
        }
        if wasAlone && claimsParent { return .parentUnsynced }
        return field == .parent && wasLearnedLate(births) ? .learnedLate : nil
    }

    /// An answer is this late at most: a start that is sooner may be the same.
    private static let lateMilliseconds: Int64 = 30_000

    /// An app of 0.11 sent the creation of its own folder again when faults had ended.
    private func wasLearnedLate(_ births: [Int]) -> Bool {
        guard !device.plan.generation.knowsSeveralItems, let calm = ledger.calmMilliseconds else { return false }
        return births.flatMap { ledger.births[$0].tickets }.contains { ticket in
            ledger.sendings[ticket].map { $0.fate == .heard && $0.sentMilliseconds >= calm - Self.lateMilliseconds }
                ?? false
        }
    }

    private func value(_ row: RowKey, _ field: Field, _ library: LibraryState) -> String {
        switch (row.kind, field) {
        case (.folder, .name): library.folders[row.id]?.name ?? ""
        case (.folder, .note): library.folders[row.id]?.note ?? ""
        case (.folder, .parent): "\(library.folders[row.id]?.parent ?? 0)"
        case (.folder, .archived): "\(library.folders[row.id]?.isArchived ?? false)"
        case (.link, .title): library.links[row.id]?.title ?? ""
        case (.link, .note): library.links[row.id]?.note ?? ""
        case (.link, .url): library.links[row.id]?.url ?? ""
        case (.link, .imageURL): library.links[row.id]?.imageURL ?? ""
        case (.link, .type): library.links[row.id]?.type ?? ""
        case (.link, .folder): "\(library.links[row.id]?.folder ?? 0)"
        case (.link, .tags): "\((library.links[row.id]?.tags ?? []).sorted())"
        case (.tag, _): library.tags[row.id] ?? ""
        case (.panel, _): library.panels[row.id] ?? ""
        case (.panelFolder, _): library.panelFolders[row.id].map { "\($0)" } ?? ""
        default: ""
        }
    }
}

extension Ledger.Intent {
    /// This action made it. A copy inside a folder has the number of its source until the answer comes (PROTOCOL §5.8).
    fileprivate func isCopy(_ row: LocalDifference.Row) -> Bool { difference.created.contains(row) }
}
