import SyncModel

extension Catalog {
    /// PROTOCOL §2.2.
    static let folderWrites: [WriteOperation] = [
        .procedure(.createFolder, takes: NewFolder.self, answers: .newItem, createFolder),
        .procedure(.updateFolder, takes: WholeFolder.self, updateFolder),
        .procedure(.deleteFolder, takes: FolderReference.self, leavesTombstone: true, deleteFolder),
        .edit(
            .markFolderAsArchive, takes: FolderReference.self, .folders,
            rows: { [$0.id.number] },
            sets: { _ in [Assignment(.folderIsArchived, .boolean(true))] },
            says: { rowsAffected($1) }),
        .edit(
            .markAsRegularFolder, takes: FolderReference.self, .folders,
            rows: { [$0.id.number] },
            sets: { _ in [Assignment(.folderIsArchived, .boolean(false))] },
            says: { rowsAffected($1) }),
        .procedure(.updateFolderName, takes: UpdateFolderName.self, renameFolder),
        .edit(
            .updateFolderNote, takes: UpdateFolderNote.self, .folders,
            rows: { [$0.folderId.number] },
            sets: { [Assignment(.folderNote, .text($0.newNote))] },
            says: { rowsAffected($1) }),
        .edit(
            .deleteFolderNote, takes: FolderReference.self, .folders,
            rows: { [$0.id.number] },
            sets: { _ in [Assignment(.folderNote, .text(""))] },
            says: { rowsAffected($1) }),
        .edit(
            .markFoldersAsRoot, takes: MarkFoldersAsRoot.self, .folders,
            rows: { $0.folderIds.map(\.number) },
            sets: { _ in [Assignment(.folderParent, .null)] },
            says: { "Marked \($1) folders as root." },
            tells: { request, ids in
                var told = request
                told.folderIds = ids.map(FolderID.init)
                return [.tookPlace(.markFoldersAsRoot, told)]
            }),
        .procedure(.changeParentFolder, takes: ChangeParentFolder.self, changeParent),
    ]

    static func rowsAffected(_ count: Int) -> String { "Number of rows affected by the update = \(count)" }

    /// A parent that does not exist, or is a default collection, makes a root.
    @Sendable private static func createFolder(_ request: NewFolder, _ write: Write) throws -> Outcome {
        let parent = try request.parentFolderId.flatMap { try write.folderExists($0) ? $0 : nil }
        let row = [
            Assignment(.folderName, .text(request.name)), Assignment(.folderNote, .text(request.note)),
            Assignment(.folderParent, Value(parent)), Assignment(.folderIsArchived, .boolean(request.isArchived)),
        ]
        let id = try write.insert(
            .folders, stamped: .folderStamp, row, edited: write.editSeconds(of: request))
        var whole = WholeFolder()
        whole.id = FolderID(id)
        whole.name = request.name
        whole.note = request.note
        whole.parentFolderId = parent
        whole.isArchived = request.isArchived
        whole.correlation = request.correlation
        return Outcome(
            write.reply("Folder created successfully with id = \(id)", newId: id, to: request),
            [.tookPlace(.createFolder, whole)])
    }

    /// A parent that does not exist or would make a cycle leaves the folder where it is, and the folders concerned are
    /// handed out again, so that the author's own tree is put right.
    @Sendable private static func updateFolder(_ request: WholeFolder, _ write: Write) throws -> Outcome {
        let reply = write.reply("Folder updated successfully.")
        let edited = write.editSeconds(of: request)
        guard let before = try write.folder(request.id),
            try !write.contend(.folders, [request.id.number], edited: edited).isEmpty
        else { return Outcome(reply) }
        var after = request
        after.parentFolderId = try parent(for: request, before: before, write)
        try write.update(
            .folders, [request.id.number],
            [
                Assignment(.folderName, .text(after.name)), Assignment(.folderNote, .text(after.note)),
                Assignment(.folderParent, Value(after.parentFolderId)),
                Assignment(.folderIsArchived, .boolean(after.isArchived)),
            ])
        if before.name != after.name { try renameInPanels(request.id, after.name, write) }
        return Outcome(reply, [.folderUpdated(before: before.payload(by: request.correlation), after: after)])
    }

    private static func parent(
        for request: WholeFolder, before: FolderRecord, _ write: Write
    ) throws -> FolderID? {
        guard let wanted = request.parentFolderId, wanted != before.parent else { return request.parentFolderId }
        if try write.mayHang(request.id, under: wanted) { return wanted }
        try write.bringAgain(.folders, [wanted.number])
        return before.parent
    }

    /// Panels repeat the names of their folders.
    @discardableResult
    private static func renameInPanels(_ folder: FolderID, _ name: String, _ write: Write) throws -> Int {
        let entries = try panelFolders(.id(.panelFolderFolder, folder), write.transaction)
        return try write.update(.panelFolders, entries, [Assignment(.panelFolderName, .text(name))])
    }

    @Sendable private static func deleteFolder(_ request: FolderReference, _ write: Write) throws -> Outcome {
        let reply = write.reply("Folder and its contents have been successfully deleted.")
        guard try write.deleteTree(request.id, by: request.correlation) else { return Outcome(reply) }
        try write.bury(.deleteFolder, request)
        return Outcome(reply, [.tookPlace(.deleteFolder, request)])
    }

    /// The message counts the entries in panels, as the original's does.
    @Sendable private static func renameFolder(_ request: UpdateFolderName, _ write: Write) throws -> Outcome {
        let edited = write.editSeconds(of: request)
        let ids = try write.contend(.folders, [request.folderId.number], edited: edited)
        guard !ids.isEmpty else { return Outcome(write.reply(rowsAffected(0))) }
        try write.update(.folders, ids, [Assignment(.folderName, .text(request.newFolderName))])
        let entries = try renameInPanels(request.folderId, request.newFolderName, write)
        return Outcome(write.reply(rowsAffected(entries)), [.tookPlace(.updateFolderName, request)])
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
