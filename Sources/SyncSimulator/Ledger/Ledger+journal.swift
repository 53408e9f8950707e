/// What a real process did, told when all is over: by its journal, with the times of requests.
extension Ledger {
    /// Clocks on both sides are one, but a row is written down before its commit, and a request noticed after its arrival.
    private static let slackMilliseconds: Int64 = 1_000

    mutating func stored(atTheEnd journal: [JournalEntry]) {
        for entry in journal {
            guard let kind = entry.kind else {
                note(stamp: entry.id)
                continue
            }
            if entry.act == .added { addedRows.insert(RowKey(kind, entry.id)) }
            if entry.act == .removed { removedRows.insert(RowKey(kind, entry.id)) }
        }
        noteWipes(journal)
        noteUnaskedRemovals(journal)
        judgeNamedFolders(journal)
        noteCopiesOfNothing(journal)
    }

    private mutating func note(stamp: Int64) {
        if stamp < lastStamp {
            violations.append(
                Violation(.nothingSkipped, "a write got the stamp \(stamp) after \(lastStamp) was given"))
        }
        lastStamp = max(lastStamp, stamp)
    }

    /// What was there when everything was deleted. A wipe that arrives again is no second one.
    private mutating func noteWipes(_ journal: [JournalEntry]) {
        var first: [DeviceRow: Int64] = [:]
        for sending in sendings.values where sending.fate == .heard && sending.content.wipes {
            guard let arrival = sending.arrivedMilliseconds else { continue }
            let wipe = DeviceRow(
                device: sending.device, row: LocalDifference.Row(kind: .folder, localId: sending.content.editSeconds))
            first[wipe] = min(first[wipe] ?? .max, arrival)
        }
        guard let last = first.values.max() else { return }
        for entry in journal where entry.act == .added && entry.milliseconds < last - Self.slackMilliseconds {
            if let kind = entry.kind { wipedRows.insert(RowKey(kind, entry.id)) }
        }
    }

    // MARK: Removals

    private mutating func noteUnaskedRemovals(_ journal: [JournalEntry]) {
        let carriedOut = sendings.values.filter { $0.fate == .heard || $0.fate == .unanswered }
        let asked = Set(carriedOut.flatMap { $0.content.deletions })
        let entries = carriedOut.compactMap { $0.content.removedPanelFolder }
        let sweeps = carriedOut.filter { $0.content.mayRemoveAnything }.compactMap { $0.arrivedMilliseconds }
        var askedRows: Set<RowKey> = []
        // What lies in a folder or panel goes with it, before or after it in the same write.
        let removals = journal.filter { $0.act == .removed }
        var grew = true
        while grew {
            grew = false
            for entry in removals {
                guard let kind = entry.kind, !askedRows.contains(RowKey(kind, entry.id)) else { continue }
                let isAsked =
                    asked.contains(RowKey(kind, entry.id))
                    || (kind == .panelFolder
                        && entries.contains { $0.panel == entry.first && $0.folder == entry.second })
                    || sweeps.contains {
                        entry.milliseconds > $0 - Self.slackMilliseconds && entry.milliseconds < $0 + 10_000
                    }
                    || entry.places.contains { askedRows.contains($0) }
                guard isAsked else { continue }
                askedRows.insert(RowKey(kind, entry.id))
                grew = true
            }
        }
        unaskedRemovals = removedRows.subtracting(askedRows)
    }

    /// Copies whose sources were gone by then.
    private mutating func noteCopiesOfNothing(_ journal: [JournalEntry]) {
        var gone: [RowKey: Int64] = [:]
        for entry in journal where entry.act == .removed {
            if let kind = entry.kind { gone[RowKey(kind, entry.id)] = entry.milliseconds }
        }
        for (ticket, sending) in sendings {
            guard !sending.content.copies.isEmpty, let arrival = sending.arrivedMilliseconds else { continue }
            let vain = sending.content.copies.filter { copy in
                gone[RowKey(copy.kind, copy.source)].map { $0 < arrival + Self.slackMilliseconds } ?? false
            }
            sendings[ticket]?.copiesOfNothing = Set(
                vain.map { LocalDifference.Row(kind: $0.kind, localId: $0.localId) })
        }
    }

    // MARK: Folders

    /// A folder that a pull names exists when the pull is sent, or comes to be before it is answered.
    private mutating func judgeNamedFolders(_ journal: [JournalEntry]) {
        var ends: [Int64: Int64] = [:]
        for entry in journal where entry.act == .removed && entry.kind == .folder {
            ends[entry.id] = entry.milliseconds
        }
        for (milliseconds, ids) in namedFolders {
            for id in ids.sorted() {
                let isGone = ends[id].map { $0 < milliseconds - Self.slackMilliseconds } ?? false
                guard isGone || !addedRows.contains(RowKey(.folder, id)) else { continue }
                violations.append(Violation(.treeStaysTree, PulledRows.complaint(ofMissing: id)))
            }
        }
    }

    /// Rows that answers told of and that nobody deleted by name.
    func toldRows(_ kind: RowKind) -> Set<Int64> {
        Set(answeredRows.keys.filter { $0.kind == kind && heardDeletions[$0] == nil }.map(\.id))
    }
}

extension JournalEntry {
    /// What a removed row lay in.
    fileprivate var places: [RowKey] {
        switch kind {
        case .folder, .link: first.map { [RowKey(.folder, $0)] } ?? []
        case .panelFolder:
            [first.map { RowKey(.panel, $0) }, second.map { RowKey(.folder, $0) }].compactMap { $0 }
        default: []
        }
    }
}
