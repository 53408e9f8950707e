import JSONText
import SyncModel

/// PROTOCOL §2.6, §2.7.
extension OriginalRules {
    mutating func performOnSeveral(_ name: OperationName, _ body: OriginalBody) throws -> Result? {
        switch name {
        case .archiveMultipleItems:
            let (links, folders) = (try body.ids("linkIds"), try body.ids("folderIds"))
            try refuseLate(links.last.flatMap { library.links[$0]?.stamp }, body)
            try refuseLate(folders.last.flatMap { library.folders[$0]?.stamp }, body)
            mark(links, folders, .archive, isArchived: true)
            return try told(name, body, ["linkIds", "folderIds"])
        case .unarchiveMultipleItems:
            let (links, folders) = (try body.ids("linkIds"), try body.ids("foldersIds"))
            try refuseLate(links.first.flatMap { library.links[$0]?.stamp }, body)
            try refuseLate(folders.first.flatMap { library.folders[$0]?.stamp }, body)
            mark(links, folders, .saved, isArchived: false)
            return try told(name, body, ["foldersIds", "linkIds"])
        case .deleteMultipleItems: return try deleteSeveral(body)
        case .moveExistingItems: return try move(body)
        case .copyExistingItems: return try copy(body)
        case .deleteEverything:
            let payload = try body.payload([], stamp: nowSeconds)
            library.removeEverything()
            return Result(reply: .object([:]), events: [(name, payload)])
        default: return nil
        }
    }

    private mutating func mark(_ links: [Int64], _ folders: [Int64], _ type: LinkType, isArchived: Bool) {
        for id in links where library.links[id] != nil {
            library.links[id]?.type = type.rawValue
            library.links[id]?.stamp = nowSeconds
            library.note(stamp: nowSeconds)
        }
        for id in folders {
            library.folders[id]?.isArchived = isArchived
            touch(folder: id)
        }
    }

    private mutating func deleteSeveral(_ body: OriginalBody) throws -> Result {
        let (links, folders) = (try body.ids("linkIds"), try body.ids("folderIds"))
        let result = try told(.deleteMultipleItems, body, ["linkIds", "folderIds"])
        for folder in folders {
            try deleteTree(folder, body)
            bury(.deleteFolder, try reference(folder, body))
        }
        for link in links { library.removeLink(link) }
        bury(.deleteMultipleItems, try body.payload(["linkIds", "folderIds"], stamp: nowSeconds))
        return result
    }

    private mutating func move(_ body: OriginalBody) throws -> Result {
        let (links, folders) = (try body.ids("linkIds"), try body.ids("folderIds"))
        let (type, parent) = (try body.text("linkType"), try body.integer("newParentFolderId"))
        try refuseLate(folders.last.flatMap { library.folders[$0]?.stamp }, body)
        try refuseLate(links.last.flatMap { library.links[$0]?.stamp }, body)
        for id in links where library.links[id] != nil {
            library.links[id]?.folder = parent
            library.links[id]?.type = type
            library.links[id]?.stamp = nowSeconds
            library.note(stamp: nowSeconds)
        }
        for id in folders {
            library.folders[id]?.parent = parent
            touch(folder: id)
        }
        return try told(
            .moveExistingItems, body, ["folderIds", "linkIds", "linkType", "newParentFolderId"])
    }
}
