// The bodies of requests: exactly the keys that each generation writes, defaults included (PROTOCOL §2.1, §5.1).

extension App {
    /// - Parameter offlineSyncItemId: for creations: 0 online, the local id out of the queue.
    func body(
        _ eventTimestamp: Int64, offlineSyncItemId: Int64? = nil, _ write: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        writer.add("eventTimestamp", eventTimestamp)
        writer.add("correlation", json: correlation)
        if let offlineSyncItemId { writer.add("offlineSyncItemId", offlineSyncItemId) }
        return writer.finished()
    }

    func body(id: Int64, _ eventTimestamp: Int64) -> [UInt8] { body(eventTimestamp) { $0.add("id", id) } }

    /// - Parameter parent: remote.
    func body(
        creating folder: LocalFolder, parent: Int64?, _ eventTimestamp: Int64, offlineSyncItemId: Int64
    ) -> [UInt8] {
        body(eventTimestamp, offlineSyncItemId: offlineSyncItemId) { $0.add(folder, parent: parent) }
    }

    /// - Parameters:
    ///   - folder: remote, or the number of a collection.
    ///   - tagIds: remote.
    func body(
        creating link: LocalLink, folder: Int64?, tagIds: [Int64], _ eventTimestamp: Int64, offlineSyncItemId: Int64
    ) -> [UInt8] {
        body(eventTimestamp, offlineSyncItemId: offlineSyncItemId) {
            // Always false, whatever the row says (C/domain/Mappers.kt:102-119).
            $0.add(link, folder: folder, markedAsImportant: false)
            if generation.knowsTags { $0.add("tags", tagIds) }
        }
    }

    /// - Parameters:
    ///   - id: remote.
    ///   - tagIds: remote, or -54545.
    func body(updating link: LocalLink, id: Int64, tagIds: [Int64], _ eventTimestamp: Int64) -> [UInt8] {
        body(eventTimestamp) {
            $0.add("id", id)
            // The **local** id of the folder (§5.8).
            $0.add(link, folder: link.idOfLinkedFolder, markedAsImportant: link.markedAsImportant)
            if generation.knowsTags {
                $0.addObjects("linkTags", tagIds) { writer, tagId in
                    writer.add("linkId", link.remoteId ?? id)
                    writer.add("tagId", tagId)
                    writer.add("eventTimestamp", Int64(0))
                }
            }
        }
    }

    /// - Parameter offlineSyncItemId: 0 online.
    func body(creatingTag name: String, _ eventTimestamp: Int64, offlineSyncItemId: Int64) -> [UInt8] {
        body(eventTimestamp, offlineSyncItemId: offlineSyncItemId) { $0.add("name", name) }
    }

    func body(addingPanel name: String, _ eventTimestamp: Int64, offlineSyncItemId: Int64) -> [UInt8] {
        body(eventTimestamp, offlineSyncItemId: offlineSyncItemId) { $0.add("panelName", name) }
    }

    /// - Parameters:
    ///   - folder: remote.
    ///   - panel: remote.
    func body(
        adding entry: LocalPanelFolder, folder: Int64, panel: Int64, _ eventTimestamp: Int64, offlineSyncItemId: Int64
    ) -> [UInt8] {
        body(eventTimestamp, offlineSyncItemId: offlineSyncItemId) {
            $0.add("folderId", folder)
            $0.add("panelPosition", entry.panelPosition)
            $0.add("folderName", entry.folderName)
            $0.add("connectedPanelId", panel)
        }
    }

    func body(panel: Int64, folder: Int64, _ eventTimestamp: Int64) -> [UInt8] {
        body(eventTimestamp) {
            $0.add("panelId", panel)
            $0.add("folderID", folder)
        }
    }

    /// A new name, title or note: the two keys differ by operation (§2.1).
    func body(_ operation: Operation, id: Int64, newText: String, _ eventTimestamp: Int64) -> [UInt8] {
        body(eventTimestamp) { writer in
            switch operation {
            case .updateFolderName:
                writer.add("folderId", id)
                writer.add("newFolderName", newText)
            case .updateFolderNote:
                writer.add("folderId", id)
                writer.add("newNote", newText)
            case .updateLinkTitle:
                writer.add("linkId", id)
                writer.add("newTitleOfTheLink", newText)
            case .updatePanelName:
                writer.add("newName", newText)
                writer.add("panelId", id)
            case .renameTag:
                writer.add("id", id)
                writer.add("newName", newText)
            default:
                writer.add("linkId", id)
                writer.add("newNote", newText)
            }
        }
    }

    /// Un-archiving spells it `foldersIds` (§2.1).
    func body(_ operation: Operation, links: [Int64], folders: [Int64], _ eventTimestamp: Int64) -> [UInt8] {
        body(eventTimestamp) {
            $0.add(operation == .unarchiveSeveral ? "foldersIds" : "folderIds", folders)
            if operation != .markFoldersAsRoot { $0.add("linkIds", links) }
        }
    }

    func body(
        moving links: [Int64], folders: [Int64], kind: LinkKind, parent: Int64, _ eventTimestamp: Int64
    ) -> [UInt8] {
        body(eventTimestamp) {
            $0.add("folderIds", folders)
            $0.add("linkIds", links)
            $0.add("linkType", kind.rawValue)
            $0.add("newParentFolderId", parent)
        }
    }

    func body(copying copied: CopiedItems, kind: LinkKind, parent: Int64, _ eventTimestamp: Int64) -> [UInt8] {
        body(eventTimestamp) {
            $0.add(copied, for: generation)
            $0.add("linkType", kind.rawValue)
            $0.add("newParentFolderId", parent)
        }
    }
}

extension JSONWriter {
    mutating func add(_ folder: LocalFolder, parent: Int64?) {
        add("name", folder.name)
        add("note", folder.note)
        add("parentFolderId", parent)
        add("isArchived", folder.isArchived)
    }

    mutating func add(_ link: LocalLink, folder: Int64?, markedAsImportant: Bool) {
        add("linkType", link.kind.rawValue)
        add("title", link.title)
        add("url", link.url)
        add("baseURL", link.url.host)
        add("imgURL", link.imgURL)
        add("note", link.note)
        add("idOfLinkedFolder", folder)
        add("userAgent", link.userAgent)
        add("markedAsImportant", markedAsImportant)
        add("mediaType", link.mediaKind.rawValue)
    }
}
