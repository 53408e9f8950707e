import JSONText
import SyncModel

/// The tags of many links, read once beside them: both come in the order of the links' stamps.
struct TagsOfLinks {
    private let rows: any Cursor
    private var ahead: Ahead?

    private struct Ahead {
        let link: LinkID
        let tag: TagID
    }

    init(_ store: any StoreReading, changedAfter watermark: Int64) throws {
        rows = try store.rows(
            Query(
                .linkTags, [.linkTagLink, .linkTagTag],
                where: .refersTo(.linkTagLink, .links, where: .after(.linkStamp, watermark)),
                order: [.linkStamp, .linkId, .linkTagTag]))
        try advance()
    }

    private mutating func advance() throws {
        ahead =
            try rows.advance()
            ? Ahead(link: LinkID(rows.integer(0)), tag: TagID(rows.integer(1))) : nil
    }

    /// Writes the tags of one link; links must be asked for in their order.
    mutating func write(of link: LinkID, to writer: inout JSONWriter) throws {
        while let next = ahead, next.link == link {
            LinkTag(linkId: link, tagId: next.tag).write(to: &writer)
            try advance()
        }
    }
}
