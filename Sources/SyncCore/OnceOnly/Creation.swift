import SyncModel

/// A request that makes one row, as the once-only memory sees it.
protocol Creation: NewItem {
    static var operation: OperationName { get }
    static var kind: EditableTable { get }
    /// Everything that says which thing was made. The parent of a folder, the place of a link and its tags are left out:
    /// they come again in another form, once the app has learned the ids (PROTOCOL §5.6, §5.8).
    func addContent(to hash: inout ContentHash)
    /// What tells it from others of its kind that a device makes at one moment.
    func addName(to hash: inout ContentHash)
    /// What tells it from one that had its local id before local ids started again.
    func addThing(to hash: inout ContentHash)
}

extension Creation {
    func addThing(to hash: inout ContentHash) { addName(to: &hash) }
}

extension NewFolder: Creation {
    static var operation: OperationName { .createFolder }
    static var kind: EditableTable { .folders }

    func addContent(to hash: inout ContentHash) {
        hash.add(name)
        hash.add(note)
        hash.add(isArchived)
    }

    func addName(to hash: inout ContentHash) { hash.add(name) }
}

extension NewLink: Creation {
    static var operation: OperationName { .createANewLink }
    static var kind: EditableTable { .links }

    /// Without `baseURL`, which apps make of the URL anew.
    func addContent(to hash: inout ContentHash) {
        hash.add(linkType.rawValue)
        for text in [title, url, imageURL, note] { hash.add(text) }
        hash.add(Value(userAgent))
        hash.add(markedAsImportant)
        hash.add(mediaType.rawValue)
    }

    /// Marking a link as important makes a second one of its URL, and so does a visit.
    func addName(to hash: inout ContentHash) {
        hash.add(url)
        if linkType == .important || linkType == .history { hash.add(linkType.rawValue) }
    }

    /// Not its type: a visit that is moved into another collection before it has an id is sent again as it is then
    /// (PROTOCOL F20), and what makes a second one of its URL gives that a local id of its own.
    func addThing(to hash: inout ContentHash) { hash.add(url) }
}

extension NewPanel: Creation {
    static var operation: OperationName { .addANewPanel }
    static var kind: EditableTable { .panels }

    func addContent(to hash: inout ContentHash) { hash.add(panelName) }

    func addName(to hash: inout ContentHash) { hash.add(panelName) }
}

extension NewPanelFolder: Creation {
    static var operation: OperationName { .addANewFolderInAPanel }
    static var kind: EditableTable { .panelFolders }

    /// Folder and panel are what it is, and are only sent once they have ids (PROTOCOL §5.6).
    func addContent(to hash: inout ContentHash) {
        hash.add(folderId.number)
        hash.add(connectedPanelId.number)
        hash.add(panelPosition)
        hash.add(folderName)
    }

    func addName(to hash: inout ContentHash) {
        hash.add(folderId.number)
        hash.add(connectedPanelId.number)
    }
}

extension NewTag: Creation {
    static var operation: OperationName { .createTag }
    static var kind: EditableTable { .tags }

    func addContent(to hash: inout ContentHash) { hash.add(name) }

    func addName(to hash: inout ContentHash) { hash.add(name) }
}
