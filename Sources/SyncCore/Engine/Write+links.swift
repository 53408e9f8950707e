import SyncModel

extension Write {
    func link(_ id: LinkID) throws -> LinkRecord? {
        guard id.number > 0 else { return nil }
        return try transaction.first(Query(.links, LinkRecord.columns, where: .id(.linkId, id)), LinkRecord.init)
    }

    func tags(of link: LinkID) throws -> [TagID] { try transaction.tags(of: link) }

    /// Apps send numbers of tags that were never synced (PROTOCOL F12): those are dropped.
    func existingTags(_ tags: [TagID]) throws -> [TagID] {
        try existing(.tags, tags.map(\.number)).map { TagID($0.id) }
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
    }

    /// - Returns: the tags of the link from now on.
    func replaceTags(of before: LinkRecord, by request: WholeLink, after: LinkRecord) throws -> [TagID] {
        let present = try tags(of: before.id)
        guard let wanted = request.linkTags?.map(\.tagId), !keepsTags(wanted, before, after) else { return present }
        let tags = try existingTags(wanted)
        let gone = present.filter { !tags.contains($0) }
        if !gone.isEmpty {
            try transaction.delete(
                .linkTags, where: .and([.id(.linkTagLink, before.id), .ids(.linkTagTag, gone)]))
        }
        try addTags(tags.filter { !present.contains($0) }, to: before.id)
        return tags
    }

    /// Two lists do not mean what they say: one with a tag that the app could not name, and the empty one that comes
    /// with every un-archiving (PROTOCOL F12, F18).
    private func keepsTags(_ wanted: [TagID], _ before: LinkRecord, _ after: LinkRecord) -> Bool {
        if wanted.contains(TagID(-54545)) { return true }
        guard wanted.isEmpty, before.type == .archive, after.type == .saved else { return false }
        var unarchived = before
        unarchived.type = after.type
        unarchived.folder = after.folder
        return unarchived == after
    }
}
