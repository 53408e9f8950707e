public import JSONText
public import SyncModel

/// One row of the catalog: everything that is to be said of a write, said once. Its route, event and tombstone have its
/// name; the request type states its fields.
public struct WriteOperation: Sendable {
    public let name: OperationName
    /// `GET` where apps send no body (PROTOCOL §2.3, §2.7).
    public let methods: [Method]
    /// The request with its defaults, for the wire reference.
    public let sample: any Payload
    /// For the wire reference: what the answer is.
    public let answers: AnswerKind
    public let leavesTombstone: Bool
    /// Understands a body. - Throws: ``FieldError``, a sentence for the caller.
    public let prepare: @Sendable (JSONValue) throws(FieldError) -> PreparedWrite

    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public enum AnswerKind: String, Sendable {
        case stampAndMessage = "{eventTimestamp, message}"
        case newItem = "{timeStampBasedResponse: {eventTimestamp, message}, id, correlation}"
        case copy = "{folders, linkIds, correlation, eventTimestamp}"
        case stamp = "{eventTimestamp}"
    }

    /// A row given by a procedure over the transaction: for the few writes that no smaller form can say.
    static func procedure<Request: Payload>(
        _ name: OperationName, takes: Request.Type, methods: [Method] = [.post],
        answers: AnswerKind = .stampAndMessage, leavesTombstone: Bool = false,
        _ perform: @escaping @Sendable (Request, Write) throws -> Outcome
    ) -> WriteOperation {
        WriteOperation(
            name: name, methods: methods, sample: Request(), answers: answers, leavesTombstone: leavesTombstone,
            prepare: { json throws(FieldError) in
                let request = try Request(json: json)
                let newItem = request as? any NewItem
                let isByApp = newItem == nil || json["offlineSyncItemId"] != nil
                return PreparedWrite(
                    name: name, correlation: request.correlation, isByApp: isByApp,
                    isFrom012: isByApp && (name.isUnknownBefore012 || (newItem is NewLink && json["tags"] != nil)),
                    saidSeconds: request.eventTimestamp,
                    isSentAtOnce: isByApp && newItem?.offlineSyncItemId == 0
                ) { try perform(request, $0) }
            })
    }
}

extension OperationName {
    /// What apps up to 0.11.2 neither send nor apply (PROTOCOL §7.1).
    var isUnknownBefore012: Bool {
        switch self {
        case .markFoldersAsRoot, .archiveMultipleItems, .unarchiveMultipleItems, .moveExistingItems,
            .deleteMultipleItems, .copyExistingItems, .updateFolder, .createTag, .renameTag, .deleteTag:
            true
        default: false
        }
    }
}
