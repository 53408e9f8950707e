/// What must hold of the server's own library: one row per action of a user, nothing that was deleted, nothing lost that
/// was acknowledged, the latest edit, and a tree (G2, G4, G5, G7).
struct ServerCheck {
    let server: LibraryState
    let ledger: Ledger

    var findings: [Finding] {
        doubledBirths + unexplainedRows + risenRows + lostRows + vanishedRows + circles + EditCheck(self).findings
            + PlaceCheck(self).findings
    }

    private func violation(_ guarantee: Guarantee, _ what: String) -> Finding {
        .violation(Violation(guarantee, "the server " + what))
    }

    // MARK: One row per action

    private var doubledBirths: [Finding] {
        ledger.births.compactMap { birth in
            let live = birth.ids.filter(server.holds).sorted { $0.id < $1.id }
            guard live.count > 1 else { return nil }
            if ledger.wasEditedBetween(birth) { return .excused(.editedBeforeSynced) }
            return violation(
                .nothingDoubled, "has \(birth.row.kind.rawValue) \(birth.name) \(live.count) times: \(live)")
        }
    }

    /// Rows of which no answer ever told. One of them may be what a request made that was carried out when the server
    /// died; two of them for one action are one too many.
    private var unexplainedRows: [Finding] {
        let untold = RowKind.allCases.flatMap { kind in server.ids(kind).sorted().map { RowKey(kind, $0) } }
            .filter { ledger.answeredRows[$0] == nil }
        let unanswered = ledger.sendings.values.filter { $0.fate == .unanswered }.map(\.content)
        var open = unanswered.compactMap(\.creation)
        var copiesLeft = unanswered.reduce(0) { $0 + $1.copies.count }
        let strange = untold.filter { row in !Self.take(from: &open) { $0.kind == row.kind && $0.name == name(of: row) }
        }
        return strange.compactMap { row in
            if copiesLeft > 0 {
                copiesLeft -= 1
                return nil
            }
            if ledger.wasRenamed(row), Self.take(from: &open, where: { $0.kind == row.kind }) { return nil }
            return violation(.nothingDoubled, "has \(row) (\(name(of: row))), which no answer accounts for")
        }
    }

    private static func take(
        from open: inout [RequestContent.Creation], where isIt: (RequestContent.Creation) -> Bool
    ) -> Bool {
        guard let index = open.firstIndex(where: isIt) else { return false }
        open.remove(at: index)
        return true
    }

    private func name(of row: RowKey) -> String {
        switch row.kind {
        case .folder: server.folders[row.id]?.name ?? ""
        case .link: server.links[row.id]?.title ?? ""
        case .tag: server.tags[row.id] ?? ""
        case .panel: server.panels[row.id] ?? ""
        case .panelFolder: server.panelFolders[row.id].flatMap { server.folders[$0.folder]?.name } ?? ""
        }
    }

    // MARK: Deleted stays deleted

    private var risenRows: [Finding] {
        let named = ledger.heardDeletions.keys.filter(server.holds).map {
            "still has \($0), whose deletion it confirmed"
        }
        let wiped = ledger.wipedRows.filter(server.holds).map { "still has \($0) after everything was deleted" }
        let again = ledger.births.compactMap { birth -> String? in
            let deleted = birth.ids.filter { ledger.heardDeletions[$0] != nil }
            guard !deleted.isEmpty, !ledger.wasEditedBetween(birth), let live = birth.ids.first(where: server.holds),
                // Who was told of both before he was told that one is gone deleted one of the two.
                !deleted.contains(where: { ledger.keptBeside[$0]?.contains(live.id) ?? false })
            else { return nil }
            return "has \(live) again, which was deleted under another number"
        }
        return (named + wiped + again).sorted().map { violation(.nothingSkipped, $0) }
    }

    // MARK: Nothing acknowledged is lost

    /// A row that an answer told of is there, or the store was told to remove it.
    private var lostRows: [Finding] {
        ledger.answeredRows.keys.filter { row in
            // Entries whose folder or panel is gone count as gone.
            row.kind != .panelFolder && !server.holds(row) && !ledger.removedRows.contains(row)
        }.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }.map { row in
            violation(.durable, "has lost \(row), which it had acknowledged")
        }
    }

    /// A row that went though nobody had asked for it, unless its creation has another number now.
    private var vanishedRows: [Finding] {
        ledger.unaskedRemovals.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }.compactMap { row in
            if let birth = ledger.answeredRows[row] ?? nil {
                let ids = ledger.births[birth].ids
                if ids.count > 1 || ids.contains(where: server.holds) || ledger.births[birth].isDeletedLocally {
                    return nil
                }
                if wasTakenForANamesakes(row, of: ledger.births[birth].device) { return .excused(.copiedProfile) }
            }
            return violation(.durable, "removed \(row), which nobody had asked for")
        }
    }

    /// A device that bears the same name had deleted a row of that kind: what this one had queued before is taken for
    /// another state of that, by its local id.
    private func wasTakenForANamesakes(_ row: RowKey, of device: Int) -> Bool {
        let (history, apps) = (ledger.history, ledger.history.apps)
        guard apps.indices.contains(device) else { return false }
        let namesakes = Set(history.others(ofProfile: apps[device]).map(\.name))
        return ledger.heardDeletions.contains { deleted, by in
            deleted.kind == row.kind && apps.indices.contains(by) && namesakes.contains(apps[by].name)
        }
    }

    // MARK: No circles

    private var circles: [Finding] {
        server.folders.keys.sorted().compactMap { id in
            guard let last = server.chain(ofFolder: id).last, server.folders[last]?.parent != nil else { return nil }
            return violation(.treeStaysTree, "has folder \(id) in a circle")
        }
    }
}
