import JSONText
import SyncModel

extension World {
    /// The browser extension saves a link, or makes a folder: one request with a correlation of its own, no repetition
    /// (PROTOCOL §7.1).
    func extend(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        let folders = server.library().folders.keys.sorted()
        let correlation = JSONValue.object([
            "id": .string("extension-\(seed)"), "clientName": .string("Linkora Extension"),
        ])
        let seconds = JSONValue.integer(nowMilliseconds / 1_000)
        let folder = folders.isEmpty || dice.happens(0.4) ? nil : dice.pick(folders)
        let name: OperationName
        let body: JSONValue
        if dice.happens(0.2) {
            name = .createFolder
            body = .object([
                "id": .integer(0), "name": .string("extension folder \(seed % 100_000)"), "note": .string(""),
                "parentFolderId": .optional(folder), "isArchived": .boolean(false), "correlation": correlation,
                "eventTimestamp": seconds,
            ])
        } else {
            name = .createANewLink
            body = .object([
                "linkType": .string((folder == nil ? LinkType.saved : .folder).rawValue),
                "title": .string("extension \(seed % 100_000)"),
                "url": .string("https://extension.example/\(seed % 100_000)"), "baseURL": .string("extension.example"),
                "imgURL": .string(""), "note": .string(""), "idOfLinkedFolder": .optional(folder),
                "userAgent": .string("Mozilla"), "markedAsImportant": .boolean(false), "mediaType": .string("IMAGE"),
                "correlation": correlation, "eventTimestamp": seconds,
            ])
        }
        let request = WireRequest(method: "POST", path: "/" + name.rawValue, body: body.bytes)
        let ticket = add(Exchange(sender: .nobody, device: -1, request: request, sentMilliseconds: nowMilliseconds))
        ledger.sentByExtension(request, ticket: ticket, nowMilliseconds: nowMilliseconds)
        script.note(nowMilliseconds, "the extension: \(name.rawValue)")
        arrive(ticket, after: dice.between(5...80))
    }
}
