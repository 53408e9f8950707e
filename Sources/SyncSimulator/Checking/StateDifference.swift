/// Where an app's library is not the server's.
enum StateDifference: Hashable {
    /// The server has it, the app does not.
    case missing(RowKey)
    /// The app has it, the server does not.
    case extra(RowKey)
    case field(RowKey, Field)

    /// All of them, in the order of kinds and ids.
    static func all(app: LibraryState, server: LibraryState, knowsTags: Bool) -> [StateDifference] {
        var found: [StateDifference] = []
        for kind in RowKind.allCases where knowsTags || kind != .tag {
            let (ours, theirs) = (app.ids(kind), server.ids(kind))
            found += theirs.subtracting(ours).sorted().map { .missing(RowKey(kind, $0)) }
            found += ours.subtracting(theirs).sorted().map { .extra(RowKey(kind, $0)) }
            for id in ours.intersection(theirs).sorted() {
                found += fields(kind, id, app, server, knowsTags).map { .field(RowKey(kind, id), $0) }
            }
        }
        return found
    }

    private static func fields(
        _ kind: RowKind, _ id: Int64, _ app: LibraryState, _ server: LibraryState, _ knowsTags: Bool
    ) -> [Field] {
        switch kind {
        case .folder:
            guard let ours = app.folders[id], let theirs = server.folders[id] else { return [] }
            return [
                ours.name == theirs.name ? nil : .name, ours.note == theirs.note ? nil : .note,
                ours.parent == theirs.parent ? nil : .parent,
                ours.isArchived == theirs.isArchived ? nil : .archived,
            ].compactMap { $0 }
        case .link:
            guard let ours = app.links[id], let theirs = server.links[id] else { return [] }
            return [
                ours.type == theirs.type ? nil : .type, ours.title == theirs.title ? nil : .title,
                ours.url == theirs.url ? nil : .url, ours.note == theirs.note ? nil : .note,
                ours.imageURL == theirs.imageURL ? nil : .imageURL,
                ours.folder == theirs.folder || ours.type != theirs.type ? nil : .folder,
                // Tags that the app does not hold are missing rows of their own.
                !knowsTags || ours.tags == theirs.tags.intersection(app.tags.keys) ? nil : .tags,
            ].compactMap { $0 }
        case .tag: return app.tags[id] == server.tags[id] ? [] : [.name]
        case .panel: return app.panels[id] == server.panels[id] ? [] : [.name]
        case .panelFolder: return app.panelFolders[id] == server.panelFolders[id] ? [] : [.folder]
        }
    }
}
