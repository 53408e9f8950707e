import SyncModel

extension Write {
    func link(_ id: LinkID) throws -> LinkRecord? {
        guard id.number > 0 else { return nil }
        return try transaction.first(Query(.links, LinkRecord.columns, where: .id(.linkId, id)), LinkRecord.init)
    }

    func tags(of link: LinkID) throws -> [TagID] { try transaction.tags(of: link) }

    /// Apps send numbers of tags that were never synced (PROTOCOL F12): those are dropped.
    func existingTags(_ tags: [TagID]) throws -> [TagID] {
        let standing = try existing(.tags, tags.map(\.number)).map(\.id)
        try noteNamed(.tags, standing)
        return standing.map(TagID.init)
    }

    func addTags(_ tags: [TagID], to link: LinkID) throws {
        for tag in tags {
            try transaction.insert(
                .linkTags,
                [
                    Assignment(.linkTagLink, .integer(link.number)), Assignment(.linkTagTag, .integer(tag.number)),
                    Assignment(.linkTagStamp, .integer(stamp)),
                ])
        }
        try doubtUnplaced(.links, [link.number], in: .tags, tags.map(\.number), isMissing: false)
    }

    /// The tags that an `UPDATE_LINK` wants the link to have.
    func tags(
        of before: LinkRecord, by request: WholeLink, after: LinkRecord, present: [TagID]
    ) throws -> [TagID] {
        guard let wanted = request.linkTags?.map(\.tagId), !keepsTags(wanted, before, after) else { return present }
        guard wanted.contains(Self.unnamedTag) else { return try existingTags(wanted) }
        // Which tags it could not name nobody knows, nor which it took off.
        try doubt(.links, [before.id.number])
        return try present + existingTags(wanted).filter { !present.contains($0) }
    }

    func replaceTags(of link: LinkID, _ present: [TagID], by tags: [TagID]) throws {
        let gone = present.filter { !tags.contains($0) }
        if !gone.isEmpty {
            try transaction.delete(.linkTags, where: .and([.id(.linkTagLink, link), .ids(.linkTagTag, gone)]))
        }
        try addTags(tags.filter { !present.contains($0) }, to: link)
    }

    /// When an `UPDATE_LINK` was made. What it carries is, made online, the time of the app's *last news* of the link: a
    /// number of the server's, or the app's clock when the link came or was edited last (PROTOCOL §5.8). That means now
    /// when the device was pushing no queue; when the server gave the number; when it is older than the row, since nobody
    /// edits what is not there; a moment ago; and when the author made another edit at that time, or was told of one then.
    /// Anything else is taken for the time of an edit that waited in a queue (§5.6): who edits online what he received
    /// yesterday, and has missed an edit of the same field since, loses to that one.
    func editTime(of request: WholeLink, link: LinkRecord) throws -> EditTime {
        let (said, now) = (request.eventTimestamp, EditTime(seconds: arrivalSeconds))
        let edited = editSeconds(of: request)
        let waitedSeconds = arrivalSeconds - edited
        if isFromNoQueue { return now }
        if try waitedSeconds <= Self.repetitionSecondsMin || said == link.stamp || transaction.given(said) != nil {
            return now
        }
        let untimed = EditTime(seconds: arrivalSeconds, mayBeRepeated: waitedSeconds > EditTime.onTheWaySeconds)
        let birth = try transaction.histories(.links, [link.id.number])[link.id.number]?.birth ?? 0
        if min(said, edited) <= birth + StampGate.slackSeconds { return untimed }
        let history = try transaction.editHistories(.links, [(link.id.number, link.stamp)])[link.id.number]
        let edits = history.map { Array($0.edits.values) } ?? []
        if edits.contains(where: { $0.editor == editor && abs($0.seconds - edited) <= 1 }) { return untimed }
        let news = edits.map { $0.editor == editor ? .min : $0.seconds }
            .filter { (edited - Self.newsSeconds...edited + 1).contains($0) }.max()
        guard let news else { return EditTime(seconds: edited) }
        let hasHeard = try heardByAuthor(.links, [link.id.number], evenIfDoubted: true) == [link.id.number]
        // Clocks are known to whole seconds: what seems to be made just before the news that dates it ties with it.
        return hasHeard ? now : EditTime(seconds: max(edited, news))
    }

    /// An edit is told to others within this time, as a rule.
    private static var newsSeconds: Int64 { 4 }

    /// The author put it where it is a moment ago.
    func wasJustMoved(_ link: LinkRecord) throws -> Bool {
        let history = try transaction.editHistories(.links, [(link.id.number, link.stamp)])[link.id.number]
        return history.map { $0.edits[.linkPlace]?.editor == editor && wasJustEdited(.linkPlace, $0) } ?? false
    }

    /// Through when the author has heard of others' edits of this link, as its request shows: an app that was sent an edit
    /// dates its link by its own clock at that moment, and says that date with its next edit (PROTOCOL §5.8).
    func heardThroughSeconds(of request: WholeLink) throws -> Int64? {
        guard let offset = author?.clockOffsetSeconds, request.eventTimestamp > 0,
            try transaction.given(request.eventTimestamp) == nil
        else { return nil }
        return request.eventTimestamp - offset - Self.onTheWaySeconds
    }

    /// What came then may have been on its way for so long.
    private static var onTheWaySeconds: Int64 { 30 }

    private static var unnamedTag: TagID { TagID(-54545) }

    /// Two lists do not mean what they say: one with a tag that the app could not name, and the empty one that comes
    /// with every un-archiving (PROTOCOL F12, F18).
    private func keepsTags(_ wanted: [TagID], _ before: LinkRecord, _ after: LinkRecord) -> Bool {
        guard wanted.isEmpty, before.type == .archive, after.type == .saved else { return false }
        var unarchived = before
        unarchived.type = after.type
        unarchived.folder = after.folder
        return unarchived == after
    }
}
