extension App {
    /// A `CREATE_A_NEW_LINK` event, or a row of a pull whose remote id is unknown (PROTOCOL §6).
    func create(_ link: ReceivedLink, in coroutine: Coroutine) {
        // The mapping of -2… finds no folder either: links of default types come without one.
        let folder = link.idOfLinkedFolder.flatMap(library.folderTable.localId(ofRemote:))
        let tagIds = library.tags.filter { tag in link.tagIds.contains { $0 == tag.remoteId } }.map { $0.localId }
        let row = LocalLink(
            remoteId: link.id, kind: link.kind, title: link.title, url: link.url, imgURL: link.imgURL,
            note: link.note, idOfLinkedFolder: folder, userAgent: link.userAgent,
            markedAsImportant: link.markedAsImportant, mediaKind: link.mediaKind, lastModified: 0)
        insert(row, tagIds: tagIds, stamp: link.eventTimestamp, in: coroutine)
    }

    /// Old history rows of the URL go; then the row, its tags and the watermark, each in a step of its own. What is
    /// refused leaves neither row nor watermark, and nothing throws.
    func insert(_ link: LocalLink, tagIds: [Int64], stamp: Int64, in coroutine: Coroutine) {
        if link.kind == .history {
            coroutine.next([
                { app, _, _ in app.library.deleteLinks { $0.kind == .history && $0.url == link.url } },
                { app, coroutine, _ in app.insertIfWelcome(link, tagIds: tagIds, stamp: stamp, in: coroutine) },
            ])
        } else {
            insertIfWelcome(link, tagIds: tagIds, stamp: stamp, in: coroutine)
        }
    }

    private func insertIfWelcome(_ link: LocalLink, tagIds: [Int64], stamp: Int64, in coroutine: Coroutine) {
        guard link.url.namesAHost, !refuses(link) else { return }
        coroutine.next { app, coroutine, nowSeconds in
            var row = link
            row.lastModified = nowSeconds
            let localId = app.library.linkTable.insert(row)
            coroutine.next([
                { app, _, _ in app.library.tag(link: localId, with: tagIds) },
                { app, _, _ in app.moveWatermark(to: stamp) },
            ])
        }
    }

    /// The same URL in the same folder or among links of the same type; a link that should lie in a folder that is not
    /// known is refused, too, and never asked for again (§6).
    private func refuses(_ link: LocalLink) -> Bool {
        guard generation.alwaysRefusesSameURL || (generation.mayRefuseSameURL && skipsExistingLinks) else {
            return false
        }
        if link.kind != .folder { return library.links.contains { $0.kind == link.kind && $0.url == link.url } }
        guard let folder = link.idOfLinkedFolder else { return true }
        return library.links.contains { $0.kind == .folder && $0.idOfLinkedFolder == folder && $0.url == link.url }
    }

    /// An `UPDATE_LINK` event, or a row of a pull whose remote id is known (§6).
    func update(_ link: ReceivedLink, in coroutine: Coroutine) {
        guard let localId = library.linkTable.localId(ofRemote: link.id) else { return }
        let folder = folderOfUpdate(link)
        let tagIds = library.tags.filter { tag in link.tagIds.contains { $0 == tag.remoteId } }.map { $0.localId }
        var steps: [Coroutine.Step] = [
            { app, _, nowSeconds in
                app.library.linkTable.change(localId) {
                    $0.kind = link.kind
                    $0.title = link.title
                    $0.url = link.url
                    $0.imgURL = link.imgURL
                    $0.note = link.note
                    $0.idOfLinkedFolder = folder
                    $0.userAgent = link.userAgent
                    $0.mediaKind = link.mediaKind
                    if app.generation.importantIsAFlag { $0.markedAsImportant = link.markedAsImportant }
                    $0.lastModified = nowSeconds
                }
            }
        ]
        if generation.knowsTags { steps.append { app, _, _ in app.replaceTags(ofLink: localId, by: tagIds) } }
        steps.append { app, _, _ in app.moveWatermark(to: link.eventTimestamp) }
        coroutine.next(steps)
    }

    /// From 0.16 on default types get their collection, and a folder's number is taken **as a local id**: the link lands
    /// in whatever folder has that number (F16). Before, it is mapped, and unknown is none.
    private func folderOfUpdate(_ link: ReceivedLink) -> Int64? {
        if generation.takesFolderOfUpdateRaw { return link.kind.collection ?? link.idOfLinkedFolder }
        return link.idOfLinkedFolder.flatMap(library.folderTable.localId(ofRemote:))
    }

    /// The set is replaced; taking off names the tag only, in some generations (F38).
    func replaceTags(ofLink localId: Int64, by tagIds: [Int64]) {
        let attached = library.tags(ofLink: localId).map { $0.localId }
        let unselected = attached.filter { !tagIds.contains($0) }
        library.untag(link: generation.untaggingTakesAll ? nil : localId, from: unselected)
        library.tag(link: localId, with: tagIds.filter { !attached.contains($0) })
    }
}

extension String {
    /// A URL without `//host` is no link to an app (§6).
    var namesAHost: Bool {
        guard let slashes = firstRange(ofSlashes: utf8) else { return false }
        let host = utf8[slashes...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        return !host.isEmpty && !host.contains(0x20)
    }

    /// Where the host begins.
    private func firstRange(ofSlashes bytes: String.UTF8View) -> String.Index? {
        guard let first = bytes.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let second = bytes.index(after: first)
        guard second < bytes.endIndex, bytes[second] == UInt8(ascii: "/") else { return nil }
        return bytes.index(after: second)
    }

    /// The host of a URL, which apps send as `baseURL` and make anew when they receive one (§5.8).
    var host: String {
        guard let start = firstRange(ofSlashes: utf8) else { return "" }
        return String(self[start...].prefix { $0 != "/" && $0 != "?" })
    }
}
