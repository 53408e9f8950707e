extension App {
    /// An action that makes sense for the database as it is; `nil` when nothing fitting was drawn.
    ///
    /// Names and titles that it makes up are unique in a run: the app's name, a letter, a number.
    /// - Parameter urls: where new links point to. The fewer, the more twins there will be.
    public func randomAction(
        _ random: inout some RandomNumberGenerator, urls: [String], weights: ActionWeights = ActionWeights()
    ) -> UserAction? {
        var choice = ActionChoice(library: library, touchesUnsynced: weights.touchesUnsynced, random: random)
        defer { random = choice.random }
        for _ in 0..<8 {
            guard let kind = weights.chosen(&choice.random) else { return nil }
            guard let url = urls.randomElement(using: &choice.random) else { return nil }
            if let action = action(kind, url, &choice), action.isAvailable(in: generation) { return action }
        }
        return nil
    }

    private func nextName(_ letter: String) -> String {
        namesEver += 1
        return "\(name)-\(letter)\(namesEver)"
    }

    private func action(
        _ kind: ActionKind, _ url: String, _ choice: inout ActionChoice<some RandomNumberGenerator>
    ) -> UserAction? {
        switch kind {
        case .createFolder, .createChildFolder, .renameFolder, .changeFolderNote, .deleteFolderNote, .archiveFolder,
            .unarchiveFolder, .deleteFolder, .moveToRoot:
            folderAction(kind, &choice)
        case .createLinkInFolder, .createSavedLink, .createImportantLink, .createHistoryLink:
            linkCreation(kind, url, &choice)
        case .editLinkTitle, .editLinkNote, .deleteLinkNote, .editLink, .changeLinkTags, .archiveLink,
            .unarchiveLink, .deleteLink, .deleteDuplicates, .markImportant, .forceSetDefaultFolders:
            linkAction(kind, url, &choice)
        case .createTag, .renameTag, .deleteTag, .addPanel, .renamePanel, .deletePanel, .addFolderToPanel,
            .removeFolderFromPanel:
            tagOrPanelAction(kind, &choice)
        case .archiveItems, .unarchiveItems, .deleteItems, .moveItems, .moveIntoCollection, .copyItems,
            .deleteEverything:
            severalAction(kind, &choice)
        }
    }

    private func folderAction(
        _ kind: ActionKind, _ choice: inout ActionChoice<some RandomNumberGenerator>
    ) -> UserAction? {
        if kind == .createFolder { return .createFolder(name: nextName("f"), note: "", parent: nil) }
        if kind == .moveToRoot {
            let folders = choice.some(library.folders) { $0.parentFolderId != nil }
            return folders.isEmpty ? nil : .moveToRoot(folders: folders)
        }
        let folder: LocalFolder? =
            switch kind {
            case .deleteFolderNote: choice.one(library.folders) { !$0.note.isEmpty }
            case .archiveFolder: choice.one(library.folders) { !$0.isArchived }
            case .unarchiveFolder: choice.one(library.folders) { $0.isArchived }
            default: choice.folder()
            }
        guard let id = folder?.localId else { return nil }
        switch kind {
        case .createChildFolder: return .createFolder(name: nextName("f"), note: "", parent: id)
        case .renameFolder: return .renameFolder(id, to: nextName("f"))
        case .changeFolderNote: return .changeFolderNote(id, to: nextName("n"))
        case .deleteFolderNote: return .deleteFolderNote(id)
        case .archiveFolder: return .archiveFolder(id)
        case .unarchiveFolder: return .unarchiveFolder(id)
        default: return .deleteFolder(id)
        }
    }

    private func linkCreation(
        _ kind: ActionKind, _ url: String, _ choice: inout ActionChoice<some RandomNumberGenerator>
    ) -> UserAction? {
        let linkKind: LinkKind =
            switch kind {
            case .createLinkInFolder: .folder
            case .createImportantLink: .important
            case .createHistoryLink: .history
            default: .saved
            }
        let folder = linkKind == .folder ? choice.folder()?.localId : nil
        if linkKind == .folder, folder == nil { return nil }
        let tags = generation.knowsTags && linkKind != .history ? choice.tags() : []
        return .createLink(kind: linkKind, folder: folder, url: url, title: nextName("l"), note: "", tags: tags)
    }

    private func linkAction(
        _ kind: ActionKind, _ url: String, _ choice: inout ActionChoice<some RandomNumberGenerator>
    ) -> UserAction? {
        if kind == .deleteDuplicates { return duplicateLinks.isEmpty ? nil : .deleteDuplicates }
        if kind == .forceSetDefaultFolders { return .forceSetDefaultFolders }
        let drawn: LocalLink? =
            switch kind {
            case .archiveLink, .markImportant: choice.link(of: .saved, .folder)
            case .unarchiveLink: choice.link(of: .archive)
            case .deleteLinkNote: choice.one(library.links) { !$0.note.isEmpty }
            default: choice.link()
            }
        guard let link = drawn else { return nil }
        let id = link.localId
        switch kind {
        case .editLinkTitle: return .editLinkTitle(id, to: nextName("l"))
        case .editLinkNote: return .editLinkNote(id, to: nextName("n"))
        case .deleteLinkNote: return .deleteLinkNote(id)
        case .editLink:
            let tags = library.tags(ofLink: id).map { $0.localId }
            return .editLink(id, title: nextName("l"), url: url, note: nextName("n"), tags: tags)
        case .changeLinkTags:
            guard generation.knowsTags else { return nil }
            return .editLink(id, title: link.title, url: link.url, note: link.note, tags: choice.some(library.tags))
        case .archiveLink: return .archiveLink(id)
        case .unarchiveLink: return .unarchiveLink(id)
        case .markImportant: return .markImportant(id)
        default: return .deleteLink(id)
        }
    }

    private func tagOrPanelAction(
        _ kind: ActionKind, _ choice: inout ActionChoice<some RandomNumberGenerator>
    ) -> UserAction? {
        switch kind {
        case .createTag: return .createTag(name: nextName("t"))
        case .renameTag: return choice.one(library.tags).map { .renameTag($0.localId, to: nextName("t")) }
        case .deleteTag: return choice.one(library.tags).map { .deleteTag($0.localId) }
        case .addPanel: return .addPanel(name: nextName("p"))
        case .renamePanel: return choice.one(library.panels).map { .renamePanel($0.localId, to: nextName("p")) }
        case .deletePanel: return choice.one(library.panels).map { .deletePanel($0.localId) }
        case .addFolderToPanel:
            guard let panel = choice.one(library.panels)?.localId else { return nil }
            let taken = library.panelFolders.filter { $0.connectedPanelId == panel }.map { $0.folderId }
            return choice.one(library.folders) { !taken.contains($0.localId) }.map {
                .addFolderToPanel(folder: $0.localId, panel: panel)
            }
        default:
            return choice.one(library.panelFolders).map {
                .removeFolderFromPanel(folder: $0.folderId, panel: $0.connectedPanelId)
            }
        }
    }

    private func severalAction(
        _ kind: ActionKind, _ choice: inout ActionChoice<some RandomNumberGenerator>
    ) -> UserAction? {
        switch kind {
        case .archiveItems:
            choice.items(links: { $0.kind == .saved || $0.kind == .folder }, folders: { !$0.isArchived }).map {
                .archiveItems(links: $0.links, folders: $0.folders)
            }
        case .unarchiveItems:
            choice.items(links: { $0.kind == .archive }, folders: { $0.isArchived }).map {
                .unarchiveItems(links: $0.links, folders: $0.folders)
            }
        case .deleteItems: choice.items().map { .deleteItems(links: $0.links, folders: $0.folders) }
        case .moveItems: choice.transfer().map { .moveItems(links: $0.links, folders: $0.folders, into: $0.into) }
        case .moveIntoCollection:
            choice.items(folders: { _ in false }).map {
                .moveItems(links: $0.links, folders: [], into: WellKnownNumber.savedLinks)
            }
        case .copyItems: choice.transfer().map { .copyItems(links: $0.links, folders: $0.folders, into: $0.into) }
        default: .deleteEverything
        }
    }
}
