extension App {
    /// All but the first of each URL, per folder and per type. Links in no folder at all count as duplicates, too: the
    /// app goes through the folders that links name, and none is not among them.
    var duplicateLinks: [LocalLink] {
        var seen: Set<String> = []
        return library.links.filter { link in
            if link.kind == .folder {
                guard let folder = link.idOfLinkedFolder, !WellKnownNumber.isDefaultFolder(folder) else { return true }
                return !seen.insert("\(folder) \(link.url)").inserted
            }
            return !seen.insert("\(link.kind.rawValue) \(link.url)").inserted
        }
    }

    /// Those without remote id are left out of the list (PROTOCOL §5.6).
    func deleteDuplicates(_ nowSeconds: Int64) {
        let duplicates = duplicateLinks
        let ids = duplicates.map { $0.localId }
        library.deleteLinks { ids.contains($0.localId) }
        let remote = duplicates.compactMap { $0.remoteId }
        tell(
            .deleteDuplicateLinks, body(nowSeconds) { $0.add("linkIds", remote) }, nowSeconds,
            queued: .several(links: remote, folders: []))
    }

    /// `FORCE_SET…` is a GET without a body (§2.3).
    func tellForceSet(_ nowSeconds: Int64) {
        guard isConnected else { return }
        let failed: (App) -> Void = { app in
            app.enqueue(.forceSetDefaultFolder, .nothing, eventTimestamp: nowSeconds)
        }
        guard isRunning else {
            failed(self)
            return
        }
        get(.forceSetDefaultFolder, in: beginTelling(.forceSetDefaultFolder)) {
            app, coroutine, answer, _ in
            app.conclude(
                answer, in: coroutine, decode: { try ReceivedStamp($0) }, failed: failed,
                succeeded: { stamp in [{ app, _, _ in app.moveWatermark(to: stamp.eventTimestamp) }] })
        }
    }
}
