import SyncModel

extension Catalog {
    /// PROTOCOL §2.4.
    static let panelWrites: [WriteOperation] = [
        .creation(
            NewPanel.self, .panelName,
            row: { [Assignment(.panelName, .text($0.panelName))] },
            says: { "New panel added with id : \($1)" },
            tells: { panel($0, id: $1) },
            renames: { .tookPlace(.updateAPanelName, renamed($0, id: $1)) }),
        .procedure(.addANewFolderInAPanel, takes: NewPanelFolder.self, answers: .newItem, addFolderInPanel),
        .edit(
            .updateAPanelName, takes: UpdatePanelName.self, .panelName,
            rows: { [$0.panelId.number] },
            sets: { [Assignment(.panelName, .text($0.newName))] },
            says: { request, _ in "Updated panel name to \(request.newName) (id : \(request.panelId.number))." }),
        .procedure(.deleteAPanel, takes: PanelReference.self, leavesTombstone: true, deletePanel),
        .removal(
            .deleteAFolderFromAllPanels, takes: FolderReference.self, .panelFolders,
            rows: { try panelFolders(.id(.panelFolderFolder, $0.id), $1) },
            says: { "Deleted folder from all panel folders where id = \($0.id.number)." }),
        .removal(
            .deleteAFolderFromAPanel, takes: DeleteFolderFromPanel.self, .panelFolders,
            rows: {
                try panelFolders(
                    .and([.id(.panelFolderFolder, $0.folderId), .id(.panelFolderPanel, $0.panelId)]), $1)
            },
            says: {
                "Deleted the folder with id \($0.folderId.number) from a panel with id \($0.panelId.number)."
            }),
        .procedure(.deleteAllFoldersFromAPanel, takes: PanelReference.self, leavesTombstone: true, emptyPanel),
    ]

    private static func renamed(_ request: NewPanel, id: Int64) -> UpdatePanelName {
        var rename = UpdatePanelName()
        rename.panelId = PanelID(id)
        rename.newName = request.panelName
        rename.correlation = request.correlation
        return rename
    }

    private static func panel(_ request: NewPanel, id: Int64) -> WholePanel {
        var whole = WholePanel()
        whole.panelId = PanelID(id)
        whole.panelName = request.panelName
        whole.correlation = request.correlation
        return whole
    }

    static func panelFolders(_ predicate: Predicate, _ store: any StoreReading) throws -> [Int64] {
        try store.all(Query(.panelFolders, [.panelFolderId], where: predicate)) { $0.integer(0) }
    }

    /// An entry of a folder or panel that does not exist is kept, as the original does, but nobody is told of it.
    @Sendable private static func addFolderInPanel(_ request: NewPanelFolder, _ write: Write) throws -> Outcome {
        let panel = request.connectedPanelId
        return try write.once(
            request, says: { "New folder added in a panel (id : \(panel.number)) with id : \($0)" },
            make: { try insertPanelFolder(request, write) })
    }

    private static func insertPanelFolder(_ request: NewPanelFolder, _ write: Write) throws -> CreatedRow {
        let row = [
            Assignment(.panelFolderFolder, .integer(request.folderId.number)),
            Assignment(.panelFolderName, .text(request.folderName)),
            Assignment(.panelFolderPosition, .integer(request.panelPosition)),
            Assignment(.panelFolderPanel, .integer(request.connectedPanelId.number)),
        ]
        let id = try write.insert(
            .panelFolders, stamped: .panelFolderStamp, row, edited: write.editSeconds(of: request))
        try write.doubtUnplaced(.panelFolders, [id], in: .folders, [request.folderId.number], isMissing: true)
        try write.doubtUnplaced(.panelFolders, [id], in: .panels, [request.connectedPanelId.number], isMissing: true)
        let isVisible =
            try write.transaction.exists(.folders, where: .id(.folderId, request.folderId))
            && write.transaction.exists(.panels, where: .id(.panelId, request.connectedPanelId))
        return CreatedRow(
            id: id, happenings: isVisible ? [.tookPlace(.addANewFolderInAPanel, panelFolder(request, id: id))] : [])
    }

    private static func panelFolder(_ request: NewPanelFolder, id: Int64) -> WholePanelFolder {
        var whole = WholePanelFolder()
        whole.id = PanelFolderID(id)
        whole.folderId = request.folderId
        whole.panelPosition = request.panelPosition
        whole.folderName = request.folderName
        whole.connectedPanelId = request.connectedPanelId
        whole.correlation = request.correlation
        return whole
    }

    @Sendable private static func deletePanel(_ request: PanelReference, _ write: Write) throws -> Outcome {
        let reply = write.reply(
            "Deleted the panel and respective connected panel folders (id : \(request.id.number)) successfully.")
        try write.delete(.panelFolders, panelFolders(.id(.panelFolderPanel, request.id), write.transaction))
        try write.noteDeletion(.panels, [request.id.number])
        guard try write.delete(.panels, [request.id.number]) > 0 else {
            if write.isNumberOfApp(request.id.number) { try mendPanels(write) }
            return Outcome(reply)
        }
        try write.bury(.deleteAPanel, request)
        return Outcome(reply, [.tookPlace(.deleteAPanel, request)])
    }

    /// Apps up to 0.13.7 send their own number of the panel that they have deleted (PROTOCOL §5.8, SYNC §5 rule 11): any
    /// may be missing there.
    private static func mendPanels(_ write: Write) throws {
        let entries = try panelFolders(.everything, write.transaction)
        try write.mendLost(.panels, write.transaction.all(Query(.panels, [.panelId])) { $0.integer(0) })
        try write.mendLost(.panelFolders, entries)
    }

    /// Told and buried folder by folder: see ``Happening/panelEmptied(_:folders:)``.
    @Sendable private static func emptyPanel(_ request: PanelReference, _ write: Write) throws -> Outcome {
        let entries = try write.transaction.all(
            Query(
                .panelFolders, [.panelFolderId, .panelFolderFolder],
                where: .id(.panelFolderPanel, request.id), order: [.panelFolderId])
        ) { (id: $0.integer(0), folder: FolderID($0.integer(1))) }
        try write.delete(.panelFolders, entries.map(\.id))
        for entry in entries {
            var removal = DeleteFolderFromPanel()
            removal.panelId = request.id
            removal.folderId = entry.folder
            removal.correlation = request.correlation
            try write.bury(.deleteAFolderFromAPanel, removal)
        }
        return Outcome(
            write.reply("Deleted all folders from the panel with id : \(request.id.number)."),
            entries.isEmpty
                ? [] : [.panelEmptied(request.id, folders: entries.map(\.folder), by: request.correlation)])
    }
}
