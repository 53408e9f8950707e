import JSONText
import SyncModel

/// PROTOCOL §2.3.
extension OriginalRules {
    mutating func performOnLinks(_ name: OperationName, _ body: OriginalBody) throws -> Result? {
        switch name {
        case .createANewLink: return try createLink(body)
        case .updateLink: return try updateLink(body)
        case .deleteALink:
            let id = try body.integer("id")
            bury(.deleteALink, try reference(id, body))
            library.removeLink(id)
            return try told(name, body, ["id"])
        case .deleteDuplicateLinks:
            let ids = try body.ids("linkIds")
            let result = try told(name, body, ["linkIds"])
            // Keeps the client's own time (PROTOCOL §2.3).
            bury(name, try body.payload(["linkIds"], stamp: body.integer("eventTimestamp")))
            for id in ids { library.removeLink(id) }
            return result
        case .updateLinkTitle:
            let title = try body.text("newTitleOfTheLink")
            return try edit(link: body.integer("linkId"), name, body, ["linkId", "newTitleOfTheLink"]) {
                $0.title = title
            }
        case .updateLinkNote:
            let note = try body.text("newNote")
            return try edit(link: body.integer("linkId"), name, body, ["linkId", "newNote"]) { $0.note = note }
        case .archiveLink, .unarchiveLink:
            let type: LinkType = name == .archiveLink ? .archive : .saved
            return try edit(link: body.integer("id"), name, body, ["id"]) { $0.type = type.rawValue }
        default: return nil
        }
    }

    private static let keys = [
        "linkType", "title", "url", "baseURL", "imgURL", "note", "idOfLinkedFolder", "userAgent",
        "markedAsImportant", "mediaType",
    ]

    private func link(_ body: OriginalBody, tags: Set<Int64>) throws -> OriginalLibrary.Link {
        let type = try body.text("linkType")
        let media = try body.text("mediaType")
        guard LinkType(rawValue: type) != nil, MediaType(rawValue: media) != nil else {
            throw OriginalRefusal.badRequest
        }
        return OriginalLibrary.Link(
            stamp: nowSeconds, type: type, title: try body.text("title"), url: try body.text("url"),
            baseURL: try body.text("baseURL"), imageURL: try body.text("imgURL"), note: try body.text("note"),
            folder: try body.optionalInteger("idOfLinkedFolder"), userAgent: try body.optionalText("userAgent"),
            isImportant: try body.boolean("markedAsImportant"), mediaType: media, tags: tags)
    }

    private mutating func createLink(_ body: OriginalBody) throws -> Result {
        let tags = Set(try body.ids("tags"))
        let link = try link(body, tags: tags)
        _ = try body.correlation
        // The batch insert of tombstones throws for a page that was visited before (PROTOCOL F11).
        let isVisitedAgain =
            link.type == LinkType.history.rawValue
            && library.links.contains { $0.value.type == link.type && $0.value.url == link.url }
        guard !isVisitedAgain, tags.isSubset(of: library.tags.keys) else { throw OriginalRefusal.exception }
        let id = library.newId(.link)
        library.links[id] = link
        library.note(stamp: nowSeconds)
        let event = try body.payload(Self.keys, stamp: nowSeconds, id: ("id", id))
        return Result(
            reply: try newItem(id, body), events: [(.createANewLink, Self.tagged(event, id, tags))])
    }

    private static func tagged(_ event: JSONValue, _ id: Int64, _ tags: Set<Int64>) -> JSONValue {
        guard case .object(let members) = event else { return event }
        let list = tags.sorted().map { JSONValue.object(["linkId": .integer(id), "tagId": .integer($0)]) }
        return .object(members + [JSONMember("linkTags", .array(list))])
    }

    private mutating func updateLink(_ body: OriginalBody) throws -> Result {
        let id = try body.integer("id")
        let items = try body.list("linkTags")
        let tags = Set(items.compactMap { $0["tagId"]?.integerValue })
        let new = try link(body, tags: tags)
        guard tags.isSubset(of: library.tags.keys), items.allSatisfy({ $0["linkId"]?.integerValue == id }) else {
            throw OriginalRefusal.exception
        }
        return try edit(link: id, .updateLink, body, ["id"] + Self.keys + ["linkTags"]) { $0 = new }
    }

    private mutating func edit(
        link id: Int64, _ name: OperationName, _ body: OriginalBody, _ keys: [String],
        _ change: (inout OriginalLibrary.Link) -> Void
    ) throws -> Result {
        try refuseLate(library.links[id]?.stamp, body)
        let result = try told(name, body, keys)
        if var link = library.links[id] {
            change(&link)
            link.stamp = nowSeconds
            library.links[id] = link
            library.note(stamp: nowSeconds)
        }
        return result
    }
}
