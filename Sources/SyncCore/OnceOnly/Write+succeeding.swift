import SyncModel

extension Write {
    /// Another tag in the place of this one, with its name and its links; this one is deleted. For a device that was sent a
    /// tag of its own as others' are, and turns out not to have known its id: answered with that, it would have it twice
    /// (PROTOCOL F41; SYNC §5, rule 9).
    /// - Returns: `nil` when the tag is gone.
    func succeed(_ old: TagID, by correlation: Correlation?) throws -> CreatedRow? {
        guard let name = try transaction.nameOfTag(old.number)?.newName else { return nil }
        let id = try insert(
            .tags, stamped: .tagStamp, [Assignment(.tagName, .text(name))], edited: arrivalSeconds)
        let links = try transaction.all(
            Query(.linkTags, [.linkTagLink], where: .id(.linkTagTag, old), order: [.linkTagLink])
        ) { LinkID($0.integer(0)) }
        for link in links {
            let tags = try tags(of: link)
            try replaceTags(of: link, tags, by: tags.map { $0 == old ? TagID(id) : $0 })
        }
        // Sockets are told of the tags alone.
        try bringAgain(.links, links.map(\.number))
        unconfirmed += links.map { UnconfirmedRow(row: RowName(kind: .links, id: $0.number)) }
        try delete(.tags, [old.number])
        // The author may have given it another name since.
        try mend(.tags, [old.number, id])
        var deletion = TagReference()
        (deletion.id, deletion.correlation) = (old, correlation)
        try bury(.deleteTag, deletion)
        var tag = WholeTag()
        (tag.id, tag.name, tag.correlation) = (TagID(id), name, correlation)
        return CreatedRow(id: id, happenings: [.tookPlace(.createTag, tag), .tookPlace(.deleteTag, deletion)])
    }
}
