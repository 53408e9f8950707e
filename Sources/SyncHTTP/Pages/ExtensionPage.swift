import SyncCore
import SyncModel

/// The page that the browser extension copies into its popup. Ids, classes and one inline style are its contract
/// (PROTOCOL §2.7), and the name of the original's icon font, which we draw ourselves: nothing is loaded from a third
/// party. It finds a folder by a `div` with an id and no class, and its name by `font-size: 16px`.
struct ExtensionPage {
    let folders: ShownFolders

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="UTF-8">
        <title>Save to Linkora</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        <input id="link" type="text" placeholder="Link">
        <input id="link_title" type="text" placeholder="Title">
        <textarea id="link_note" placeholder="Note"></textarea>
        <div class="toolbar">
        <button id="add-new-root-folder" type="button">New folder</button>
        <button id="change-extension-config" type="button">Change server</button>
        </div>
        <div id="folders-list">
        \(entry(id: "-1", name: "Saved Links", mayHoldFolders: false))\
        \(entry(id: "-2", name: "Important Links", mayHoldFolders: false))\
        \(tree())\
        </div>
        </main>
        </body>
        </html>

        """
    }

    /// Depth is shown by indenting: nothing here recurses, however deep the folders are.
    private func tree() -> String {
        folders.inOrder.map { shown in
            let entry = entry(id: "\(shown.id.number)", name: shown.name, mayHoldFolders: true)
            guard shown.depth > 0 else { return entry }
            return "<div class=\"child-folder-addition\" style=\"margin-left: \(min(shown.depth, 12) * 12)px\">"
                + entry + "</div>\n"
        }.joined()
    }

    private func entry(id: String, name: String, mayHoldFolders: Bool) -> String {
        let icon =
            mayHoldFolders ? "<span class=\"material-icons-outlined\">create_new_folder</span>" : ""
        return """
            <div class="folder-component"><div id="\(id)"><div style="font-size: 16px">\(escaped(name))</div></div>\
            \(icon)</div>

            """
    }

    private static let style = """
        body { font-family: system-ui, sans-serif; width: 320px; margin: 8px; }
        input, textarea { box-sizing: border-box; width: 100%; margin-bottom: 6px; }
        .folder-component { display: flex; justify-content: space-between; padding: 6px; cursor: pointer; }
        .material-icons-outlined { font-size: 0; }
        .material-icons-outlined::before { content: "+"; font-size: 16px; }
        """
}

/// The folders that can be saved into: roots that are not archived and what is below them, each after its parent.
struct ShownFolders {
    struct Folder {
        let id: FolderID
        let name: String
        let depth: Int
    }

    private(set) var inOrder: [Folder] = []

    init(_ store: any StoreReading) throws {
        var children: [FolderID?: [Folder]] = [:]
        let rows = try store.rows(
            Query(
                .folders, [.folderId, .folderName, .folderParent],
                where: .equals(.folderIsArchived, .boolean(false)), order: [.folderName, .folderId]))
        while try rows.advance() {
            let parent = rows.optionalInteger(2).map(FolderID.init)
            children[parent, default: []].append(
                Folder(id: FolderID(rows.integer(0)), name: rows.text(1), depth: 0))
        }
        var waiting = (children[nil] ?? []).reversed() as [Folder]
        while let folder = waiting.popLast() {
            inOrder.append(folder)
            let below = children.removeValue(forKey: folder.id) ?? []
            waiting += below.reversed().map { Folder(id: $0.id, name: $0.name, depth: folder.depth + 1) }
        }
    }
}
