import JSONText
import SyncModel

/// What one `GET_TOMBSTONES` is to bring: apps apply it strictly in order, whatever operations stand in it, so it is the
/// way for everything that must happen in an order (PROTOCOL T3). The order:
///
/// places of folders and links first, so that a deletion takes away only what is still there · deletions, by id · what
/// was put into panels again · deletions of tags last, since they throw where the tag is not known (F15) · and at the
/// end an entry that changes nothing, whose number proves that the list was applied.
struct ListPlan: Sendable {
    let standing: Standing
    /// The list proves everything up to this stamp, once its last number is shown.
    let through: Int64
    let entries: [ListEntry]
    let tagDeletions: [ListEntry]
    /// The same in nobody's name, where the device may be the one that they came from. They need a doorbell of their own:
    /// where the first were applied the tags are gone, and the second would throw.
    let tagDeletionsAgain: [ListEntry]
    /// Names of tags, which throw where they are not known, behind all else.
    let lastEntries: [ListEntry]
    /// An entry that moves the watermark only where the rows of the same start were applied, so its number proves both.
    let proofOfRows: ListEntry?
    /// What this list can't settle, because it may be applied before rows that it builds on.
    let newDoubts: [RowName]
    /// The same of links that it may not have brought.
    let lacking: [LackingRow]

    /// - Parameter pair: the rows that the same start was sent, if it was.
    init(_ store: any StoreReading, _ standing: Standing, after pair: StartPair?) throws {
        self.standing = standing
        guard !standing.hasNothing, !standing.isCurrent || pair?.isEmpty == false else {
            entries = try standing.mayBeUnknown ? Deletions(store, standing).ofUnknown : []
            (through, tagDeletions, tagDeletionsAgain, lastEntries, proofOfRows, newDoubts, lacking) = (
                0, [], [], [], nil, [], []
            )
            return
        }
        through = min(pair?.through ?? standing.lastStamp, standing.lastStamp)
        var deletions = try Deletions(store, standing)
        let saidThrough = min(pair?.newestThrough ?? standing.lastStamp, standing.lastStamp)
        var edits = try EditEntries(store, standing.afterRows(pair), through: saidThrough)
        try edits.addOwn()
        if deletions.hasFolders { try edits.addFolders() }
        try edits.addLinks()
        try edits.addPanelFolders(deletions.pairs)
        deletions.addGraves(edits.graves)
        let mayHide = !edits.postponed.isEmpty || standing.doubts.contains { $0.kind == .folders || $0.kind == .links }
        entries = edits.entries + deletions.entries(mayHide: mayHide) + edits.lateEntries
        tagDeletions = deletions.tags(through: pair?.isEmpty ?? true ? standing.lastStamp : saidThrough)
        tagDeletionsAgain = deletions.again(tagDeletions)
        lastEntries = edits.renamedTags
        newDoubts = edits.postponed
        lacking = edits.lacking
        proofOfRows = try pair?.proof(store)
    }

    var isEmpty: Bool {
        entries.isEmpty && tagDeletions.isEmpty && lastEntries.isEmpty && newDoubts.isEmpty && lacking.isEmpty
    }
}

/// One entry of the list. Its number is put in when it is written.
struct ListEntry: Sendable {
    let operation: OperationName
    /// As `deletedAt`; no app looks at it.
    var stamp: Int64
    var payload: any Payload

    /// The tag that it deletes or renames.
    var tag: Int64? {
        (payload as? StoredPayload)?.id ?? payload.rowTold?.id
    }

    func write(to writer: inout JSONWriter, number: Int64) {
        var payload = payload
        payload.eventTimestamp = number
        payload.correlation = payload.correlation ?? .anonymous
        writer.beginObject()
        writer.key("deletedAt")
        writer.integer(stamp)
        writer.key("operation")
        writer.string(operation.rawValue)
        writer.key("payload")
        payload.write(to: &writer)
        writer.endObject()
    }
}

extension Standing {
    /// When it is the turn of the rows, the doubts that those of this start raised wait for the next list: then, if nothing
    /// else is to be told, the rows come last. (Later apps need to be told: they have just misfiled those rows.)
    fileprivate func afterRows(_ pair: StartPair?) -> Standing {
        guard isTurnOfRows, let rows = pair?.numbers?.rows else { return self }
        return Standing(self, doubts: doubts.filter { $0.stamp < rows })
    }
}
