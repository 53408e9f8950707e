import JSONText
import SyncModel

/// The original's rules (PROTOCOL §2, §8), as far as apps meet them: plain clock stamps, refusal of late edits, no memory
/// of what was done already, no order, no gates. A policy for tests only, to prove that the checks can fail.
struct OriginalRules {
    struct Result {
        var reply: JSONValue
        /// Frames for everybody, in order.
        var events: [(operation: OperationName, payload: JSONValue)] = []
    }

    var library = OriginalLibrary()
    /// By the server's clock.
    var nowSeconds: Int64 = 0

    /// - Throws: ``OriginalRefusal``.
    mutating func perform(_ name: OperationName, _ body: OriginalBody) throws -> Result {
        if let result = try performOnFolders(name, body) { return result }
        if let result = try performOnLinks(name, body) { return result }
        if let result = try performOnPanelsAndTags(name, body) { return result }
        if let result = try performOnSeveral(name, body) { return result }
        throw OriginalRefusal.exception
    }

    // MARK: What most operations share

    /// "This row already contains the latest data."
    func refuseLate(_ stamp: Int64?, _ body: OriginalBody) throws {
        if let stamp, stamp > (try body.integer("eventTimestamp")) { throw OriginalRefusal.exception }
    }

    func stampReply(_ message: String) -> JSONValue {
        .object(["eventTimestamp": .integer(nowSeconds), "message": .string(message)])
    }

    func newItem(_ id: Int64, _ body: OriginalBody) throws -> JSONValue {
        .object([
            "timeStampBasedResponse": stampReply("created"), "id": .integer(id), "correlation": try body.correlation,
        ])
    }

    /// The request itself as the event.
    func told(_ name: OperationName, _ body: OriginalBody, _ keys: [String]) throws -> Result {
        Result(
            reply: stampReply("done"), events: [(name, try body.payload(keys, stamp: nowSeconds))])
    }

    mutating func bury(_ name: OperationName, _ payload: JSONValue) {
        library.tombstones.append(
            OriginalLibrary.Tombstone(stamp: nowSeconds, operation: name.rawValue, payload: payload))
    }

    func reference(_ id: Int64, _ body: OriginalBody) throws -> JSONValue {
        .object([
            "id": .integer(id), "correlation": try body.correlation, "eventTimestamp": .integer(nowSeconds),
        ])
    }
}
