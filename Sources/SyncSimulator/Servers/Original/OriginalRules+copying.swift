import JSONText
import SyncModel

/// PROTOCOL §2.8, the nested dialect that 0.2.0 speaks.
extension OriginalRules {
    mutating func copy(_ body: OriginalBody) throws -> Result {
        let destination = try body.integer("newParentFolderId")
        let type = try body.text("linkType")
        guard case .object(let linkIds)? = body.json["linkIds"] else { throw OriginalRefusal.badRequest }
        let correlation = try body.correlation
        var answered: [JSONValue] = []
        for folder in try body.list("folders") { try copy(folder, into: destination, &answered) }
        var answeredLinks: [JSONMember] = []
        for member in linkIds {
            guard let source = member.value.integerValue else { throw OriginalRefusal.badRequest }
            if let id = copy(link: source, into: destination, type: type) {
                // The source's id where the new local one belongs: the original's mistake.
                answeredLinks.append(JSONMember("\(source)", .integer(id)))
            }
        }
        let event = JSONValue.object(["eventTimestamp": .integer(nowSeconds), "correlation": correlation])
        let reply = JSONValue.object([
            "folders": .array(answered), "linkIds": .object(answeredLinks), "correlation": correlation,
            "eventTimestamp": .integer(nowSeconds),
        ])
        return Result(reply: reply, events: [(.copyExistingItems, event)])
    }

    private mutating func copy(_ entry: JSONValue, into parent: Int64, _ answered: inout [JSONValue]) throws {
        guard let current = entry["currentFolder"], let local = current["localId"]?.integerValue,
            let remote = current["remoteId"]?.integerValue, let links = entry["links"]?.arrayValue,
            let children = entry["childFolders"]?.arrayValue
        else { throw OriginalRefusal.badRequest }
        guard var folder = library.folders[remote] else { throw OriginalRefusal.exception }
        folder.parent = parent
        folder.stamp = nowSeconds
        let id = library.newId(.folder)
        library.folders[id] = folder
        var newLinks: [JSONValue] = []
        for link in links {
            guard let localLink = link["localId"]?.integerValue, let source = link["remoteId"]?.integerValue else {
                throw OriginalRefusal.badRequest
            }
            if let new = copy(link: source, into: id, type: nil) { newLinks.append(Self.pair(localLink, new)) }
        }
        answered.append(.object(["currentFolder": Self.pair(local, id), "links": .array(newLinks)]))
        for child in children { try copy(child, into: id, &answered) }
    }

    private static func pair(_ local: Int64, _ remote: Int64) -> JSONValue {
        .object(["localId": .integer(local), "remoteId": .integer(remote)])
    }

    private mutating func copy(link source: Int64, into folder: Int64, type: String?) -> Int64? {
        guard var link = library.links[source] else { return nil }
        link.folder = folder
        link.type = type ?? link.type
        link.stamp = nowSeconds
        let id = library.newId(.link)
        library.links[id] = link
        library.note(stamp: nowSeconds)
        return id
    }
}
