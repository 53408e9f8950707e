import SyncModel

extension Write {
    /// Another tag in the place of this one, with its name and its links; this one is deleted. For a device that was sent a
    /// tag of its own as others' are, and turns out not to have known its id: answered with that, it would have it twice
    /// (PROTOCOL F41; SYNC §5, rule 9).
    func succeed(_ old: TagID, by correlation: Correlation?) throws -> CreatedRow {
        guard let name = try transaction.nameOfTag(old.number)?.newName else {
            return try stillborn(after: old, by: correlation)
        }
        let id = try insert(
            .tags, stamped: .tagStamp, [Assignment(.tagName, .text(name))], edited: arrivalSeconds)
        let links = try transaction.all(
            Query(.linkTags, [.linkTagLink], where: .id(.linkTagTag, old), order: [.linkTagLink])
        ) { LinkID($0.integer(0)) }
        for link in links {
            let tags = try tags(of: link)
            try replaceTags(of: link, tags, by: tags.map { $0 == old ? TagID(id) : $0 })
        }
        // Sockets are told of the tags alone.
        try bringAgain(.links, links.map(\.number))
        unconfirmed += links.map { UnconfirmedRow(row: RowName(kind: .links, id: $0.number)) }
        try delete(.tags, [old.number])
        // The author may have given it another name since.
        try mend(.tags, [old.number, id])
        var deletion = TagReference()
        (deletion.id, deletion.correlation) = (old, correlation)
        try bury(.deleteTag, deletion)
        var tag = WholeTag()
        (tag.id, tag.name, tag.correlation) = (TagID(id), name, correlation)
        return CreatedRow(id: id, happenings: [.tookPlace(.createTag, tag), .tookPlace(.deleteTag, deletion)])
    }

    /// The same of a tag that is gone: a list has brought it back to delete it (PROTOCOL F15), and deletes one of two.
    private func stillborn(after old: TagID, by correlation: Correlation?) throws -> CreatedRow {
        let id = try insert(.tags, stamped: .tagStamp, [Assignment(.tagName, .text(""))], edited: arrivalSeconds)
        try delete(.tags, [id])
        try mend(.tags, [old.number, id])
        var deletion = TagReference()
        (deletion.id, deletion.correlation) = (TagID(id), correlation)
        try bury(.deleteTag, deletion)
        return CreatedRow(id: id, happenings: [])
    }

    /// The same of a folder: what lies in it moves into the other one. The author has it in the one that it was sent, since it
    /// knew no other by that id, and loses it with that: also what it made itself, there.
    /// - Parameter place: where the author has its own, as its creation says.
    func succeed(_ old: FolderID, madeIn place: FolderID?, by correlation: Correlation?) throws -> CreatedRow? {
        guard var folder = try folder(old) else { return nil }
        let history = try transaction.editHistories(.folders, [(old.number, folder.stamp)])[old.number]
        folder.id = FolderID(
            try insert(
                .folders, stamped: .folderStamp, folder.assignments, edited: history?.baseSeconds ?? arrivalSeconds))
        for (field, edit) in history?.edits ?? [:] { try transaction.record(edit, of: field, folder.id.number) }
        var happenings: [Happening] = [.tookPlace(.createFolder, folder.payload(by: correlation))]
        let below = try descendants(of: old)
        if let move = try moveContents(of: old, below, into: folder.id, by: correlation) { happenings.append(move) }
        happenings += try moveEntries(of: old, into: folder.id, by: correlation)
        try deleteFolders([old])
        // It loses its own, too, where it has that below the other.
        if place.map(below.contains) ?? false { try mendLostFolders([folder.id.number]) }
        try mendAlone(.folders, [old.number, folder.id.number])
        try doubtFormerContents(of: [old])
        var deletion = FolderReference()
        (deletion.id, deletion.correlation) = (old, correlation)
        try bury(.deleteFolder, deletion)
        return CreatedRow(id: folder.id.number, happenings: happenings + [.tookPlace(.deleteFolder, deletion)])
    }

    /// - Returns: `nil` when nothing lies in it.
    private func moveContents(
        of old: FolderID, _ below: [FolderID], into new: FolderID, by correlation: Correlation?
    ) throws -> Happening? {
        let children = try transaction.all(
            Query(.folders, [.folderId], where: .id(.folderParent, old), order: [.folderId])
        ) { FolderID($0.integer(0)) }
        let contents = try links(in: [old])
        try place(.folders, children.map(\.number), [Assignment(.folderParent, Value(new))])
        try place(.links, contents, Catalog.place(.folder, new))
        try mendLostFolders(below.map(\.number))
        try mendLost(.links, contents + links(in: below))
        guard !children.isEmpty || !contents.isEmpty else { return nil }
        var move = MoveItems()
        (move.folderIds, move.linkIds) = (children, contents.map(LinkID.init))
        (move.newParentFolderId, move.linkType, move.correlation) = (new, .folder, correlation)
        return .moved(move)
    }

    /// Apps have no operation that gives an entry of a panel another folder: it is taken out and put in again.
    private func moveEntries(
        of old: FolderID, into new: FolderID, by correlation: Correlation?
    ) throws -> [Happening] {
        let columns: [Column] = [.panelFolderId, .panelFolderName, .panelFolderPosition, .panelFolderPanel]
        let entries = try transaction.all(
            Query(.panelFolders, columns, where: .id(.panelFolderFolder, old), order: [.panelFolderId])
        ) {
            PanelFolderRecord(
                id: $0.integer(0), folder: new, name: $0.text(1), position: $0.integer(2), panel: $0.integer(3))
        }
        return try entries.flatMap { entry -> [Happening] in
            var removal = DeleteFolderFromPanel()
            (removal.folderId, removal.panelId, removal.correlation) = (new, PanelID(entry.panel), correlation)
            try bury(.deleteAFolderFromAPanel, removal)
            let id = try insert(
                .panelFolders, stamped: .panelFolderStamp,
                [
                    Assignment(.panelFolderFolder, .integer(new.number)),
                    Assignment(.panelFolderName, .text(entry.name)),
                    Assignment(.panelFolderPosition, .integer(entry.position)),
                    Assignment(.panelFolderPanel, .integer(entry.panel)),
                ], edited: arrivalSeconds)
            try mendLost(.panelFolders, [id])
            var whole = entry.payload
            (whole.id, whole.correlation) = (PanelFolderID(id), correlation)
            return [.tookPlace(.deleteAFolderFromAPanel, removal), .tookPlace(.addANewFolderInAPanel, whole)]
        }
    }
}
