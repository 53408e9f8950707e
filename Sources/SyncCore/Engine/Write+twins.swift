import SyncModel

/// Links of one URL in one place. Apps keep one of them and refuse the others (PROTOCOL §6), for good: when the one they
/// kept leaves the place, or the refused one does, or when the one that left is still there for an app that is away,
/// the refused one must be said again, as a deletion and a creation (SYNC §5, rule 16).
extension Write {
    /// These links are about to leave their places, or to die.
    /// - Parameter areMoving: otherwise they stay, and get another URL.
    func leavePlaces(_ ids: [Int64], areMoving: Bool = true) throws {
        linksOfURLs = [:]
        for link in try placed(ids) {
            guard !link.isVisit else {
                try leaveVisits(link)
                continue
            }
            let twins = try called(link.url).present.filter { $0.id != link.id && $0.isTwin(of: link) }.map(\.id)
            if try !twins.isEmpty || !others(onceLike: link).isEmpty { resaid.formUnion(twins + [link.id]) }
            try noteLeaving(.links, [link.id], fromPlace: Self.url(link.url))
            if areMoving, let place = link.place { try noteLeaving(.links, [link.id], fromPlace: place) }
        }
    }

    /// These links are where they were not before: devices that are away may still see others there. If they come out of a
    /// queue, they are there on their author's device since a while, which may have refused those others.
    func arrive(_ ids: [Int64]) throws {
        linksOfURLs = [:]
        let links = try placed(ids)
        for link in links { try arrive(link) }
        // An answer that is on its way to the author may bring another visit of a page, also one that is gone by now, which
        // takes the place of one that was made a visit of it.
        if !inFlight.isEmpty { try mendLost(.links, links.filter(\.isVisit).map(\.id)) }
    }

    /// The same of one that was just made.
    func arrive(_ link: LinkRecord) throws { try arrive(PlacedLink(link)) }

    private func arrive(_ link: PlacedLink) throws {
        guard !link.isVisit else { return try arriveAsVisit(link) }
        let elsewhere = try called(link.url).present.filter { $0.id != link.id && !$0.isTwin(of: link) }
        try resaid.formUnion(elsewhere.filter(inPlacesOf(link.id, elsewhere)).map(\.id))
        let former = try others(onceLike: link)
        guard !former.isEmpty else { return }
        try retell(existing(.links, [link.id]))
        if wasQueued { try mendLostOfOthers(.links, existing(.links, former).map(\.id)) }
    }

    /// Other links, dead or alive, that somebody may see where this one is, by its URL: whoever has not heard what became of
    /// one may have it in any place that it was in, by any URL that it had.
    private func others(onceLike link: PlacedLink) throws -> [Int64] {
        guard let place = link.place else { return [] }
        let called = try called(link.url)
        let elsewhere = called.present.filter { !$0.isTwin(of: link) }.map(\.id)
        let others = Set(elsewhere + called.before).subtracting([link.id])
        guard !others.isEmpty else { return [] }
        let once = try leavings(Array(others), from: [place]).map(\.link)
        let now = try placed(called.before.filter { $0 != link.id }).filter { $0.place == place && $0.url != link.url }
        return Set(once + now.map(\.id)).sorted()
    }

    /// Links that have this URL, as they were when this was asked first, and such as had it, dead or alive.
    private func called(_ url: String) throws -> LinksOfURL {
        if let known = linksOfURLs[url] { return known }
        let links = try LinksOfURL(present: links(ofURL: url), before: leavings(.links, fromPlace: Self.url(url)))
        linksOfURLs[url] = links
        return links
    }

    /// Of visits of one page, which edits made of them, an app keeps the one that came last, for good. When one leaves, the
    /// others are said again, and so is this one, to whoever took another of them for the newer one. (Its author has it.)
    private func leaveVisits(_ visit: PlacedLink) throws {
        try leaveHistory(visit.id, of: visit.url)
        let others = try twins(of: visit)
        guard !others.isEmpty else { return }
        resaid.formUnion(others + [visit.id])
        try doubtMade(.links, others + [visit.id])
        let histories = try transaction.histories(.links, others)
        let learned = others.filter { id in
            author.map { author in !(histories[id]?.isUnlearned(by: author.id, at: stamp) ?? false) } ?? false
        }
        try doubt(.links, learned, isMissing: true)
    }

    /// Links that were visits of this page once: who has not heard that they are none any more deletes them for the new
    /// one, the author at once, others when they hear of it (SYNC §5, rule 17). And who hears of one of them after the new
    /// one was made deletes that: its author may have been sent it a moment ago.
    private func arriveAsVisit(_ visit: PlacedLink) throws {
        if try mayHearOfFormerVisit(of: visit.url, but: visit.id) { try mendLost(.links, [visit.id]) }
        let former = try formerVisits(of: visit.url).filter { $0 != visit.id }
        guard !former.isEmpty else { return }
        let heard = Set(try heardByAuthor(.links, former))
        try mendLost(.links, former.filter { !heard.contains($0) })
        resaid.formUnion(former)
        try doubtMade(.links, former)
    }

    /// The author has sent a link whole. By its URL there, or by the former, it may have it in another place than it is in,
    /// or had it there until now, by moves that others made, or that did not stand, or that it never sent (PROTOCOL F20):
    /// while that is so it refuses those that have the same URL there.
    func sayTwins(ofEdited request: WholeLink, _ before: LinkRecord) throws {
        let (there, here) = (PlacedLink(request, in: before.folder), PlacedLink(before))
        guard !there.isTwin(of: here), let after = try link(request.id) else { return }
        let present = PlacedLink(after)
        for seen in [there, there.called(before.url), here.called(request.url)]
        where !seen.isTwin(of: here) && !seen.isTwin(of: present) {
            try sayTwins(ofSeen: seen)
        }
    }

    /// The author has sent a link whole that is gone: until it hears of that it has the link by this URL, and refuses others
    /// of it there. In which of the folders that is the request does not say (PROTOCOL §5.8).
    func sayTwins(ofGone request: WholeLink) throws {
        guard mayBeGone(request.id.number) else { return }
        try sayTwins(ofSeen: PlacedLink(request, in: nil))
        guard request.linkType == .folder else { return }
        try resaid.formUnion(links(ofURL: request.url).filter(\.isInFolder).map(\.id))
    }

    /// The author sends the creation of a link again, so it has it as it made it, and has refused others of that URL there.
    func sayTwins(ofMade link: LinkRecord) throws {
        let made = PlacedLink(link)
        if let present = try self.link(link.id), made.isTwin(of: PlacedLink(present)) { return }
        try sayTwins(ofSeen: made)
    }

    /// The author has moved these links, and that did not stand: it has them there, also those that are gone, until it hears
    /// of that.
    func sayTwins(ofMoved ids: [Int64], to values: [Assignment]) throws {
        let living = try placed(ids)
        for link in living {
            let seen = link.placed(by: values)
            guard !seen.isTwin(of: link) else { continue }
            try sayTwins(ofSeen: seen)
            try sayRefused(bySeen: seen)
        }
        let gone = Set(ids).subtracting(living.map(\.id)).filter(mayBeGone)
        for seen in gone.sorted().map({ PlacedLink(gone: $0).placed(by: values) }) {
            if let place = seen.place { try noteLeaving(.links, [seen.id], fromPlace: place) }
            try sayRefused(bySeen: seen)
        }
    }

    private func sayTwins(ofSeen seen: PlacedLink) throws {
        try resaid.formUnion(twins(of: seen))
        try noteLeaving(.links, [seen.id], fromPlace: Self.url(seen.url))
        if let place = seen.place { try noteLeaving(.links, [seen.id], fromPlace: place) }
    }

    /// Those of these links that its author may have as they were before.
    func unheardLinks(_ ids: [Int64]) throws -> [Int64] {
        guard author?.isLinked ?? false else { return [] }
        let heard = Set(try heardByAuthor(.links, ids))
        return ids.filter { !heard.contains($0) }
    }

    /// The author has just put these links, as they were before, into other places, where it may have them by a former
    /// URL for now.
    func sayRefused(byFormer links: [Int64]) throws { for link in try placed(links) { try sayRefused(bySeen: link) } }

    /// By a former URL the author refuses those that have that URL in its place.
    private func sayRefused(bySeen link: PlacedLink) throws {
        let others = try neighbours(of: link).filter { $0.url != link.url }
        let urls = Set(try leavings([link.id], from: others.map { Self.url($0.url) }).map(\.place))
        resaid.formUnion(others.filter { urls.contains(Self.url($0.url)) }.map(\.id))
    }

    /// The newest links in the same place.
    private func neighbours(of link: PlacedLink) throws -> [PlacedLink] {
        guard link.place != nil else { return [] }
        let query = Query(.links, PlacedLink.columns, where: link.isInPlace, order: [.linkStamp])
        return try transaction.all(query, PlacedLink.init).suffix(Self.neighboursMax).filter { $0.id != link.id }
    }

    /// More are not looked at.
    private static var neighboursMax: Int { 512 }

    /// Has the links that apps may have refused said again, by the next list of each device.
    func sayAgain() throws {
        let rows = try existing(.links, resaid.sorted())
        try retell(rows)
        try bringAgain(.links, rows.map(\.id))
    }

    private func retell(_ rows: [(id: Int64, stamp: Int64)]) throws {
        guard !rows.isEmpty else { return }
        for (id, history) in try transaction.editHistories(.links, rows) where history.isUnwritten {
            try transaction.writeHistory(history, .links, id)
        }
        let isOne = Predicate.anyOf(.historyRow, rows.map { .integer($0.id) })
        try transaction.update(
            .histories, where: .and([EditableTable.links.isInHistories, isOne]),
            set: [Assignment(.historyRetold, .integer(stamp))])
        let histories = try transaction.histories(.links, rows.map(\.id))
        unconfirmed += rows.map { link in
            UnconfirmedRow(
                row: RowName(kind: .links, id: link.id), isLacking: true, maker: histories[link.id]?.creator ?? 0)
        }
    }

    /// Of a visit: the other visits of its page.
    private func twins(of link: PlacedLink) throws -> [Int64] {
        try links(ofURL: link.url).filter { $0.id != link.id && $0.isTwin(of: link) }.map(\.id)
    }

    /// What stands for all places in which links have this URL: no folder has such a number.
    private static func url(_ url: String) -> Int64 {
        var hash = ContentHash()
        hash.add(url)
        return hash.key.low | .min
    }

    private func links(ofURL url: String) throws -> [PlacedLink] {
        let query = Query(.links, PlacedLink.columns, where: .equals(.linkURL, .text(url)))
        return try transaction.all(query, PlacedLink.init)
    }

    /// Tells of others whether a link was once where they are, by whatever URL.
    private func inPlacesOf(_ link: Int64, _ others: [PlacedLink]) throws -> (PlacedLink) -> Bool {
        let places = Set(try leavings([link], from: others.compactMap(\.place)).map(\.place))
        return { $0.place.map(places.contains) ?? false }
    }

    private func leavings(_ links: [Int64], from places: [Int64]) throws -> [(place: Int64, link: Int64)] {
        guard !links.isEmpty, !places.isEmpty else { return [] }
        let query = Query(
            .leavings, [.leavingFolder, .leavingRow],
            where: .and([
                .anyOf(.leavingFolder, Set(places).sorted().map { .integer($0) }),
                .equals(.leavingTable, .integer(Int64(Table.links.rawValue))),
                .anyOf(.leavingRow, links.map { .integer($0) }),
            ]), order: [.leavingFolder, .leavingRow])
        return try transaction.all(query) { (place: $0.integer(0), link: $0.integer(1)) }
    }

    private func placed(_ ids: [Int64]) throws -> [PlacedLink] {
        guard !ids.isEmpty else { return [] }
        let query = Query(.links, PlacedLink.columns, where: .anyOf(.linkId, ids.map { .integer($0) }))
        return try transaction.all(query, PlacedLink.init)
    }
}

/// A link's URL and where it is.
struct PlacedLink {
    static let columns: [Column] = [.linkId, .linkURL, .linkType, .linkFolder]

    let id: Int64
    let url: String
    private let type: LinkType
    private let folder: Int64

    /// Links of one place, whatever their URL.
    fileprivate var isInPlace: Predicate {
        let isOfType = Predicate.equals(.linkType, .text(type.rawValue))
        return type == .folder ? .and([isOfType, .equals(.linkFolder, .integer(folder))]) : isOfType
    }

    init(_ row: any Cursor) {
        self.init(id: row.integer(0), url: row.text(1), LinkRecord.type(row.text(2)), folder: row.integer(3))
    }

    init(_ link: LinkRecord) {
        self.init(id: link.id.number, url: link.url, link.type, folder: link.folder?.number ?? 0)
    }

    /// As an app has it.
    init(_ request: WholeLink, in folder: FolderID?) {
        self.init(id: request.id.number, url: request.url, request.linkType, folder: folder?.number ?? 0)
    }

    /// Whose URLs stand in what it has left alone.
    fileprivate init(gone id: Int64) { self.init(id: id, url: "", .folder, folder: 0) }

    private init(id: Int64, url: String, _ type: LinkType, folder: Int64) {
        self.id = id
        self.url = url
        self.type = type
        self.folder = type == .folder ? folder : 0
    }

    fileprivate var isInFolder: Bool { type == .folder }

    /// The same link by another URL.
    fileprivate func called(_ url: String) -> PlacedLink { PlacedLink(id: id, url: url, type, folder: folder) }

    /// The same link in another place.
    fileprivate func placed(by values: [Assignment]) -> PlacedLink {
        var (type, folder) = (type, folder)
        for assignment in values {
            switch (assignment.column, assignment.value) {
            case (.linkType, .text(let text)): type = LinkRecord.type(text)
            case (.linkFolder, .integer(let id)): folder = id
            default: break
            }
        }
        return PlacedLink(id: id, url: url, type, folder: folder)
    }

    /// Whether both have one URL in one place.
    fileprivate func isTwin(of other: PlacedLink) -> Bool {
        (url, type, folder) == (other.url, other.type, other.folder)
    }

    /// Of visits the newest takes the others' place.
    fileprivate var isVisit: Bool { type == .history }

    /// The folder or collection that it is in, whatever its URL. `nil` in the history.
    fileprivate var place: Int64? {
        switch type {
        case .folder: return folder > 0 ? folder : nil
        case .history: return nil
        default:
            var hash = ContentHash()
            hash.add(type.rawValue)
            // No folder has such a number.
            return hash.key.low | .min
        }
    }
}

/// Links by one URL.
struct LinksOfURL {
    let present: [PlacedLink]
    let before: [Int64]
}
