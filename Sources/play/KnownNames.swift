import JSONText

/// What the ids of a conversation are called, so that sentences can name things. Folders, links, panels and tags count
/// their ids each for themselves.
struct KnownNames {
    enum Kind {
        case folder, link, panel, tag

        /// What a route is about.
        init?(route: String) {
            switch route {
            case "CREATE_TAG", "RENAME_TAG", "DELETE_TAG": self = .tag
            case "ADD_A_NEW_PANEL", "UPDATE_A_PANEL_NAME", "DELETE_A_PANEL": self = .panel
            case _ where route.contains("PANEL"): return nil
            case _ where route.contains("LINK"): self = .link
            case _ where route.contains("FOLDER"): self = .folder
            default: return nil
            }
        }
    }

    private var names: [Kind: [Int64: String]] = [:]

    /// Learns from a creation (the name is in the body, the id in the answer) and from later renames.
    mutating func learn(_ route: String, from body: JSONValue?, answer: JSONValue?) {
        guard let body, let kind = Kind(route: route) else { return }
        let id = answer?["id"] ?? body["id"] ?? body["linkId"] ?? body["folderId"] ?? body["panelId"]
        let name = ["name", "title", "panelName", "newName", "newFolderName", "newTitleOfTheLink"].lazy
            .compactMap { body[$0]?.stringValue }.first
        if let id = id?.integerValue, let name { names[kind, default: [:]][id] = name }
    }

    func name(_ kind: Kind, _ id: JSONValue?) -> String {
        guard let id = id?.integerValue else { return "nothing" }
        return names[kind]?[id].map { "“\($0)”" } ?? "no. \(id)"
    }

    /// `“a”, “b”, “c” and 3 more`
    func list(folders: JSONValue?, links: JSONValue?) -> String {
        let all =
            (folders?.arrayValue ?? []).map { name(.folder, $0) } + (links?.arrayValue ?? []).map { name(.link, $0) }
        let shown = all.prefix(3).joined(separator: ", ")
        return all.count > 3 ? "\(shown) and \(all.count - 3) more" : shown
    }
}
