import JSONText
import SyncModel

/// One request being carried out inside a transaction: the store, the stamp that everything it touches gets, and the
/// time of the edit. Valid only while it runs.
public final class Write {
    let transaction: any StoreTransaction
    /// Becomes `last_modified` and `deleted_at` of whatever changes.
    let stamp: Int64
    /// What the answer carries: it moves the author's watermark past nothing (PROTOCOL F2).
    let number: Int64
    /// Epoch seconds at which the request arrived.
    let arrivalSeconds: Int64
    /// The device whose write this is; `nil` when nobody can say (the extension, scripts).
    let author: Holder?
    /// Whose token the request came with.
    let asker: Asker
    private let ids: LibraryIDs
    /// When the author's clock made the request, as it says; 0 when it did not.
    let saidSeconds: Int64
    /// The request certainly did not wait in the app.
    let isFromNoQueue: Bool
    /// Rows that may reach the author later than this request's answer, or have reached it behind what this says.
    let inFlight: [AnswerInFlight]
    /// Rows that a list says to the author as they were, which may be applied later than this write was made there: also
    /// one that the author has shown since, for this may have been late.
    let toldByLists: Set<RowName>
    /// Rows whose state the author is to be sent.
    var mended: [(kind: EditableTable, ids: [Int64])] = []
    /// What sockets must not confirm.
    var unconfirmed: [UnconfirmedRow] = []
    /// Links that apps may have refused, said again at the end.
    var resaid: Set<Int64> = []
    /// Links by their URL, as they were when it was asked for first: many copies of one do not ask for each other.
    var linksOfURLs: [String: LinksOfURL] = [:]
    /// Whether an id came that only another library can have given.
    private(set) var namesAnotherLibrary = false

    init(
        _ transaction: any StoreTransaction, stamp: Int64, number: Int64, arrivalSeconds: Int64, author: Holder?,
        _ prepared: PreparedWrite, ids: LibraryIDs
    ) {
        saidSeconds = prepared.saidSeconds
        isFromNoQueue = prepared.way == .atOnce || (prepared.way == .atOnceIfItPulls && author?.reads ?? false)
        let recipient = SentLately.Recipient(prepared.asker, author?.id ?? 0)
        inFlight = prepared.sentLately.answers(to: recipient)
        toldByLists = prepared.sentLately.rowsInLists(to: recipient)
        asker = prepared.asker
        self.number = number
        self.transaction = transaction
        self.author = author
        self.stamp = stamp
        self.arrivalSeconds = arrivalSeconds
        self.ids = ids
    }

    /// The stamp, or less where stamps run ahead of the clock: see ``StampGate/clock(nowSeconds:)``.
    var clock: Int64 { StampGate.clock(stamp, nowSeconds: arrivalSeconds) }

    /// Takes note of an id that no row has.
    func missed(_ id: Int64) {
        if ids.isOfAnotherLibrary(id) { namesAnotherLibrary = true }
    }

    /// Whether this library may have given this id to a row that is gone.
    func mayBeGone(_ id: Int64) -> Bool { id > 0 && !ids.isOfAnotherLibrary(id) }

    /// Whether an app sent a number of its own in place of an id (PROTOCOL F17).
    func isNumberOfApp(_ id: Int64) -> Bool { ids.isNumberOfApp(id) }

    /// The request waited in the app before it came.
    var wasQueued: Bool { saidSeconds > 0 && arrivalSeconds - ownSeconds(saidSeconds) > Self.repetitionSecondsMin }

    /// When the author's clock made the request, by our clock.
    var saidToBeMade: Int64 { ownSeconds(saidSeconds) }

    /// When the user made this edit, by our clock.
    func editSeconds(of request: some Payload) -> Int64 { ownSeconds(request.eventTimestamp) }

    /// By our clock what the author's clock said.
    private func ownSeconds(_ said: Int64) -> Int64 {
        ClientClock.editSeconds(
            said, offsetSeconds: author?.clockOffsetSeconds, arrivalSeconds: arrivalSeconds)
    }

    func reply(_ message: String) -> TimeStampReply { TimeStampReply(eventTimestamp: number, message: message) }

    func reply(_ message: String, newId: Int64, to request: some Payload) -> NewItemReply {
        NewItemReply(reply(message), id: newId, correlation: request.correlation ?? .anonymous)
    }
}

// MARK: Changing rows

extension Write {
    /// Adds a row and remembers its birth.
    func insert(_ table: Table, stamped column: Column, _ values: [Assignment], edited: Int64) throws -> Int64 {
        let id = try transaction.insert(table, values + [Assignment(column, .integer(stamp))])
        try transaction.insert(
            .histories,
            [
                Assignment(.historyTable, .integer(Int64(table.rawValue))), Assignment(.historyRow, .integer(id)),
                Assignment(.historyBirth, .integer(stamp)), Assignment(.historyEdited, .integer(edited)),
                Assignment(.historyKnownBy, .integer(author?.id ?? 0)),
                Assignment(.historyCreator, .integer(author?.id ?? 0)), Assignment(.historyRetold, .integer(0)),
                Assignment(.historyIsNamed, .boolean(false)),
            ])
        return id
    }

    /// Sets columns of rows that exist and gives them this write's stamp.
    @discardableResult
    func update(_ kind: EditableTable, _ ids: [Int64], _ values: [Assignment]) throws -> Int {
        let known = try knownToAuthor(kind, ids)
        let count = try restamp(kind, ids, values)
        try noteChange(kind, ids, knownToAuthor: known)
        return count
    }

    private func restamp(_ kind: EditableTable, _ ids: [Int64], _ values: [Assignment]) throws -> Int {
        try transaction.update(
            kind.table, where: .anyOf(kind.id, ids.map { .integer($0) }),
            set: values + [Assignment(kind.stamp, .integer(stamp))])
    }

    /// Gives rows this write's stamp without changing them, so that the next pull of every device brings them: how a
    /// device whose own edit did not stand gets back to the true state.
    func bringAgain(_ kind: EditableTable, _ ids: [Int64]) throws {
        guard !ids.isEmpty else { return }
        _ = try restamp(kind, ids, [])
        try noteChange(kind, ids, knownToAuthor: [])
    }

    /// Removes rows and what was remembered of them.
    @discardableResult
    func delete(_ kind: EditableTable, _ ids: [Int64]) throws -> Int {
        guard !ids.isEmpty else { return 0 }
        if kind == .links || kind == .folders || kind == .tags { try mendUnheard(kind, ids) }
        try doubtYoung(kind, ids)
        let values = ids.map { Value.integer($0) }
        // A tag's birth is needed as long as its tombstone is handed out (PROTOCOL F15).
        try transaction.forgetEdits(kind, values)
        if kind != .tags {
            try transaction.delete(.histories, where: .and([kind.isInHistories, .anyOf(.historyRow, values)]))
        }
        return try transaction.delete(kind.table, where: .anyOf(kind.id, values))
    }

    /// Leaves a record of a deletion for devices that are away.
    func bury(_ operation: OperationName, _ payload: some Payload) throws {
        var payload = payload
        payload.eventTimestamp = stamp
        payload.correlation = payload.correlation ?? .anonymous
        var writer = JSONWriter()
        payload.write(to: &writer)
        try transaction.insert(
            .tombstones,
            [
                Assignment(.tombstoneStamp, .integer(stamp)),
                Assignment(.tombstoneOperation, .text(operation.rawValue)),
                Assignment(.tombstonePayload, .text(String(decoding: writer.bytes, as: UTF8.self))),
            ])
    }
}
