import JSONText
import SyncModel

/// PROTOCOL §2.4, §2.5.
extension OriginalRules {
    mutating func performOnPanelsAndTags(_ name: OperationName, _ body: OriginalBody) throws -> Result? {
        switch name {
        case .addANewPanel: return try addPanel(body)
        case .addANewFolderInAPanel: return try addPanelFolder(body)
        case .deleteAPanel:
            let id = try body.integer("id")
            bury(name, try reference(id, body))
            library.removePanel(id)
            return try told(name, body, ["id"])
        case .updateAPanelName: return try renamePanel(body)
        case .deleteAFolderFromAPanel:
            let (panel, folder) = (try body.integer("panelId"), try body.integer("folderID"))
            let keys = ["panelId", "folderID"]
            bury(name, try body.payload(keys, stamp: nowSeconds))
            library.removePanelFolders { $0.panel == panel && $0.folder == folder }
            return try told(name, body, keys)
        case .createTag: return try createTag(body)
        case .renameTag: return try renameTag(body)
        case .deleteTag:
            let id = try body.integer("id")
            bury(name, try reference(id, body))
            library.removeTag(id)
            return try told(name, body, ["id"])
        default: return nil
        }
    }

    private mutating func addPanel(_ body: OriginalBody) throws -> Result {
        let name = try body.text("panelName")
        _ = try body.correlation
        let id = library.newId(.panel)
        library.panels[id] = OriginalLibrary.Named(stamp: nowSeconds, name: name)
        library.note(stamp: nowSeconds)
        let event = try body.payload(["panelName"], stamp: nowSeconds, id: ("panelId", id))
        return Result(reply: try newItem(id, body), events: [(.addANewPanel, event)])
    }

    private mutating func addPanelFolder(_ body: OriginalBody) throws -> Result {
        let row = OriginalLibrary.PanelFolder(
            stamp: nowSeconds, folder: try body.integer("folderId"), name: try body.text("folderName"),
            position: try body.integer("panelPosition"), panel: try body.integer("connectedPanelId"))
        _ = try body.correlation
        let id = library.newId(.panelFolder)
        library.panelFolders[id] = row
        library.note(stamp: nowSeconds)
        let keys = ["folderId", "panelPosition", "folderName", "connectedPanelId"]
        let event = try body.payload(keys, stamp: nowSeconds, id: ("id", id))
        return Result(reply: try newItem(id, body), events: [(.addANewFolderInAPanel, event)])
    }

    private mutating func renamePanel(_ body: OriginalBody) throws -> Result {
        let (id, name) = (try body.integer("panelId"), try body.text("newName"))
        try refuseLate(library.panels[id]?.stamp, body)
        if library.panels[id] != nil {
            library.panels[id] = OriginalLibrary.Named(stamp: nowSeconds, name: name)
            library.note(stamp: nowSeconds)
        }
        return try told(.updateAPanelName, body, ["newName", "panelId"])
    }

    private mutating func createTag(_ body: OriginalBody) throws -> Result {
        let name = try body.text("name")
        _ = try body.correlation
        let id = library.newId(.tag)
        library.tags[id] = OriginalLibrary.Named(stamp: nowSeconds, name: name)
        library.note(stamp: nowSeconds)
        let event = try body.payload(["name"], stamp: nowSeconds, id: ("id", id))
        return Result(reply: try newItem(id, body), events: [(.createTag, event)])
    }

    private mutating func renameTag(_ body: OriginalBody) throws -> Result {
        let (id, name) = (try body.integer("id"), try body.text("newName"))
        try refuseLate(library.tags[id]?.stamp, body)
        if library.tags[id] != nil {
            library.tags[id] = OriginalLibrary.Named(stamp: nowSeconds, name: name)
            library.note(stamp: nowSeconds)
        }
        return try told(.renameTag, body, ["id", "newName"])
    }
}
