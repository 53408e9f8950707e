import JSONText

/// What a device does, in words: from a request's body or from an event's payload, which say the same.
struct Deed {
    let route: String
    let body: JSONValue
    let names: KnownNames

    var sentence: String { folders ?? links ?? panelsAndTags ?? several ?? rest }

    private func text(_ key: String) -> String { "“\(body[key]?.stringValue ?? "")”" }
    private var link: String { names.name(.link, body["linkId"] ?? body["id"]) }
    private var folder: String { names.name(.folder, body["folderId"] ?? body["folderID"] ?? body["id"]) }
    private var panel: String { names.name(.panel, body["connectedPanelId"] ?? body["panelId"] ?? body["id"]) }

    private var inside: String {
        guard let parent = body["parentFolderId"] ?? body["idOfLinkedFolder"], let id = parent.integerValue, id > 0
        else { return "" }
        return " in \(names.name(.folder, parent))"
    }

    private var folders: String? {
        switch route {
        case "CREATE_FOLDER": "makes the folder \(text("name"))\(inside)"
        case "UPDATE_FOLDER": "edits the folder \(text("name"))"
        case "DELETE_FOLDER": "deletes the folder \(folder) with all in it"
        case "UPDATE_FOLDER_NAME": "renames a folder to \(text("newFolderName"))"
        case "UPDATE_FOLDER_NOTE": "writes a note on the folder \(folder)"
        case "DELETE_FOLDER_NOTE": "removes the note of the folder \(folder)"
        case "MARK_FOLDER_AS_ARCHIVE": "archives the folder \(folder)"
        case "MARK_AS_REGULAR_FOLDER": "brings the folder \(folder) back from the archive"
        case "MARK_FOLDERS_AS_ROOT": "moves \(names.list(folders: body["folderIds"], links: nil)) to the top"
        default: nil
        }
    }

    private var links: String? {
        switch route {
        case "CREATE_A_NEW_LINK": "saves \(kindOfLink) \(text("title"))\(inside)"
        case "DELETE_A_LINK": "deletes the link \(link)"
        case "UPDATE_LINK": "edits the link \(text("title"))"
        case "UPDATE_LINK_TITLE": "renames a link to \(text("newTitleOfTheLink"))"
        case "UPDATE_LINK_NOTE": "writes a note on the link \(link)"
        case "ARCHIVE_LINK": "archives the link \(link)"
        case "UNARCHIVE_LINK": "brings the link \(link) back from the archive"
        case "DELETE_DUPLICATE_LINKS": "deletes the doubles \(names.list(folders: nil, links: body["linkIds"]))"
        default: nil
        }
    }

    private var kindOfLink: String {
        switch body["linkType"]?.stringValue {
        case "HISTORY_LINK": "a page it has visited,"
        case "IMPORTANT_LINK": "the important link"
        case "ARCHIVE_LINK": "the archived link"
        default: "the link"
        }
    }

    private var panelsAndTags: String? {
        switch route {
        case "ADD_A_NEW_PANEL": "makes the panel \(text("panelName"))"
        case "UPDATE_A_PANEL_NAME": "renames a panel to \(text("newName"))"
        case "DELETE_A_PANEL": "deletes the panel \(panel)"
        case "ADD_A_NEW_FOLDER_IN_A_PANEL":
            "puts the folder \(text("folderName")) on the panel \(panel)"
        case "DELETE_A_FOLDER_FROM_A_PANEL": "takes the folder \(folder) off the panel \(panel)"
        case "CREATE_TAG": "makes the tag \(text("name"))"
        case "RENAME_TAG": "renames a tag to \(text("newName"))"
        case "DELETE_TAG": "deletes the tag \(names.name(.tag, body["id"]))"
        default: nil
        }
    }

    private var several: String? {
        let items = names.list(folders: body["folderIds"] ?? body["foldersIds"], links: body["linkIds"])
        return switch route {
        case "ARCHIVE_MULTIPLE_ITEMS": "archives \(items)"
        case "UNARCHIVE_MULTIPLE_ITEMS": "brings \(items) back from the archive"
        case "DELETE_MULTIPLE_ITEMS": "deletes \(items)"
        case "MOVE_EXISTING_ITEMS": "moves \(items) to \(names.name(.folder, body["newParentFolderId"]))"
        case "COPY_EXISTING_ITEMS": "copies a branch of its tree"
        default: nil
        }
    }

    private var rest: String {
        switch route {
        case "TEST_BEARER": "shows its token"
        case "GET_UPDATES": "asks what is new"
        case "GET_TOMBSTONES": "asks what is gone"
        case "DELETE_EVERYTHING": "deletes everything"
        case "FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS": "puts loose links into their collections"
        default: "asks for /\(route)"
        }
    }
}
