import SyncModel

/// Apps refuse a new link whose URL they find in the same place, and one without a host (PROTOCOL §6), and then their
/// watermark stays. So where the last link of an answer may be refused, another one is said a second time behind it: an
/// app has that one by then, and takes it for an edit.
struct EndingLink {
    /// `nil`: the last link will do, or nothing better is there.
    private(set) var repeated: Int64?

    /// How many of the last links are looked at.
    private static let looksAtMax = 16

    init(_ store: any StoreReading, _ links: LinkChoice) throws {
        guard let last = links.last, try !Self.isSure(last, store, links) else { return }
        let others = try Self.others(store, links)
        // The second time, a link of a folder is put where it does not belong (F16); others stay where they are.
        let sure = try others.filter { try Self.isSure($0.id, store, links) }
        let best = sure.first { $0.type != .folder } ?? sure.first
        // Of several in one place the first is taken, by a device that has nothing there.
        repeated = try best?.id ?? others.last { try !links.mayBeThere($0.id) && Self.isFirst($0.id, store) }?.id
    }

    private static func others(_ store: any StoreReading, _ links: LinkChoice) throws -> [(id: Int64, type: LinkType)] {
        let query = Query(
            .links, [.linkId, .linkType], where: links.predicate, order: [.linkStamp, .linkId])
        return try store.all(query) { (id: $0.integer(0), type: LinkRecord.type($0.text(1))) }
            .suffix(looksAtMax).reversed()
    }

    private static func isSure(_ id: Int64, _ store: any StoreReading, _ links: LinkChoice) throws -> Bool {
        try sharers(ofPlaceOf: id, store).count == 1
    }

    private static func isFirst(_ id: Int64, _ store: any StoreReading) throws -> Bool {
        try sharers(ofPlaceOf: id, store).first == id
    }

    /// The links of its URL that are in its place, itself among them, in the order in which they are sent; none for a link
    /// that apps refuse anywhere.
    private static func sharers(ofPlaceOf id: Int64, _ store: any StoreReading) throws -> [Int64] {
        guard let (link, _) = try store.shownLink(LinkID(id)), hasHost(link.url) else { return [] }
        let query = Query(
            .links, [.linkId, .linkType, .linkFolder], where: .equals(.linkURL, .text(link.url)),
            order: [.linkStamp, .linkId])
        let places = try store.all(query) {
            (id: $0.integer(0), type: LinkRecord.type($0.text(1)), folder: $0.optionalInteger(2))
        }
        return places.filter { $0.type == link.type && (link.type != .folder || $0.folder == link.folder?.number) }
            .map(\.id)
    }

    private static func hasHost(_ url: String) -> Bool {
        let bytes = Array(url.utf8)
        guard let slashes = bytes.indices.dropLast().first(where: { bytes[$0] == 0x2F && bytes[$0 + 1] == 0x2F })
        else { return false }
        return bytes.count > slashes + 2 && bytes[slashes + 2] != 0x2F
    }
}
