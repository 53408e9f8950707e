import JSONText
import SyncCore
import SyncModel
import SyncTesting
import Testing

/// A library in memory with a clock that tests set: what is sent comes back as JSON.
final class Library {
    let store = InMemoryStore(idBase: 1_000)
    private var engine: Engine
    var nowSeconds: Int64 = 1_800_000_000
    private(set) var heard: [Announcement] = []

    init() throws { engine = try Engine(store) }

    func restart() throws { engine = try Engine(store) }

    /// Sends one write and answers its reply.
    @discardableResult
    func send(
        _ name: OperationName, _ body: String, at time: Int64? = nil, as asker: Asker = .shared
    ) throws -> JSONValue {
        let operation = try #require(Catalog.write(name))
        var prepared = try operation.prepare(try JSONReader.read(Array(body.utf8)))
        prepared.asker = asker
        let results = engine.commit([prepared], arrivalSeconds: time ?? nowSeconds)
        let committed = try results[0].get()
        heard += committed.announcements
        return try json(committed.reply)
    }

    /// Sends a creation and answers the new id.
    func create(_ name: OperationName, _ body: String) throws -> Int64 {
        try #require(try send(name, body)["id"]?.integerValue)
    }

    func folder(_ name: String, in parent: Int64? = nil) throws -> Int64 {
        try create(
            .createFolder,
            #"{"name":"\#(name)","note":"","parentFolderId":\#(parent.map { "\($0)" } ?? "null"),"isArchived":false}"#)
    }

    func link(_ url: String, type: String = "FOLDER_LINK", in folder: Int64? = nil, tags: [Int64] = []) throws -> Int64
    {
        try create(
            .createANewLink,
            #"{"linkType":"\#(type)","title":"t","url":"\#(url)","idOfLinkedFolder":\#(folder.map { "\($0)" } ?? "null"),"tags":\#(tags)}"#
        )
    }

    func pull(after watermark: Int64 = 0, as asker: Asker = .shared) throws -> JSONValue {
        try pulled(Pull(.rows, asker, watermark: watermark))
    }

    /// What an app shows that has applied everything.
    func watermark() throws -> Int64 {
        let lists = ["links", "folders", "panels", "panelFolders", "tags"]
        let rows = try pull()
        return lists.flatMap { rows[$0]?.arrayValue ?? [] }.compactMap { $0["eventTimestamp"]?.integerValue }.max() ?? 0
    }

    func tombstones(after watermark: Int64 = 0, as asker: Asker = .shared) throws -> [JSONValue] {
        try pulled(Pull(.list, asker, watermark: watermark)).arrayValue ?? []
    }

    private func pulled(_ pull: Pull) throws -> JSONValue {
        let answer = try engine.pulled(pull, store).get()
        defer { answer.snapshot?.close() }
        return try json(answer.text())
    }

    func read(_ name: OperationName, _ request: ReadRequest) throws -> JSONValue {
        let operation = try #require(Catalog.reads.first { $0.name == name })
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        guard case .read(let prepare) = operation.work else { return .null }
        return try json(prepare(request).answer(snapshot))
    }

    private func json(_ answer: any AnswerText) throws -> JSONValue {
        var bytes: [UInt8] = []
        while case let piece = try answer.next(bytesWanted: 64), !piece.isEmpty { bytes += piece }
        return try JSONReader.read(bytes)
    }

    func takeHeard() -> [(operation: OperationName, payload: JSONValue)] {
        defer { heard = [] }
        return heard.map { announcement in
            let encoded = announcement.encoded
            let text = encoded.head + Array("1".utf8) + encoded.tail
            return (announcement.operation, (try? JSONReader.read(text))?["payload"] ?? .null)
        }
    }

    private func json(_ object: any WireObject) throws -> JSONValue {
        var writer = JSONWriter()
        object.write(to: &writer)
        return try JSONReader.read(writer.bytes)
    }
}

extension JSONValue {
    /// The element of this list whose `key` has this number.
    func element(_ number: Int64, _ key: String = "id") -> JSONValue? {
        arrayValue?.first { $0[key]?.integerValue == number }
    }
}
