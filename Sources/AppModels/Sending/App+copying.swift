extension App {
    /// Copies rows locally, in one transaction, and tells what a server is asked to copy (PROTOCOL §2.8, §5.8).
    func copyLocally(
        links: [Int64], folders: [Int64], to parent: Int64, as kind: LinkKind, nowSeconds: Int64
    ) -> CopiedItems {
        var copied = CopiedItems()
        for source in links.compactMap(library.link) {
            var copy = source
            copy.idOfLinkedFolder = parent
            copy.kind = kind
            copy.remoteId = nil
            copy.lastModified = nowSeconds
            copied.links.append(
                CopiedItems.Link(
                    newLocalId: insertCopy(copy, of: source),
                    sourceRemoteId: source.remoteId ?? WellKnownNumber.unmapped, sourceRemoteParentId: nil))
        }
        let sources = folders.compactMap(library.folder)
        if generation.copiesFlat {
            copied.folders = copyFlat(sources, to: parent, nowSeconds: nowSeconds)
        } else {
            copied.folders = sources.map { source in
                var seen: Set = [source.localId]
                return copyNested(source, to: parent, isRoot: true, &seen, nowSeconds: nowSeconds)
            }
        }
        return copied
    }

    /// From a stack, last in first out: parents before children, siblings reversed. A folder without remote id is left
    /// out, its descendants are not; so are links without one.
    private func copyFlat(_ sources: [LocalFolder], to parent: Int64, nowSeconds: Int64) -> [CopiedItems.Folder] {
        var entries: [CopiedItems.Folder] = []
        var stack = sources.map { (source: $0, newParent: parent, above: [$0.localId]) }
        while let (source, newParent, above) = stack.popLast() {
            let newId = insertCopy(source, below: newParent, nowSeconds: nowSeconds)
            let links = copyLinks(of: source, to: newId, nowSeconds: nowSeconds)
            if let remoteId = source.remoteId {
                entries.append(
                    CopiedItems.Folder(
                        newLocalId: newId, parentOfNewLocalId: newParent, sourceRemoteId: remoteId,
                        sourceRemoteParentId: source.parentFolderId.flatMap(library.folderTable.remoteId(of:)),
                        isRoot: newParent == parent,
                        links: links.filter { $0.sourceRemoteId != WellKnownNumber.unmapped }, children: []))
            }
            // Folders that hang in a circle, by two moves that met, would keep a real app busy for ever.
            stack += library.folders.filter { $0.parentFolderId == source.localId && !above.contains($0.localId) }
                .map { ($0, newId, above + [$0.localId]) }
        }
        return entries
    }

    private func copyNested(
        _ source: LocalFolder, to parent: Int64, isRoot: Bool, _ seen: inout Set<Int64>, nowSeconds: Int64
    ) -> CopiedItems.Folder {
        let newId = insertCopy(source, below: parent, nowSeconds: nowSeconds)
        let links = copyLinks(of: source, to: newId, nowSeconds: nowSeconds)
        var children: [CopiedItems.Folder] = []
        for child in library.folders where child.parentFolderId == source.localId {
            guard seen.insert(child.localId).inserted else { continue }
            children.append(copyNested(child, to: newId, isRoot: false, &seen, nowSeconds: nowSeconds))
        }
        return CopiedItems.Folder(
            newLocalId: newId, parentOfNewLocalId: parent,
            sourceRemoteId: source.remoteId ?? WellKnownNumber.unmapped, sourceRemoteParentId: nil, isRoot: isRoot,
            links: links, children: children)
    }

    private func insertCopy(_ source: LocalFolder, below parent: Int64, nowSeconds: Int64) -> Int64 {
        var copy = source
        copy.parentFolderId = parent
        copy.remoteId = nil
        copy.lastModified = nowSeconds
        return library.folderTable.insert(copy)
    }

    /// The copies keep the **source's remote id** until the answer arrives (§5.8).
    private func copyLinks(of folder: LocalFolder, to newId: Int64, nowSeconds: Int64) -> [CopiedItems.Link] {
        let sources = library.links.filter { $0.idOfLinkedFolder == folder.localId }
        return sources.map { source in
            var copy = source
            copy.idOfLinkedFolder = newId
            copy.lastModified = nowSeconds
            return CopiedItems.Link(
                newLocalId: insertCopy(copy, of: source),
                sourceRemoteId: source.remoteId ?? WellKnownNumber.unmapped, sourceRemoteParentId: folder.remoteId)
        }
    }

    private func insertCopy(_ copy: LocalLink, of source: LocalLink) -> Int64 {
        let tagIds = library.tags(ofLink: source.localId).map { $0.localId }
        let newId = library.linkTable.insert(copy)
        library.tag(link: newId, with: tagIds)
        return newId
    }

    /// The remote ids that an answer gave to the new rows (§2.8).
    func apply(_ copied: ReceivedCopy) {
        for link in copied.links { library.linkTable.change(link.localId) { $0.remoteId = link.remoteId } }
        for folder in copied.folders { library.folderTable.change(folder.localId) { $0.remoteId = folder.remoteId } }
    }
}
