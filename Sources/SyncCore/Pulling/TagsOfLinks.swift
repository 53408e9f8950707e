import JSONText
import SyncModel

/// The tags of many links, read once beside them: both come in the order of the links' stamps.
struct TagsOfLinks {
    /// `nil` in a library without tags: looking for them link by link would be half the work of a long answer.
    private let rows: (any Cursor)?
    private var ahead: Ahead?

    private struct Ahead {
        let link: LinkID
        let tag: TagID
    }

    /// - Parameter links: which, asked for in the order of their stamps.
    init(_ store: any StoreReading, of links: Predicate) throws {
        guard try store.exists(.linkTags, where: .everything) else {
            rows = nil
            return
        }
        rows = try store.rows(
            Query(
                .linkTags, [.linkTagLink, .linkTagTag],
                where: .refersTo(.linkTagLink, .links, where: links),
                order: [.linkStamp, .linkId, .linkTagTag]))
        try advance()
    }

    private mutating func advance() throws {
        guard let rows, try rows.advance() else {
            ahead = nil
            return
        }
        ahead = Ahead(link: LinkID(rows.integer(0)), tag: TagID(rows.integer(1)))
    }

    /// Writes the tags of one link; links must be asked for in their order.
    mutating func write(of link: LinkID, to writer: inout JSONWriter) throws {
        while let next = ahead, next.link == link {
            LinkTag(linkId: link, tagId: next.tag).write(to: &writer)
            try advance()
        }
    }
}
