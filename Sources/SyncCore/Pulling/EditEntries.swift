import SyncModel

/// A row that a list may not have brought: it goes among the next rows.
struct LackingRow: Sendable {
    let name: RowName
    /// Only if the list is made later than this; told in the next list otherwise.
    var fromStamp: Int64 = .min
}

/// Edits of what a device has, as entries of its list: each row as it is now.
struct EditEntries {
    private let store: any StoreReading
    private let standing: Standing
    /// What was made later a socket may bring.
    private let through: Int64
    private(set) var entries: [ListEntry] = []
    /// Links that apps refuse while another one is in their place, and which may themselves be in the place of another: all
    /// go before any comes back.
    private var takenAway: [ListEntry] = []
    private var broughtBack: [ListEntry] = []
    private var panelEntries: [ListEntry] = []
    /// Go behind the deletions.
    var lateEntries: [ListEntry] { takenAway + broughtBack + panelEntries }
    /// Behind everything.
    private(set) var renamedTags: [ListEntry] = []
    /// Rows that are told again next time: what they build on may come after this list.
    private(set) var postponed: [RowName] = []
    /// The same of rows that may not be there then: they go as rows.
    private(set) var lacking: [LackingRow] = []
    /// Doubted rows that are gone.
    private(set) var graves: [RowName] = []

    private var rowsThrough: Int64 { standing.claim.rowsThrough }

    init(_ store: any StoreReading, _ standing: Standing, through: Int64) throws {
        self.through = through
        self.store = store
        self.standing = standing
        for doubt in standing.doubts where doubt.kind != .links {
            if try store.isGrave(doubt) { graves.append(RowName(kind: doubt.kind, id: doubt.row)) }
        }
    }

    // MARK: What the device made itself

    /// Others' edits of what the device made itself, in operations that are passed over where the ids are not known yet.
    mutating func addOwn() throws {
        for row in try ownChanged(.folders) { try addOwnFolder(row) }
        for row in try ownChanged(.panels) { try addOwnPanel(row) }
        for row in try ownChanged(.tags) { try addOwnTag(row) }
    }

    private func ownChanged(_ kind: EditableTable) throws -> [(id: Int64, stamp: Int64)] {
        guard standing.id != 0 else { return [] }
        let rows = try ChangedRows(
            store, kind, after: standing.claim.listThrough,
            doubted: standing.doubts.filter { $0.kind == kind }.map(\.row))
        return rows.stamps.filter { row in
            rows.isUnlearned(row, by: standing.id) && !standing.isLacking(kind, row.id)
                && (standing.isDoubted(kind, row.id) || !rows.isKnown(row, to: standing.id))
        }
    }

    private mutating func addOwnFolder(_ row: (id: Int64, stamp: Int64)) throws {
        var tree = FolderTree(store)
        guard var folder = try store.folder(FolderID(row.id)) else { return }
        folder.parent = try tree.shownParent(of: folder.id, parent: folder.parent)
        for (operation, payload) in Happening.everySaying(folder.payload(by: nil)) {
            entries.append(ListEntry(operation: operation, stamp: row.stamp, payload: payload))
        }
        // Of its place apps up to 0.11.2 must be told by a row.
        if !standing.knowsSeveral, try store.wasMoved(folder: row.id) { try sendNextTime(.folders, row.id) }
        if try folder.parent.map({ try !isThere(.folders, $0.number) }) ?? false {
            postponed.append(RowName(kind: .folders, id: row.id))
        }
    }

    private mutating func addOwnPanel(_ row: (id: Int64, stamp: Int64)) throws {
        guard let payload = try store.nameOfPanel(row.id) else { return }
        entries.append(ListEntry(operation: .updateAPanelName, stamp: row.stamp, payload: payload))
    }

    /// A tag that is not known throws, so one that the device has not named goes as a row.
    private mutating func addOwnTag(_ row: (id: Int64, stamp: Int64)) throws {
        guard try store.histories(.tags, [row.id])[row.id]?.isNamed ?? false else {
            return try sendNextTime(.tags, row.id)
        }
        guard let payload = try store.nameOfTag(row.id) else { return }
        renamedTags.append(ListEntry(operation: .renameTag, stamp: row.stamp, payload: payload))
    }

    /// As a row, at the next start: a device that did not send it again in this one has learned its id, or never will by
    /// itself. A little later where it was sent a moment ago.
    private mutating func sendNextTime(_ kind: EditableTable, _ id: Int64) throws {
        let answered = try store.histories(kind, [id])[id]?.answeredThrough ?? 0
        lacking.append(LackingRow(name: RowName(kind: kind, id: id), fromStamp: answered))
        if kind == .folders { try sendContentsNextTime(id, fromStamp: answered) }
    }

    private mutating func sendContentsNextTime(_ folder: Int64, fromStamp answered: Int64) throws {
        for row in try store.unplaced(in: [folder], by: standing.id) {
            lacking.append(LackingRow(name: row, fromStamp: answered))
        }
    }

    // MARK: Folders

    /// Where folders are now, before others are deleted with everything that a device has in them.
    mutating func addFolders() throws {
        var tree = FolderTree(store)
        let rows = try ChangedRows(
            store, .folders, after: min(rowsThrough, standing.claim.listThrough),
            doubted: standing.doubts.filter { $0.kind == .folders }.map(\.row))
        var roots: [FolderID] = []
        for row in rows.stamps
        where (rows.birth(row) <= rowsThrough || rows.isOwn(row, of: standing.id) || rows.isLost(row, by: standing.id))
            && (!rows.isUnlearned(row, by: standing.id) || standing.isLacking(.folders, row.id))
        {
            let id = FolderID(row.id)
            guard let folder = try store.folder(id) else { continue }
            guard let parent = try tree.shownParent(of: id, parent: folder.parent) else {
                roots.append(id)
                continue
            }
            // Where the parent is not there yet the folder is out of sight until its row comes once more.
            entries.append(move(folders: [id], into: parent, stamp: row.stamp))
            if try !isThere(.folders, parent.number) { postponed.append(RowName(kind: .folders, id: row.id)) }
        }
        if !roots.isEmpty { entries.insert(Self.roots(roots, stamp: rows.stamps.last?.stamp ?? 0), at: 0) }
    }

    static func roots(_ folders: [FolderID], stamp: Int64) -> ListEntry {
        var payload = MarkFoldersAsRoot()
        payload.folderIds = folders
        return ListEntry(operation: .markFoldersAsRoot, stamp: stamp, payload: payload)
    }

    private func move(
        folders: [FolderID] = [], links: [LinkID] = [], into folder: FolderID, stamp: Int64
    ) -> ListEntry {
        var payload = MoveItems()
        payload.folderIds = folders
        payload.linkIds = links
        payload.newParentFolderId = folder
        return ListEntry(operation: .moveExistingItems, stamp: stamp, payload: payload)
    }

    /// Whether the device has this row for certain, before the rows of this start.
    private func isThere(_ kind: EditableTable, _ id: Int64) throws -> Bool {
        if standing.isLacking(kind, id) { return false }
        guard let history = try store.histories(kind, [id])[id] else { return true }
        guard history.creator == standing.id && standing.id != 0 else { return history.birth <= rowsThrough }
        return !history.isUnlearned(by: standing.id, at: standing.clock)
    }

    // MARK: Links

    /// Each changed link whole, followed by the move that files it (PROTOCOL F16).
    mutating func addLinks() throws {
        let doubted = standing.doubts.filter { $0.kind == .links && $0.row != Doubt.everyRow }.map(\.row)
        let rows = try ChangedRows(store, .links, after: standing.claim.listThrough, doubted: doubted)
        let there = Set(rows.stamps.map(\.id))
        graves += doubted.filter { !there.contains($0) }.map { RowName(kind: .links, id: $0) }
        var told: Set<Int64> = []
        for row in rows.stamps {
            let isOld = rows.birth(row) <= rowsThrough || rows.isOwn(row, of: standing.id)
            let isDoubted = standing.isDoubted(.links, row.id)
            let isHeard = rows.isKnown(row, to: standing.id) && !isDoubted
            // One that was there may be said again at every start, by what the device's own queue sends for ever (F7).
            let isSaidAgain = standing.isSaidAgain(row, rows, through: rows.birth(row) > through ? through : .max)
            if !isHeard && isSaidAgain {
                try addAgain(row, isOwn: rows.isLost(row, by: standing.id))
            } else if isDoubted || (isOld && !isHeard) {
                try add(row)
            } else {
                continue
            }
            told.insert(row.id)
        }
        if standing.doubtsEverything { try fileEveryLink(but: told) }
    }

    /// One that may be there and may have been refused.
    private mutating func addAgain(_ row: (id: Int64, stamp: Int64), isOwn: Bool) throws {
        guard let (link, tags) = try store.shownLink(LinkID(row.id)) else { return }
        var reference = LinkReference()
        reference.id = link.id
        let removal = ListEntry(operation: .deleteALink, stamp: row.stamp, payload: reference)
        // Its maker may have it beside the row that it was sent, and apps delete one at a time.
        takenAway += Array(repeating: removal, count: isOwn ? 2 : 1)
        broughtBack.append(
            ListEntry(operation: .createANewLink, stamp: row.stamp, payload: link.payload(tags: tags, by: nil)))
        let isPlaced = try link.folder.map { try $0.number < 0 || isThere(.folders, $0.number) } ?? true
        if try !isPlaced || tags.contains(where: { try !isThere(.tags, $0.number) }) {
            lacking.append(LackingRow(name: RowName(kind: .links, id: row.id)))
        }
    }

    private mutating func add(_ row: (id: Int64, stamp: Int64)) throws {
        guard let (link, tags) = try store.shownLink(LinkID(row.id)) else { return }
        entries.append(
            ListEntry(operation: .updateLink, stamp: row.stamp, payload: link.payload(tags: tags, by: nil)))
        for tag in tags where try !isThere(.tags, tag.number) {
            postponed.append(RowName(kind: .links, id: row.id))
        }
        guard link.type == .folder, let folder = link.folder else { return }
        // Where the folder is not there yet the link is out of sight already, and out of sight it goes.
        entries.append(move(links: [link.id], into: folder, stamp: row.stamp))
        if try !isThere(.folders, folder.number) { postponed.append(RowName(kind: .links, id: row.id)) }
    }

    /// One move for each folder: for a device that may have been sent links twice as rows.
    private mutating func fileEveryLink(but told: Set<Int64>) throws {
        let rows = try store.rows(
            Query(
                .links, [.linkId, .linkFolder], where: .equals(.linkType, .text(LinkType.folder.rawValue)),
                order: [.linkFolder, .linkId]))
        var folder: FolderID?
        var links: [LinkID] = []
        while try rows.advance() {
            let next = rows.optionalInteger(1).map(FolderID.init)
            if next != folder {
                try file(links, in: folder)
                (folder, links) = (next, [])
            }
            if !told.contains(rows.integer(0)) { links.append(LinkID(rows.integer(0))) }
        }
        try file(links, in: folder)
    }

    private mutating func file(_ links: [LinkID], in folder: FolderID?) throws {
        guard let folder, !links.isEmpty, try store.folder(folder) != nil else { return }
        entries.append(move(links: links, into: folder, stamp: standing.claim.listThrough))
        if try !isThere(.folders, folder.number) { postponed.append(RowName(kind: .links, id: Doubt.everyRow)) }
    }

    // MARK: Panels

    /// What was put into a panel again after it was taken out: apps take out every entry of the pair.
    mutating func addPanelFolders(_ apart: PanelPairs) throws {
        guard !apart.isEmpty else { return }
        var tree = FolderTree(store)
        let ids = try store.all(Query(.panelFolders, [.panelFolderId], order: [.panelFolderId])) { $0.integer(0) }
        for entry in try store.visiblePanelFolders(ids, &tree) where apart.contains(entry.folder, entry.panel) {
            panelEntries.append(Self.removal(entry))
            panelEntries.append(
                ListEntry(operation: .addANewFolderInAPanel, stamp: standing.claim.listThrough, payload: entry.payload))
            // Apps pass over what refers to a folder or panel that they lack: it comes again.
            if try !isThere(.folders, entry.folder.number) || !isThere(.panels, entry.panel) {
                postponed.append(RowName(kind: .panelFolders, id: entry.id))
            }
        }
    }

    private static func removal(_ entry: PanelFolderRecord) -> ListEntry {
        var payload = DeleteFolderFromPanel()
        payload.panelId = PanelID(entry.panel)
        payload.folderId = entry.folder
        return ListEntry(operation: .deleteAFolderFromAPanel, stamp: 0, payload: payload)
    }
}

extension PanelFolderRecord {
    var payload: WholePanelFolder {
        var whole = WholePanelFolder()
        whole.id = PanelFolderID(id)
        whole.folderId = folder
        whole.panelPosition = position
        whole.folderName = name
        whole.connectedPanelId = PanelID(panel)
        return whole
    }
}

extension StoreReading {
    /// What lies in folders, or panels, that a device does not have by their ids, and what it could not place therefore: all
    /// but what it put there itself.
    /// - Parameter stamp: only what was put there later.
    func unplaced(
        in places: [Int64], _ kind: EditableTable = .folders, by holder: Int64, after stamp: Int64 = 0
    ) throws -> [RowName] {
        guard !places.isEmpty else { return [] }
        let columns: [(EditableTable, Column)] =
            kind == .panels
            ? [(.panelFolders, .panelFolderPanel)]
            : [(.folders, .folderParent), (.links, .linkFolder), (.panelFolders, .panelFolderFolder)]
        return try columns.flatMap { kind, place in
            let isInside = Predicate.and([
                .anyOf(place, places.map { .integer($0) }), .after(kind.stamp, stamp),
            ])
            let ids = try all(Query(kind.table, [kind.id], where: isInside, order: [kind.id])) { $0.integer(0) }
            let histories = try histories(kind, ids)
            return ids.filter { histories[$0]?.creator != holder }.map { RowName(kind: kind, id: $0) }
        }
    }

    func folder(_ id: FolderID) throws -> FolderRecord? {
        guard id.number > 0 else { return nil }
        return try first(Query(.folders, FolderRecord.columns, where: .id(.folderId, id)), FolderRecord.init)
    }

    func tags(of link: LinkID) throws -> [TagID] {
        let query = Query(.linkTags, [.linkTagTag], where: .id(.linkTagLink, link), order: [.linkTagTag])
        return try all(query) { TagID($0.integer(0)) }
    }

    /// A link as it is shown (PROTOCOL §3.3): one of a folder that is not there is a saved link.
    func shownLink(_ id: LinkID) throws -> (LinkRecord, [TagID])? {
        guard var link = try first(Query(.links, LinkRecord.columns, where: .id(.linkId, id)), LinkRecord.init) else {
            return nil
        }
        if link.type == .folder {
            let isThere = try link.folder.map { try folder($0) != nil } ?? false
            if !isThere { (link.type, link.folder) = (.saved, nil) }
        } else if link.folder != link.type.collection {
            link.folder = nil
        }
        return (link, try tags(of: id))
    }
}
