import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// An app beside others on one library, by a correlation of its own.
struct Device {
    let library: Library
    let name: String

    @discardableResult
    func send(_ operation: OperationName, _ fields: String, said: Int64? = nil, at time: Int64? = nil) throws
        -> JSONValue
    {
        let arrival = time ?? library.nowSeconds
        let more = #""correlation":{"id":"\#(name)","clientName":"x"},"eventTimestamp":\#(said ?? arrival)"#
        return try library.send(operation, fields == "" ? "{\(more)}" : "{\(fields),\(more)}", at: arrival)
    }

    /// Sends a creation and answers the id.
    /// - Parameter localId: 0 online.
    func create(
        _ operation: OperationName, _ fields: String, localId: Int64 = 0, said: Int64? = nil, at time: Int64? = nil
    ) throws -> Int64 {
        try #require(
            try send(operation, fields + #","offlineSyncItemId":\#(localId)"#, said: said, at: time)["id"]?.integerValue
        )
    }

    func folder(
        _ name: String, in parent: Int64? = nil, localId: Int64 = 0, said: Int64? = nil, at time: Int64? = nil
    ) throws -> Int64 {
        try create(
            .createFolder,
            #""name":"\#(name)","note":"","parentFolderId":\#(parent.map { "\($0)" } ?? "null"),"isArchived":false"#,
            localId: localId, said: said, at: time)
    }

    func link(
        _ url: String, type: String = "FOLDER_LINK", in folder: Int64? = nil, localId: Int64 = 0, said: Int64? = nil
    ) throws -> Int64 {
        try create(
            .createANewLink,
            #""linkType":"\#(type)","title":"t","url":"\#(url)","idOfLinkedFolder":\#(folder.map { "\($0)" } ?? "null")"#,
            localId: localId, said: said)
    }

    /// An edit of a whole link.
    func edit(_ link: Int64, _ type: String, url: String) throws {
        try send(
            .updateLink,
            #""id":\#(link),"linkType":"\#(type)","title":"t","url":"\#(url)","baseURL":"","imgURL":"","#
                + #""note":"","idOfLinkedFolder":null,"userAgent":null,"markedAsImportant":false,"#
                + #""mediaType":"IMAGE","linkTags":[]"#)
    }

    func move(folders: [Int64] = [], links: [Int64] = [], to folder: Int64, said: Int64? = nil) throws {
        try send(
            .moveExistingItems,
            #""folderIds":\#(folders),"linkIds":\#(links),"linkType":"FOLDER_LINK","newParentFolderId":\#(folder)"#,
            said: said)
    }

    /// The rows of a table that it is to be sent, whatever its watermark says.
    func doubts(_ table: Table) throws -> [Int64] {
        try doubts(Query(.doubts, where: doubted(.equals(.doubtTable, .integer(Int64(table.rawValue))))))
    }

    /// Of those, the ones that it may have lost.
    func losses(_ table: Table) throws -> [Int64] {
        let ofTable = Predicate.equals(.doubtTable, .integer(Int64(table.rawValue)))
        return try doubts(
            Query(.doubts, where: doubted(.and([ofTable, .after(.doubtMissing, 0)]))))
    }

    private func doubted(_ predicate: Predicate) throws -> Predicate {
        .and([.equals(.doubtHolder, .integer(try holder().id)), predicate])
    }

    private func doubts(_ query: @autoclosure () throws -> Query) throws -> [Int64] {
        var query = try query()
        query.columns = [.doubtRow]
        query.order = [.doubtRow]
        return try library.reading { try $0.all(query) { $0.integer(0) } }
    }

    func holder() throws -> Holder {
        try library.reading { try #require(try $0.holder(of: .shared, correlation: name)) }
    }
}

extension Library {
    func device(_ name: String) -> Device { Device(library: self, name: name) }

    /// What all but the author heard, and forgets it.
    func takeTold() -> [OperationName] {
        defer { _ = takeHeard() }
        return heard.filter { $0.onlyFor == nil }.map(\.operation)
    }

    func reading<Result>(_ body: (any StoreSnapshot) throws -> Result) throws -> Result {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        return try body(snapshot)
    }

    func row(_ list: String, _ id: Int64) throws -> JSONValue? { try pull()[list]?.element(id) }

    func ids(_ list: String) throws -> [Int64] {
        (try pull()[list]?.arrayValue ?? []).compactMap { $0["id"]?.integerValue }
    }
}
