import SyncModel

/// What the author's own sockets are told of rows that it has otherwise: as somebody else's change, since apps do not
/// apply their own.
extension Write {
    func mendings() throws -> [Announcement] {
        guard let author else { return [] }
        return try mended.flatMap { kind, ids in
            try ids.compactMap { try state(kind, $0) }.flatMap {
                try $0.announcements(by: .anonymous, asker: .shared, stamp: stamp, onlyFor: author.id, transaction)
            }
        }
    }

    private func state(_ kind: EditableTable, _ id: Int64) throws -> Happening? {
        switch kind {
        case .folders:
            guard let folder = try folder(FolderID(id)) else {
                return gone(.deleteFolder, FolderReference.self, id)
            }
            return .folderIs(folder.payload(by: .anonymous))
        case .links:
            guard let (link, tags) = try transaction.shownLink(LinkID(id)) else {
                return gone(.deleteALink, LinkReference.self, id)
            }
            return .linkUpdated(link.payload(tags: tags, by: .anonymous))
        case .panels:
            guard let name = try transaction.nameOfPanel(id) else {
                return gone(.deleteAPanel, PanelReference.self, id)
            }
            return .tookPlace(.updateAPanelName, name)
        // A tag that is gone is not told of: where it is not known either, its deletion throws (PROTOCOL F15).
        case .tags: return try transaction.nameOfTag(id).map { .tookPlace(.renameTag, $0) }
        case .panelFolders: return nil
        }
    }

    private func gone<ID: RowID>(_ operation: OperationName, _: Reference<ID>.Type, _ id: Int64) -> Happening {
        var reference = Reference<ID>()
        reference.id = ID(id)
        return .tookPlace(operation, reference)
    }
}

extension StoreReading {
    /// What sets a panel's name to what it is; `nil` where it is gone.
    func nameOfPanel(_ id: Int64) throws -> UpdatePanelName? {
        try first(Query(.panels, [.panelName], where: .equals(.panelId, .integer(id)))) { row in
            var payload = UpdatePanelName()
            payload.panelId = PanelID(id)
            payload.newName = row.text(0)
            return payload
        }
    }

    /// The same of a tag.
    func nameOfTag(_ id: Int64) throws -> RenameTag? {
        try first(Query(.tags, [.tagName], where: .equals(.tagId, .integer(id)))) { row in
            var payload = RenameTag()
            payload.id = TagID(id)
            payload.newName = row.text(0)
            return payload
        }
    }
}
