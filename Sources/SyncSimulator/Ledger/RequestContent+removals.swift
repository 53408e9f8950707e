import SyncModel

extension RequestContent {
    /// It deletes something, or everything.
    var removes: Bool { !deletions.isEmpty || removedPanelFolder != nil || mayRemoveAnything }

    /// What it removes is not told by the rows that it names: a wipe; a page visited again, which replaces its older
    /// visits.
    var mayRemoveAnything: Bool { wipes || (creation?.kind == .link && isOfHistory) }

    /// The named rows with all that lies in them.
    func removals(from state: LibraryState) -> Set<RowKey> {
        var rows = Set(deletions)
        let folders = Set(deletions.filter { $0.kind == .folder }.map(\.id))
        let inside =
            folders.isEmpty ? [] : state.folders.keys.filter { !folders.isDisjoint(with: state.chain(ofFolder: $0)) }
        rows.formUnion(inside.map { RowKey(.folder, $0) })
        let gone = Set(inside)
        rows.formUnion(state.links.filter { $0.value.folder.map(gone.contains) ?? false }.map { RowKey(.link, $0.key) })
        let panels = Set(deletions.filter { $0.kind == .panel }.map(\.id))
        rows.formUnion(
            state.panelFolders.filter { _, entry in
                gone.contains(entry.folder) || panels.contains(entry.panel)
                    || removedPanelFolder.map { $0 == (entry.panel, entry.folder) } ?? false
            }.map { RowKey(.panelFolder, $0.key) })
        return rows
    }
}
