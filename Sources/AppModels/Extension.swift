/// The browser extension 0.1.0–0.1.2 (PROTOCOL §7.1): two requests, no tags, a fresh correlation for each, and it does not
/// look at the body of a success. It keeps nothing.
public struct Extension: Sendable {
    private var random: SeededGenerator
    private var ticketsEver = 0

    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// `CREATE_A_NEW_LINK`.
    /// - Parameter folder: remote; `nil` saves to Saved Links.
    public mutating func saveLink(
        url: String, title: String, note: String, folder: Int64?, isImportant: Bool = false, nowSeconds: Int64
    ) -> AppRequest {
        let kind: LinkKind = isImportant ? .important : folder == nil ? .saved : .folder
        let link = LocalLink(
            kind: kind, title: title, url: url, imgURL: "", note: note, idOfLinkedFolder: folder,
            userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            markedAsImportant: isImportant, mediaKind: .image, lastModified: nowSeconds)
        return request(.createLink, nowSeconds) {
            $0.add(link, folder: kind == .folder ? folder : nil, markedAsImportant: isImportant)
        }
    }

    /// `CREATE_FOLDER`, with `id:0` too many.
    /// - Parameter parent: remote; -2 when the user clicks the icon of "Important Links".
    public mutating func createFolder(name: String, parent: Int64?, nowSeconds: Int64) -> AppRequest {
        let folder = LocalFolder(
            name: name, note: "", parentFolderId: parent, isArchived: false, lastModified: nowSeconds)
        return request(.createFolder, nowSeconds) {
            $0.add("id", Int64(0))
            $0.add(folder, parent: parent)
        }
    }

    private mutating func request(
        _ operation: Operation, _ nowSeconds: Int64, _ write: (inout JSONWriter) -> Void
    ) -> AppRequest {
        var writer = JSONWriter()
        write(&writer)
        writer.add("eventTimestamp", nowSeconds)
        writer.add("correlation", json: JSONWriter.correlation(id: freshID(), clientName: "Extension"))
        ticketsEver += 1
        return AppRequest(
            ticket: ticketsEver, method: "POST", path: operation.path, query: [], body: writer.finished())
    }

    /// In the shape of a UUID.
    private mutating func freshID() -> String {
        let digits = [random.next(), random.next()].map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var rest = Substring(digits)
        return [8, 4, 4, 4, 12].map { length in
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length)
        }.joined(separator: "-")
    }
}
