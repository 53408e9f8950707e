import SyncModel

/// Which rows a folder held once. A device that deletes the folder before it has heard that something was moved out of
/// it deletes that too, for itself alone, and must be sent it again (SYNC §5, rule 11).
extension Write {
    /// Puts rows into another place.
    func place(_ kind: EditableTable, _ ids: [Int64], _ values: [Assignment]) throws {
        guard !ids.isEmpty else { return }
        try noteLeaving(kind, ids)
        let unheard = kind == .links ? try unheardLinks(ids) : []
        if kind == .links { try leavePlaces(ids) }
        try update(kind, ids, values)
        if kind == .links {
            try arrive(ids)
            try sayRefused(byFormer: unheard)
        }
        for case .integer(let folder) in values.filter({ [.linkFolder, .folderParent].contains($0.column) }).map(
            \.value)
        {
            try doubtUnplaced(kind, ids, in: .folders, [folder], isMissing: false)
        }
    }

    /// These rows are about to leave the folders that they are in, or to be deleted.
    func noteLeaving(_ kind: EditableTable, _ ids: [Int64]) throws {
        let places = Dictionary(grouping: try folders(of: kind, ids)) { $0.0.number }
        for (folder, rows) in places.sorted(by: { $0.key < $1.key }) {
            try noteLeaving(kind, rows.map(\.1), FolderID(folder))
        }
    }

    /// - Parameter folder: where the rows are until now; `nil` for none.
    func noteLeaving(_ kind: EditableTable, _ ids: [Int64], _ folder: FolderID?) throws {
        guard let folder, folder.number > 0 else { return }
        try noteLeaving(kind, ids, fromPlace: folder.number)
        if kind == .links { try doubtUntaken(ids, from: folder) }
    }

    /// Whoever made this folder and has never named it may not know its id, even if that is long ago: then it took none of
    /// the links that others put there, however often they were sent, and can take them now.
    private func doubtUntaken(_ links: [Int64], from folder: FolderID) throws {
        guard let made = try transaction.histories(.folders, [folder.number])[folder.number],
            made.creator > 0, !made.isNamed, made.creator != author?.id
        else { return }
        let histories = try transaction.histories(.links, links)
        for id in links where histories[id]?.maker != made.creator {
            try transaction.add(Doubt(kind: .links, row: id, stamp: stamp, isMissing: true), of: made.creator)
        }
    }

    /// The author made this link in a folder of its own whose id it does not know (PROTOCOL F21). Which one that is nobody
    /// can say, so it counts as having been in each: until the author hears where it is, it refuses others of its URL there,
    /// and loses it with the folder.
    func noteMadeInUnlearnedFolder(_ link: Int64) throws {
        guard let author else { return }
        let areUnnamed = Predicate.and([
            EditableTable.folders.isInHistories, .equals(.historyCreator, .integer(author.id)),
            .equals(.historyIsNamed, .boolean(false)),
        ])
        let query = Query(.histories, [.historyRow], where: areUnnamed, order: [.historyRow])
        for folder in try transaction.all(query, { $0.integer(0) }).suffix(Self.unlearnedFoldersMax) {
            try noteLeaving(.links, [link], fromPlace: folder)
        }
        try noteLeaving(.links, [link], fromPlace: Self.unlearnedFolder(of: author))
    }

    /// The author made this folder some time ago, and links in it perhaps, which came before it: these count as having been in
    /// it, too.
    func noteMadeBefore(folder: Int64) throws {
        guard let author else { return }
        let links = try leavings(.links, fromPlace: Self.unlearnedFolder(of: author))
        try noteLeaving(.links, links.suffix(Self.unlearnedFoldersMax), fromPlace: folder)
    }

    /// What stands for a folder of a device that is not known yet: no folder has such a number.
    private static func unlearnedFolder(of author: Holder) -> Int64 {
        var hash = ContentHash()
        hash.add(author.id)
        return hash.key.low | .min
    }

    /// Earlier ones are not looked at.
    private static var unlearnedFoldersMax: Int { 64 }

    /// - Parameter place: a folder, or what stands for a collection, or for a URL wherever it is.
    func noteLeaving(_ kind: EditableTable, _ ids: [Int64], fromPlace place: Int64) throws {
        for id in ids {
            try transaction.insert(
                .leavings,
                [
                    Assignment(.leavingFolder, .integer(place)),
                    Assignment(.leavingTable, .integer(Int64(kind.table.rawValue))),
                    Assignment(.leavingRow, .integer(id)), Assignment(.leavingStamp, .integer(stamp)),
                ])
        }
    }

    /// A visit is about to be none of its page any more, or to be deleted. Apps that have not heard of it take others for
    /// the later visit, and delete those or it (SYNC §5, rule 17).
    func leaveHistory(_ visit: Int64, of url: String) throws {
        try noteLeaving(.links, [visit], fromPlace: Self.historyOf(url))
    }

    /// Living links that were visits of this page once.
    func formerVisits(of url: String) throws -> [Int64] {
        try existing(.links, leavings(.links, fromPlace: Self.historyOf(url))).map(\.id)
    }

    /// Whether another visit of this page, that is none or is gone by now, may be on its way to the author.
    func mayHearOfFormerVisit(of url: String, but visit: Int64) throws -> Bool {
        let claim = try author.flatMap { try transaction.given($0.shown)?.claim } ?? .nothing
        let heard = min(claim.rowsThrough, claim.listThrough)
        return try leavings(.links, fromPlace: Self.historyOf(url), after: heard).contains { $0 != visit }
    }

    /// What stands for a folder that holds the visits of one page: no folder has such a number.
    private static func historyOf(_ url: String) -> Int64 {
        var hash = ContentHash()
        hash.add(LinkType.history.rawValue)
        hash.add(url)
        return hash.key.low | .min
    }

    /// The folders that rows are in, those without any in 0.
    func folders(of kind: EditableTable, _ ids: [Int64]) throws -> [(FolderID, Int64)] {
        let column: Column = kind == .links ? .linkFolder : .folderParent
        let query = Query(kind.table, [column, kind.id], where: .anyOf(kind.id, ids.map { .integer($0) }))
        return try transaction.all(query) { (FolderID($0.integer(0)), $0.integer(1)) }
    }

    /// The author deletes these folders: what was in them once and lives, and what lies below that, is sent again, unless
    /// the author has heard that it left.
    func mendFormerContents(of folders: [FolderID]) throws {
        guard author != nil else { return }
        try mendTakenAlong(with: folders)
        try doubtFormerContents(of: folders)
    }

    /// The author deletes these folders, or is told that they are gone.
    func mendTakenAlong(with folders: [FolderID]) throws {
        let former = try formerContents(of: folders, after: 0) { try self.unheard($0, $1) }
        try mendLost(.folders, former.folders)
        try mendLost(.links, former.links)
    }

    /// Others may lose what once was in these folders when they hear of the deletion.
    func doubtFormerContents(of folders: [FolderID]) throws {
        try doubtFormerContentsOfListeners(folders)
        try doubtFormerContentsOfMakers(folders)
    }

    /// Whoever made something there and has never learned its id passes over whatever is said of it, also that it left,
    /// however long ago that is.
    private func doubtFormerContentsOfMakers(_ folders: [FolderID]) throws {
        let former = try formerContents(of: folders, after: 0) { $1 }
        let neverNamed = try transaction.histories(.folders, former.folders).filter {
            // The answer that names it may be on its way: as a row it would be there twice (PROTOCOL F41).
            !$0.value.isNamed && !$0.value.isUnlearned(by: $0.value.creator, at: clock)
        }
        try doubtMade(.folders, Array(neverNamed.keys))
        try doubtMade(.links, former.links)
    }

    /// Others that listen are told of the deletion at once, whether or not they have heard that something left before. What
    /// sockets told of that, apps up to 0.11.2 have ignored.
    private func doubtFormerContentsOfListeners(_ folders: [FolderID]) throws {
        for holder in try transaction.listeningHolders() where holder.id != author?.id {
            let claim = try transaction.given(holder.shown)?.claim ?? .nothing
            let heard =
                holder.knowsSeveral
                ? min(claim.rowsThrough, claim.listThrough) : min(claim.rowsMade, claim.listMade)
            let former = try formerContents(of: folders, after: heard) { $1 }
            for (kind, ids) in [(EditableTable.folders, former.folders), (.links, former.links)] {
                for id in ids {
                    try transaction.add(Doubt(kind: kind, row: id, stamp: stamp, isMissing: true), of: holder.id)
                }
            }
        }
    }

    /// What left these folders after a stamp and lives, of it what is `unheard`, and all that lies in it or left it. A
    /// folder in them that is gone has left them too, at the latest with them: who has not heard of that has it there
    /// still, with what had left it.
    private func formerContents(
        of folders: [FolderID], after stamp: Int64, unheard: (EditableTable, [Int64]) throws -> [Int64]
    ) throws -> (folders: [Int64], links: [Int64]) {
        var found = (folders: [Int64](), links: [Int64]())
        var waiting = folders
        var seen = Set(folders)
        while let folder = waiting.popLast() {
            let left = try leavings(.folders, fromPlace: folder.number, after: stamp)
            let living = try existing(.folders, left).map(\.id)
            let moved = try unheard(.folders, living).map(FolderID.init).filter { seen.insert($0).inserted }
            let below = try moved.flatMap { try descendants(of: $0) }.filter { seen.insert($0).inserted }
            let links = try existing(.links, leavings(.links, fromPlace: folder.number, after: stamp)).map(\.id)
            found.links += try unheard(.links, links) + self.links(in: moved + below)
            found.folders += (moved + below).map(\.number)
            let gone = Set(left).subtracting(living).sorted().map(FolderID.init)
            waiting += moved + below + gone.filter { seen.insert($0).inserted }
        }
        return found
    }

    /// Rows that left a place after a stamp, dead or alive.
    func leavings(_ kind: EditableTable, fromPlace place: Int64, after stamp: Int64 = 0) throws -> [Int64] {
        let query = Query(
            .leavings, [.leavingRow],
            where: .and([
                .equals(.leavingFolder, .integer(place)), .equals(.leavingTable, .integer(Int64(kind.table.rawValue))),
                .after(.leavingStamp, stamp),
            ]), order: [.leavingRow])
        return try transaction.all(query) { $0.integer(0) }
    }

    /// Those of these rows of whose present place the author may not have heard.
    private func unheard(_ kind: EditableTable, _ ids: [Int64]) throws -> [Int64] {
        let heard = Set(try heardByAuthor(kind, ids))
        return ids.filter { !heard.contains($0) }
    }

    func links(in folders: [FolderID]) throws -> [Int64] {
        guard !folders.isEmpty else { return [] }
        let inThem = Predicate.and([
            .equals(.linkType, .text(LinkType.folder.rawValue)), .ids(.linkFolder, folders),
        ])
        return try transaction.all(Query(.links, [.linkId], where: inThem, order: [.linkId])) { $0.integer(0) }
    }
}
