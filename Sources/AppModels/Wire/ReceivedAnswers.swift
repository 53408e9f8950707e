// The bodies of answers (PROTOCOL §2.1, §2.7, §2.8). An undecodable one is a failure to the app (§5.7).

/// `GET_UPDATES`.
struct ReceivedUpdates {
    let folders: [ReceivedFolder]
    let tags: [ReceivedTag]
    let links: [ReceivedLink]
    let panels: [ReceivedPanel]
    let panelFolders: [ReceivedPanelFolder]

    /// Six lists for apps that know tags, four for older ones (§5.1).
    init(_ body: [UInt8], for generation: Generation) throws {
        let answer = try JSONValue(body).object()
        folders = try answer.objects(.folders).map(ReceivedFolder.init)
        links = try answer.objects(.links).map { try ReceivedLink($0, for: generation) }
        panels = try answer.objects(.panels).map(ReceivedPanel.init)
        panelFolders = try answer.objects(.panelFolders).map(ReceivedPanelFolder.init)
        guard generation.knowsTags else {
            tags = []
            return
        }
        tags = try answer.objects(.tags).map(ReceivedTag.init)
        // Decoded and then never used (§5.4).
        _ = try answer.objects(.linkTags).map(ReceivedLinkTag.init)
    }
}

/// One element of `GET_TOMBSTONES`.
struct ReceivedTombstone {
    let operation: String
    let payload: JSONValue

    init(_ object: JSONObject) throws {
        _ = try object.integer(.deletedAt)
        operation = try object.text(.operation)
        payload = try object.value(.payload)
    }
}

/// The answer to most writes.
struct ReceivedStamp {
    let eventTimestamp: Int64

    init(_ body: [UInt8]) throws { try self.init(try JSONValue(body).object()) }

    init(_ object: JSONObject) throws {
        eventTimestamp = try object.integer(.eventTimestamp)
        _ = try object.text(.message)
    }
}

/// The answer to a creation.
struct ReceivedNewItem {
    let id: Int64
    let eventTimestamp: Int64

    init(_ body: [UInt8], for generation: Generation) throws {
        let answer = try JSONValue(body).object()
        id = try answer.integer(.id)
        eventTimestamp = try ReceivedStamp(answer.object(.timeStampBasedResponse)).eventTimestamp
        let correlation = try answer.value(.correlation)
        // Up to 0.16 null cannot be decoded there (§7.2-6).
        if generation.missingCorrelationIsForeign, correlation.isNull { return }
        _ = try correlation.object().text(.id)
    }
}

/// The answer to a copy: which remote id each new local row got, in either dialect (§2.8).
struct ReceivedCopy {
    let links: [(localId: Int64, remoteId: Int64)]
    let folders: [(localId: Int64, remoteId: Int64)]
    let eventTimestamp: Int64

    init(_ body: [UInt8], for generation: Generation) throws {
        let answer = try JSONValue(body).object()
        eventTimestamp = try answer.integer(.eventTimestamp)
        var links = try answer.object(.linkIds).integersByNumber().map { (localId: $0.key, remoteId: $0.value) }
        var folders: [(localId: Int64, remoteId: Int64)] = []
        for entry in try answer.objects(.folders) {
            folders.append(try Self.ids(entry.object(.currentFolder), for: generation))
            links += try entry.objects(.links).map { try Self.ids($0, for: generation) }
        }
        self.links = links
        self.folders = folders
    }

    private static func ids(
        _ object: JSONObject, for generation: Generation
    ) throws -> (localId: Int64, remoteId: Int64) {
        guard generation.copiesFlat else { return (try object.integer(.localId), try object.integer(.remoteId)) }
        _ = try object.integer(.parentOfNewlyCopiedLocalId)
        _ = try object.integerOrNull(.sourceRemoteParentId)
        _ = try object.flag(.isRootFolderForTheDestination)
        return (try object.integer(.newlyCopiedLocalId), try object.integer(.sourceRemoteId))
    }
}
