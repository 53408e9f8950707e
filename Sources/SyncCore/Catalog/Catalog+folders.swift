import SyncModel

extension Catalog {
    /// PROTOCOL §2.2.
    static let folderWrites: [WriteOperation] = [
        .procedure(.createFolder, takes: NewFolder.self, answers: .newItem, createFolder),
        .procedure(.updateFolder, takes: WholeFolder.self, updateFolder),
        .procedure(.deleteFolder, takes: FolderReference.self, leavesTombstone: true, deleteFolder),
        .edit(
            .markFolderAsArchive, takes: FolderReference.self, .folderIsArchived,
            rows: { [$0.id.number] },
            sets: { _ in [Assignment(.folderIsArchived, .boolean(true))] },
            says: { rowsAffected($1) }),
        .edit(
            .markAsRegularFolder, takes: FolderReference.self, .folderIsArchived,
            rows: { [$0.id.number] },
            sets: { _ in [Assignment(.folderIsArchived, .boolean(false))] },
            says: { rowsAffected($1) }),
        .procedure(.updateFolderName, takes: UpdateFolderName.self, renameFolder),
        .edit(
            .updateFolderNote, takes: UpdateFolderNote.self, .folderNote,
            rows: { [$0.folderId.number] },
            sets: { [Assignment(.folderNote, .text($0.newNote))] },
            says: { rowsAffected($1) }),
        .edit(
            .deleteFolderNote, takes: FolderReference.self, .folderNote,
            rows: { [$0.id.number] },
            sets: { _ in [Assignment(.folderNote, .text(""))] },
            says: { rowsAffected($1) }),
        .procedure(.markFoldersAsRoot, takes: MarkFoldersAsRoot.self, markAsRoots),
        .procedure(.changeParentFolder, takes: ChangeParentFolder.self, changeParent),
    ]

    static func rowsAffected(_ count: Int) -> String { "Number of rows affected by the update = \(count)" }

    // MARK: Creating

    /// A parent that does not exist, or is a default collection, makes a root.
    @Sendable private static func createFolder(_ request: NewFolder, _ write: Write) throws -> Outcome {
        try write.once(
            request, says: { "Folder created successfully with id = \($0)" },
            again: { try revealParent(of: FolderID($0), request, write) },
            later: { id in
                guard let before = try write.folder(FolderID(id)) else { return [] }
                var whole = before.payload(by: request.correlation)
                (whole.name, whole.note, whole.isArchived) = (request.name, request.note, request.isArchived)
                return try edit(before, by: whole, edited: write.editSeconds(of: request), write)
            },
            make: { try insertFolder(request, write) })
    }

    private static func insertFolder(_ request: NewFolder, _ write: Write) throws -> CreatedRow {
        let parent = try request.parentFolderId.flatMap { try write.folderExists($0) ? $0 : nil }
        let row = [
            Assignment(.folderName, .text(request.name)), Assignment(.folderNote, .text(request.note)),
            Assignment(.folderParent, Value(parent)), Assignment(.folderIsArchived, .boolean(request.isArchived)),
        ]
        let id = try write.insert(
            .folders, stamped: .folderStamp, row, edited: write.editSeconds(of: request))
        if let parent {
            try write.noteNamed(.folders, [parent.number])
            try write.doubtUnplaced(.folders, [id], in: .folders, [parent.number], isMissing: false)
            try write.mendLostWithFolder(.folders, [id], in: parent)
        } else if let wanted = request.parentFolderId {
            try write.mendMisplaced(.folders, [id], under: wanted)
        }
        if request.offlineSyncItemId > 0 { try write.noteMadeBefore(folder: id) }
        var whole = WholeFolder()
        whole.id = FolderID(id)
        whole.name = request.name
        whole.note = request.note
        whole.parentFolderId = parent
        whole.isArchived = request.isArchived
        whole.correlation = request.correlation
        return CreatedRow(id: id, happenings: [.tookPlace(.createFolder, whole)])
    }

    /// A folder made before its parent had an id became a root; sent again, it names its parent (PROTOCOL F21). It goes
    /// there if nobody has moved it since.
    private static func revealParent(of id: FolderID, _ request: NewFolder, _ write: Write) throws -> [Happening] {
        guard let parent = request.parentFolderId, let folder = try write.folder(id), folder.parent == nil,
            let history = try write.transaction.editHistories(.folders, [(id.number, folder.stamp)])[id.number],
            history.edits[.folderParent] == nil, try write.mayHang(id, under: parent)
        else { return [] }
        try write.update(.folders, [id.number], [Assignment(.folderParent, Value(parent))])
        var move = MoveItems()
        move.folderIds = [id]
        move.newParentFolderId = parent
        move.correlation = request.correlation
        return [.moved(move)]
    }

    // MARK: Changing

    /// Carries the whole folder: what differs from it was edited, see ``Write/contend(_:_:edited:_:)``. A parent that
    /// does not exist or would make a cycle leaves the folder where it is, and the author is sent the folders concerned.
    @Sendable private static func updateFolder(_ request: WholeFolder, _ write: Write) throws -> Outcome {
        let reply = write.reply("Folder updated successfully.")
        guard let before = try write.folder(request.id) else {
            try write.mendGone(.folders, [request.id.number], [])
            return Outcome(reply)
        }
        try write.noteWholeRow(.folders, request.id.number)
        let mayMove = try request.parentFolderId.map { try write.mayHang(request.id, under: $0) } ?? true
        if !mayMove { try giveTreeBack(request.id, request.parentFolderId, write) }
        let parent = mayMove ? request.parentFolderId : before.parent
        var wanted = request
        wanted.parentFolderId = parent
        return Outcome(reply, try edit(before, by: wanted, edited: write.editSeconds(of: request), write))
    }

    /// - Parameter wanted: with a parent that it may have.
    private static func edit(
        _ before: FolderRecord, by wanted: WholeFolder, edited: Int64, _ write: Write
    ) throws -> [Happening] {
        let edited = try write.contend(
            .folders, (before.id.number, before.stamp), edited: EditTime(seconds: edited),
            [
                CarriedField(.folderName, .text(before.name), .text(wanted.name)),
                CarriedField(.folderNote, .text(before.note), .text(wanted.note)),
                CarriedField(.folderParent, Value(before.parent), Value(wanted.parentFolderId)),
                CarriedField(.folderIsArchived, .boolean(before.isArchived), .boolean(wanted.isArchived)),
            ])
        guard !edited.isEmpty else { return [] }
        var after = before
        if edited.contains(.folderName) { after.name = wanted.name }
        if edited.contains(.folderNote) { after.note = wanted.note }
        if edited.contains(.folderParent) { after.parent = wanted.parentFolderId }
        if edited.contains(.folderIsArchived) { after.isArchived = wanted.isArchived }
        if before.parent != after.parent { try write.noteLeaving(.folders, [before.id.number], before.parent) }
        try write.update(.folders, [before.id.number], after.assignments)
        if before.name != after.name { try renameInPanels(before.id, after.name, write) }
        let told = after.payload(by: wanted.correlation)
        return [.folderUpdated(before: before.payload(by: wanted.correlation), after: told)]
    }

    /// Panels repeat the names of their folders.
    @discardableResult
    private static func renameInPanels(_ folder: FolderID, _ name: String, _ write: Write) throws -> Int {
        let entries = try panelFolders(.id(.panelFolderFolder, folder), write.transaction)
        return try write.update(.panelFolders, entries, [Assignment(.panelFolderName, .text(name))])
    }

    @Sendable private static func deleteFolder(_ request: FolderReference, _ write: Write) throws -> Outcome {
        let reply = write.reply("Folder and its contents have been successfully deleted.")
        let wasThere = try write.deleteTree(request.id, by: request.correlation)
        try write.mendFormerContents(of: [request.id])
        guard wasThere else { return Outcome(reply) }
        try write.bury(.deleteFolder, request)
        return Outcome(reply, [.tookPlace(.deleteFolder, request)])
    }

    /// The message counts the entries in panels, as the original's does.
    @Sendable private static func renameFolder(_ request: UpdateFolderName, _ write: Write) throws -> Outcome {
        let edited = write.editSeconds(of: request)
        let ids = try write.edit(
            .folderName, [request.folderId.number], to: [Assignment(.folderName, .text(request.newFolderName))],
            edited: edited)
        guard !ids.isEmpty else { return Outcome(write.reply(rowsAffected(0))) }
        let entries = try renameInPanels(request.folderId, request.newFolderName, write)
        return Outcome(write.reply(rowsAffected(entries)), [.tookPlace(.updateFolderName, request)])
    }

    @Sendable private static func markAsRoots(_ request: MarkFoldersAsRoot, _ write: Write) throws -> Outcome {
        let ids = try write.edit(
            .folderParent, request.folderIds.map(\.number), to: [Assignment(.folderParent, .null)],
            edited: write.editSeconds(of: request))
        var told = request
        told.folderIds = ids.map(FolderID.init)
        return Outcome(
            write.reply("Marked \(ids.count) folders as root."),
            ids.isEmpty ? [] : [.tookPlace(.markFoldersAsRoot, told)])
    }

    /// Apps ignore the event of this name, so it is told as a move.
    @Sendable private static func changeParent(_ request: ChangeParentFolder, _ write: Write) throws -> Outcome {
        var move = MoveItems()
        move.folderIds = [request.folderId]
        move.newParentFolderId = request.newParentFolderId ?? FolderID(-2)
        move.linkType = request.newParentFolderId == nil ? .saved : .folder
        move.correlation = request.correlation
        move.eventTimestamp = request.eventTimestamp
        return try moveItems(move, write)
    }
}
