extension App {
    func applyTagEvent(_ event: ReceivedEvent, in coroutine: Coroutine) throws {
        let payload = event.payload
        switch event.operation {
        case .createTag:
            // Duplicates when it is repeated; keeps the server's number as its time (PROTOCOL §5.8, §6).
            let tag = try ReceivedTag(payload)
            apply(event, in: coroutine) { app, _ in
                app.library.tagTable.insert(
                    LocalTag(remoteId: tag.id, name: tag.name, lastModified: tag.eventTimestamp))
            }
        case .renameTag:
            let localId = try knownTag(payload.integer(.id))
            let newName = try payload.text(.newName)
            apply(event, in: coroutine) { app, _ in app.library.tagTable.change(localId) { $0.name = newName } }
        default:
            let localId = try knownTag(payload.integer(.id))
            apply(event, in: coroutine) { app, _ in app.library.deleteTag(localId) }
        }
    }

    /// A query for one row outside of any Result: an unknown tag **throws**, which ends the collector or the rest of the
    /// tombstones (§6, F15).
    private func knownTag(_ remoteId: Int64) throws -> Int64 {
        guard let localId = library.tagTable.localId(ofRemote: remoteId) else {
            throw AppException(Self.lackingTag + String(remoteId))
        }
        return localId
    }

    private static var lackingTag: String { "no tag with remote id " }

    /// The remote id of the tag that a problem is about.
    public static func tag(lackingBy problem: String) -> Int64? {
        problem.split(separator: lackingTag, maxSplits: 1).dropFirst().first.flatMap {
            Int64($0.prefix { $0.isNumber })
        }
    }
}
