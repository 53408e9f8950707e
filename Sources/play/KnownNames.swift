import JSONText

/// What the ids of a conversation are called, so that sentences can name things.
struct KnownNames {
    private var names: [Int64: String] = [:]

    /// Learns from a creation (the name is in the body, the id in the answer) and from later renames.
    mutating func learn(from body: JSONValue?, answer: JSONValue?) {
        guard let body else { return }
        let id = answer?["id"] ?? body["id"] ?? body["linkId"] ?? body["folderId"] ?? body["panelId"]
        let name = ["name", "title", "panelName", "newName", "newFolderName", "newTitleOfTheLink"].lazy
            .compactMap { body[$0]?.stringValue }.first
        if let id = id?.integerValue, let name { names[id] = name }
    }

    func name(_ id: JSONValue?) -> String {
        guard let id = id?.integerValue else { return "nothing" }
        return names[id].map { "“\($0)”" } ?? "no. \(id)"
    }

    /// `“a”, “b” and 3 more`
    func list(_ ids: JSONValue?) -> String {
        let all = ids?.arrayValue ?? []
        let shown = all.prefix(3).map(name).joined(separator: ", ")
        return all.count > 3 ? "\(shown) and \(all.count - 3) more" : shown
    }
}
