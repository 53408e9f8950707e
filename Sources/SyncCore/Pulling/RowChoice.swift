import SyncModel

/// Chooses the rows of a pull, kind by kind.
struct RowChoice {
    private let store: any StoreReading
    private let standing: Standing
    private let onTheirWay: Set<RowName>
    private let inFlight: [AnswerInFlight]
    private let toldLately: [RowName: Int64]
    private let awaitedAnswers: ToldBySockets.AwaitedAnswers
    private(set) var leftOut: [Doubt] = []
    /// Links that the device may lack, and that the list brings.
    private(set) var saidAgain: [Doubt] = []
    private(set) var mayBeUndone: [RowName] = []
    /// Some of these rows the device made itself, and may be about to send their creation once more.
    private(set) var mayComeAgain = false
    /// The device made a row for which a start after its creation is to be proven, which this one is.
    private(set) var provesStart = false
    /// Rows that the device certainly lacks.
    private(set) var lacking: Set<RowName> = []
    /// Rows that the device may lack, other than links and entries of panels, which are sent to no other.
    private(set) var made: Set<RowName> = []

    private var through: Int64 { standing.claim.rowsThrough }

    init(
        _ store: any StoreReading, _ standing: Standing, _ onTheirWay: Set<RowName>, inFlight: [AnswerInFlight] = [],
        toldLately: [RowName: Int64] = [:], awaitedAnswers: ToldBySockets.AwaitedAnswers = .unknown
    ) {
        self.toldLately = toldLately
        self.awaitedAnswers = awaitedAnswers
        self.inFlight = inFlight
        self.store = store
        self.standing = standing
        self.onTheirWay = onTheirWay
    }

    /// Changed rows less those whose present version the device has, and less those on their way to its socket.
    private mutating func changed(_ kind: EditableTable) throws -> [(id: Int64, stamp: Int64)] {
        let doubted = standing.doubts.filter { $0.kind == kind }.map(\.row)
        let rows = try ChangedRows(store, kind, after: through, doubted: doubted)
        if rows.stamps.contains(where: { needsLaterStart(kind, $0, rows) }) { provesStart = true }
        let wanted = try rows.stamps.filter { row in
            // A device may not have learned the ids of what it made itself: as a row that would be made once more (F41).
            if rows.isUnlearned(row, by: standing.id) {
                // There is no way to tell of a tag in the list that never throws (F15).
                let isChanged = standing.isDoubted(kind, row.id) || !rows.isKnown(row, to: standing.id)
                let mayGo = kind == .tags && isChanged && isAnswered(row, rows)
                return try mayGo || standing.isLacking(kind, row.id) || goesByRowAlone(kind, row, rows)
            }
            return standing.isDoubted(kind, row.id) || !rows.isKnown(row, to: standing.id)
        }
        let sent = wanted.filter { row in
            !leaveOut(kind, row) && !waitForStart(kind, row, rows)
                && !waitForName(kind, row, rows, isOwn: isMadeHere(row, rows))
        }
        for row in sent { noteIfUndone(kind, row, rows) }
        // What it has lost it may send once more, too, with what it was told of that still to come.
        if sent.contains(where: { isMadeHere($0, rows) }) { mayComeAgain = true }
        for row in sent where rows.birth(row) > through || standing.isLacking(kind, row.id) {
            made.insert(RowName(kind: kind, id: row.id))
        }
        for row in sent where !standing.isDoubted(kind, row.id) {
            if !standing.mayHave(birth: rows.birth(row)) { lacking.insert(RowName(kind: kind, id: row.id)) }
        }
        return sent
    }

    /// The device made it, and may not have learned its id or loses it with the place that it made it in.
    private func isMadeHere(_ row: (id: Int64, stamp: Int64), _ rows: ChangedRows) -> Bool {
        rows.isUnlearned(row, by: standing.id) || rows.isLost(row, by: standing.id)
    }

    /// The device has the answer to the creation of what it made, or never gets it.
    private func isAnswered(_ row: (id: Int64, stamp: Int64), _ rows: ChangedRows) -> Bool {
        awaitedAnswers == .none || rows.isAnswered(row, by: standing.clock)
    }

    /// Apps up to 0.11.2 are sent their own folders and panels as rows; in this start they may still send the creation once
    /// more.
    private mutating func waitForStart(
        _ kind: EditableTable, _ row: (id: Int64, stamp: Int64), _ rows: ChangedRows
    ) -> Bool {
        guard needsLaterStart(kind, row, rows) else { return false }
        leftOut.append(Doubt(kind: kind, row: row.id, stamp: row.stamp, isMissing: true))
        return true
    }

    /// What the device has just made in a folder that is gone, or was about to lose with one, comes as a row once the
    /// answer is old that names it: before, it would be there twice (PROTOCOL F41). The list puts it where it is now.
    private mutating func waitForName(
        _ kind: EditableTable, _ row: (id: Int64, stamp: Int64), _ rows: ChangedRows, isOwn: Bool
    ) -> Bool {
        // Of links it is not written down that their creation came again.
        let isAnswered =
            kind == .links
            ? rows.birth(row) + RowHistory.answeringSeconds < standing.clock
            : rows.isAnswered(row, by: standing.clock)
        guard isOwn, awaitedAnswers != .none, !isAnswered else { return false }
        leftOut.append(Doubt(kind: kind, row: row.id, stamp: row.stamp, isMissing: true))
        return true
    }

    /// Whether it is one of those, and no start after its creation is proven yet.
    private func needsLaterStart(
        _ kind: EditableTable, _ row: (id: Int64, stamp: Int64), _ rows: ChangedRows
    ) -> Bool {
        (kind == .folders || kind == .panels) && !standing.knowsSeveral && rows.isUnlearned(row, by: standing.id)
            && !rows.isOlderThanStart(row, by: provenStart)
    }

    private var provenStart: Int64 {
        max(standing.hasStarted ? standing.watermark : 0, standing.holder?.pulledThrough ?? 0)
    }

    /// Apps up to 0.11.2 know no other way for a folder's place. One that has started since the creation was answered,
    /// and did not send it again, has learned the id, or never will by itself. What else becomes of a folder the list
    /// tells.
    private func goesByRowAlone(
        _ kind: EditableTable, _ row: (id: Int64, stamp: Int64), _ rows: ChangedRows
    ) throws -> Bool {
        guard kind == .folders, !standing.knowsSeveral, rows.isOlderThanStart(row, by: provenStart),
            standing.isDoubted(kind, row.id) || !rows.isKnown(row, to: standing.id)
        else { return false }
        return try store.wasMoved(folder: row.id)
    }

    private mutating func leaveOut(_ kind: EditableTable, _ row: (id: Int64, stamp: Int64)) -> Bool {
        guard onTheirWay.contains(RowName(kind: kind, id: row.id)) else { return false }
        leftOut.append(Doubt(kind: kind, row: row.id, stamp: row.stamp, isMissing: true))
        return true
    }

    /// An earlier answer may hold it as it was, and an app may apply a frame that left just before this behind it, or the
    /// list of its start.
    private mutating func noteIfUndone(
        _ kind: EditableTable, _ row: (id: Int64, stamp: Int64), _ rows: ChangedRows
    ) {
        let birth = rows.birth(row)
        let name = RowName(kind: kind, id: row.id)
        let isInAnswer = inFlight.contains { birth <= $0.through && $0.through < row.stamp }
        guard isInAnswer || toldLately[name].map({ $0 < row.stamp }) ?? false else { return }
        mayBeUndone.append(name)
    }

    mutating func folders(_ tree: inout FolderTree) throws -> [(folder: FolderRecord, parent: FolderID?)] {
        let ids = try changed(.folders).map(\.id)
        guard !ids.isEmpty else { return [] }
        return try ChangedFolders(store, ids, tree: &tree).inOrder
    }

    mutating func tags() throws -> [(id: Int64, name: String)] { try named(.tags, .tagName) }

    mutating func panels() throws -> [(id: Int64, name: String)] { try named(.panels, .panelName) }

    private mutating func named(_ kind: EditableTable, _ name: Column) throws -> [(id: Int64, name: String)] {
        let ids = try changed(kind).map(\.id)
        guard !ids.isEmpty else { return [] }
        let names = Dictionary(
            try store.all(
                Query(kind.table, [kind.id, name], where: .anyOf(kind.id, ids.map { .integer($0) }))
            ) { ($0.integer(0), $0.text(1)) }, uniquingKeysWith: { first, _ in first })
        return ids.compactMap { id in names[id].map { (id, $0) } }
    }

    /// Only links that the device lacks. One that it has is told of in the list: as a row, apps from 0.16 on misfile it
    /// (PROTOCOL F16).
    mutating func links() throws -> LinkChoice {
        if through == 0 && standing.id == 0 && onTheirWay.isEmpty { return try allLinks() }
        let missing = standing.lackingLinks
        let rows = try ChangedRows(store, .links, after: through, doubted: Array(missing))
        let wanted = rows.stamps.filter { row in
            let isNew = rows.birth(row) > through && !rows.isOwn(row, of: standing.id)
            // What is said again goes into the list alone: apps apply both at once.
            return (missing.contains(row.id) || isNew) && !standing.isSaidAgain(row, rows)
        }
        saidAgain = rows.stamps.filter { missing.contains($0.id) && standing.isSaidAgain($0, rows) }.map {
            Doubt(kind: .links, row: $0.id, stamp: $0.stamp, isMissing: true)
        }
        let links = wanted.filter { row in
            !leaveOut(.links, row) && !waitForAnswer(row, rows)
                && !waitForName(.links, row, rows, isOwn: rows.isUnlearned(row, by: standing.id))
        }
        if links.contains(where: { rows.isUnlearned($0, by: standing.id) }) { mayComeAgain = true }
        for row in links { noteIfUndone(.links, row, rows) }
        let maybeThere = links.filter {
            standing.mayHave(birth: rows.birth($0)) || standing.isDoubted(.links, $0.id)
                // A list has made it.
                || (standing.isToldAgain && rows.isRetold($0, after: 0))
        }
        return .some(links.map(\.id), maybeThere: Set(maybeThere.map(\.id)))
    }

    /// A link that the device made and may have lost, whose creation it has just sent again: before it learns the id
    /// from the answer, the row would be there beside its own (PROTOCOL F41).
    private mutating func waitForAnswer(_ row: (id: Int64, stamp: Int64), _ rows: ChangedRows) -> Bool {
        let isBeingAnswered = standing.doubts.contains {
            $0.kind == .links && $0.row == row.id && $0.stamp > standing.lastStamp
        }
        guard rows.isUnlearned(row, by: standing.id), isBeingAnswered else { return false }
        leftOut.append(Doubt(kind: .links, row: row.id, stamp: row.stamp, isMissing: true))
        return true
    }

    private func allLinks() throws -> LinkChoice {
        let count = try store.count(.links, max: 512)
        let mayBeThere = !standing.hasNothing
        guard count > 0, let newest = try store.largest(.linkStamp) else {
            return .all(countAtLeast: 0, last: nil, mayBeThere: mayBeThere)
        }
        let last = try store.all(
            Query(.links, [.linkId], where: .equals(.linkStamp, .integer(newest)), order: [.linkId])
        ) { $0.integer(0) }.last
        return .all(countAtLeast: count, last: last, mayBeThere: mayBeThere)
    }

    /// Entries whose folder or panel is gone are not shown. Those of a pair that was taken apart meanwhile go into the
    /// list, behind the deletion of the pair: it would take them away again.
    mutating func panelFolders(_ tree: inout FolderTree) throws -> [PanelFolderRecord] {
        let doubted = standing.doubts.filter { $0.kind == .panelFolders }.map(\.row)
        let rows = try ChangedRows(store, .panelFolders, after: through, doubted: doubted)
        let wanted = rows.stamps.filter { row in
            let isNew = rows.birth(row) > through && !rows.isOwn(row, of: standing.id)
            return isNew || standing.isDoubted(.panelFolders, row.id)
        }
        guard !wanted.isEmpty else { return [] }
        let toldAfter = try standing.hasNothing ? .max : PanelPairs.toldAfter(standing, store)
        let apart = try PanelPairs(deletedAfter: toldAfter, store)
        return try store.visiblePanelFolders(wanted.map(\.id), &tree).filter { entry in
            !apart.contains(entry.folder, entry.panel)
                && !leaveOut(.panelFolders, (entry.id, through))
        }
    }
}

extension StoreReading {
    /// In the order of their ids; without those whose folder or panel does not exist. The folder's present name counts.
    func visiblePanelFolders(_ ids: [Int64], _ tree: inout FolderTree) throws -> [PanelFolderRecord] {
        let columns: [Column] = [.panelFolderId, .panelFolderFolder, .panelFolderPosition, .panelFolderPanel]
        let query = Query(
            .panelFolders, columns, where: .anyOf(.panelFolderId, ids.map { .integer($0) }), order: [.panelFolderId])
        let entries = try all(query) { ($0.integer(0), FolderID($0.integer(1)), $0.integer(2), $0.integer(3)) }
        var visible: [PanelFolderRecord] = []
        for (id, folder, position, panel) in entries {
            guard let name = try tree.name(of: folder),
                try exists(.panels, where: .equals(.panelId, .integer(panel)))
            else { continue }
            visible.append(PanelFolderRecord(id: id, folder: folder, name: name, position: position, panel: panel))
        }
        return visible
    }

    /// Stops counting at `max`.
    fileprivate func count(_ table: Table, max: Int) throws -> Int {
        let rows = try rows(Query(table, [table.columns[0]]))
        defer { rows.close() }
        var count = 0
        while count < max, try rows.advance() { count += 1 }
        return count
    }
}
