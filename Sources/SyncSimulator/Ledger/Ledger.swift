import AppModels
import SyncModel

/// What users meant, what was sent, and what the server said to it: the world's memory, from which the checkers judge.
struct Ledger {
    /// One action of a user.
    struct Intent {
        let device: Int
        let milliseconds: Int64
        let clockSeconds: Int64
        let action: UserAction
        let difference: LocalDifference
    }

    /// A row that an action of a user made on a device.
    struct Birth {
        let device: Int
        let row: LocalDifference.Row
        let intent: Int
        let name: String
        /// Ids that answers gave to it.
        var ids: Set<RowKey> = []
        /// The user deleted it again.
        var isDeletedLocally = false
        /// Tickets of requests that were to create it, and of their doubles.
        var tickets: [Int] = []
    }

    /// One request that was sent, and what came of it.
    struct Sending {
        enum Fate: Equatable {
            case onTheWay
            /// Carried out: answered with 2xx, though perhaps nobody heard it.
            case heard
            case refused(Int)
            /// The server died with it; it may have been carried out.
            case unanswered
        }

        /// -1: the extension.
        let device: Int
        let life: Int
        let content: RequestContent
        let sentMilliseconds: Int64
        var arrivedMilliseconds: Int64?
        var fate = Fate.onTheWay
        /// The app was killed before it had handled what came of it.
        var appDied = false
        /// When the app got the answer, or learnt that there is none.
        var deliveredMilliseconds: Int64?
        /// The app got the answer.
        var isAnswerKnown = false
        /// It was refused for the sake of the storage; a refusal for any other reason is told where it happens.
        var isRefusedByStorage: Bool { fate == .refused(503) || fate == .refused(507) }
        var isRefused: Bool { if case .refused = fate { !isRefusedByStorage } else { false } }
        /// Local ids of copies whose sources were gone when the answer was made.
        var copiesOfNothing: Set<LocalDifference.Row> = []
    }

    let history: History
    var intents: [Intent] = []
    var births: [Birth] = []
    /// By device and local row, the latest last: local ids may start again (F40).
    var birthsOfRows: [DeviceRow: [Int]] = [:]
    /// By the ticket of their exchange.
    var sendings: [Int: Sending] = [:]
    /// Rows that answers told of, with who asked for them: index of a birth, or `nil` for the extension and the like.
    var answeredRows: [RowKey: Int?] = [:]
    var heardDeletions: [RowKey: Int] = [:]
    /// Rows that a device had and its user removed, whatever the server heard of it.
    private(set) var removedByUsers: Set<RemovedRow> = []
    /// By a row that a user deleted last: others of its kind, by remote ids, that he saw and left.
    private(set) var keptBeside: [RowKey: Set<Int64>] = [:]
    /// Rows that are gone, by what was done then.
    var removedRows: Set<RowKey> = []
    var addedRows: Set<RowKey> = []
    /// Rows that went with a write that had not asked for it.
    var unaskedRemovals: Set<RowKey> = []
    /// States of the library just before deletions were carried out.
    var statesBefore: [LibraryState] = []
    /// Deletions that arrived and were not answered yet.
    private(set) var openDeletions: Set<Int> = []
    /// Rows that were there when everything was deleted.
    var wipedRows: Set<RowKey> = []
    var lastStamp: Int64 = 0
    var violations: [Violation] = []
    /// Faults have ended.
    var isCalm: Bool { calmMilliseconds != nil }
    /// Since when.
    var calmMilliseconds: Int64?
    var rowsSent = 0
    var rowsNeeded = 0
    /// Devices of which a creation made online was carried out, and since when: from then on their clock can be known.
    var clocksToldMilliseconds: [Int: Int64] = [:]
    /// When the server started again: it had forgotten who was pushing a queue.
    var restartsMilliseconds: [Int64] = []
    /// When pulls of rows or lists arrived, by device: either tells that it has started.
    var pulledMilliseconds: [Int: [Int64]] = [:]
    /// Contents answered since rows were last written down.
    var justAnswered: [RequestContent] = []
    /// Rows that answers to creations gave another id on a device.
    var renamedByAnswers: Set<RemovedRow> = []
    /// Rows whose ids they gave to others there.
    var misnamedByAnswers: Set<RemovedRow> = []
    /// Folders that pulls named without bringing them, and when those pulls were sent; for real processes.
    var namedFolders: [(milliseconds: Int64, ids: Set<Int64>)] = []
    /// Tickets of the copies among them.
    var justCopied: [Int] = []
    /// Rows that these answers told of.
    var justToldRows: [RowKey] = []
    var events = EventCheck()

    struct RemovedRow: Hashable {
        let device: Int
        let row: RowKey
    }

    struct DeviceRow: Hashable {
        let device: Int
        let row: LocalDifference.Row
    }

    init(_ history: History) { self.history = history }

    // MARK: Users

    mutating func acted(
        _ device: Device, _ action: UserAction, before: LocalLibrary, nowMilliseconds: Int64, clockSeconds: Int64
    ) {
        let difference = LocalDifference(from: before, to: device.app.library)
        intents.append(
            Intent(
                device: device.index, milliseconds: nowMilliseconds, clockSeconds: clockSeconds, action: action,
                difference: difference))
        for row in difference.created {
            births.append(
                Birth(
                    device: device.index, row: row, intent: intents.count - 1, name: difference.names[row] ?? ""))
            birthsOfRows[DeviceRow(device: device.index, row: row), default: []].append(births.count - 1)
        }
        for (row, remoteId) in difference.removed {
            if let remoteId { removed(RowKey(row.kind, remoteId), by: device) }
            if let birth = birthsOfRows[DeviceRow(device: device.index, row: row)]?.last {
                births[birth].isDeletedLocally = true
            }
        }
    }

    // MARK: Requests

    private mutating func removed(_ row: RowKey, by device: Device) {
        removedByUsers.insert(RemovedRow(device: device.index, row: row))
        keptBeside[row] = device.app.library.remoteIds(row.kind)
    }

    mutating func sent(_ request: WireRequest, ticket: Int, by device: Device, nowMilliseconds: Int64) {
        guard let content = RequestContent(path: request.path, body: request.body) else { return }
        let sending = Sending(
            device: device.index, life: device.life, content: content, sentMilliseconds: nowMilliseconds)
        sendings[ticket] = sending
        var rows = content.copies.map { ($0.kind, $0.localId) }
        if let creation = content.creation { rows.append((creation.kind, creation.localId)) }
        for (kind, localId) in rows {
            if let birth = birth(of: sending, kind: kind, localId: localId) { births[birth].tickets.append(ticket) }
        }
    }

    mutating func sentAgain(_ ticket: Int, as double: Int) {
        guard let sending = sendings[ticket] else { return }
        sendings[double] = Sending(
            device: sending.device, life: sending.life, content: sending.content,
            sentMilliseconds: sending.sentMilliseconds)
        // The one that arrives may be the double alone.
        for index in births.indices where births[index].tickets.contains(ticket) {
            births[index].tickets.append(double)
        }
    }

    mutating func sentByExtension(_ request: WireRequest, ticket: Int, nowMilliseconds: Int64) {
        guard let content = RequestContent(path: request.path, body: request.body) else { return }
        sendings[ticket] = Sending(device: -1, life: 0, content: content, sentMilliseconds: nowMilliseconds)
    }

    mutating func arrived(_ ticket: Int, nowMilliseconds: Int64) {
        guard let sending = sendings[ticket] else { return }
        sendings[ticket]?.arrivedMilliseconds = nowMilliseconds
        if sending.content.removes { openDeletions.insert(ticket) }
    }

    /// What is refused because nothing can be written down tells nothing that lasts.
    private mutating func noteClock(_ sending: Sending) {
        guard let creation = sending.content.creation, creation.localId == 0, sending.device >= 0,
            let arrival = sending.arrivedMilliseconds, arrival - sending.sentMilliseconds < 2_000
        else { return }
        clocksToldMilliseconds[sending.device] = min(clocksToldMilliseconds[sending.device] ?? .max, arrival)
    }

    mutating func answered(_ ticket: Int, status: Int, body: [UInt8]) {
        guard let sending = sendings[ticket] else { return }
        openDeletions.remove(ticket)
        guard (200..<300).contains(status) else {
            sendings[ticket]?.fate = .refused(status)
            return
        }
        sendings[ticket]?.fate = .heard
        noteClock(sending)
        justAnswered.append(sending.content)
        if !sending.content.copies.isEmpty { justCopied.append(ticket) }
        for row in sending.content.deletions { heardDeletions[row] = sending.device }
        if sending.content.wipes { wipedRows.formUnion(addedRows) }
        let replied = RepliedIds(to: sending.content, body: body).rows
        events.committed(sending.content, made: replied.map(\.row))
        justToldRows += replied.map(\.row)
        for (localId, row) in replied {
            let birth = birth(of: sending, kind: row.kind, localId: localId)
            answeredRows[row] = birth
            if let birth { births[birth].ids.insert(row) }
        }
    }

    /// The action that a creation belongs to: by its local id, or, sent online, by its name and time.
    private func birth(of sending: Sending, kind: RowKind, localId: Int64) -> Int? {
        guard sending.device >= 0 else { return nil }
        if localId != 0 {
            let key = DeviceRow(device: sending.device, row: LocalDifference.Row(kind: kind, localId: localId))
            let candidates = birthsOfRows[key] ?? []
            let earlier = candidates.filter { intents[births[$0].intent].milliseconds <= sending.sentMilliseconds }
            // Local ids may start again while what they named before is still being sent.
            return earlier.last { intents[births[$0].intent].clockSeconds == sending.content.editSeconds }
                ?? earlier.last
        }
        let name = sending.content.creation?.name ?? ""
        return births.indices.last { index in
            let birth = births[index]
            return birth.device == sending.device && birth.row.kind == kind
                && intents[birth.intent].milliseconds <= sending.sentMilliseconds
                && (kind == .panelFolder || birth.name == name)
                && intents[birth.intent].clockSeconds == sending.content.editSeconds
        }
    }

    /// - Parameter isAnswer: the answer came; otherwise the app learnt that none will.
    mutating func delivered(_ ticket: Int, isAnswer: Bool, nowMilliseconds: Int64) {
        sendings[ticket]?.deliveredMilliseconds = nowMilliseconds
        if isAnswer { sendings[ticket]?.isAnswerKnown = true }
    }

    mutating func serverDied(_ ticket: Int) {
        openDeletions.remove(ticket)
        if sendings[ticket]?.fate == .onTheWay { sendings[ticket]?.fate = .unanswered }
    }

    /// The app was killed. What was on its way is lost to it, and so is what it got a moment ago and had not handled.
    mutating func appDied(_ device: Device, ticketsOnTheWay: some Sequence<Int>, nowMilliseconds: Int64) {
        for ticket in ticketsOnTheWay { sendings[ticket]?.appDied = true }
        guard !device.app.isIdle else { return }
        for (ticket, sending) in sendings
        where sending.device == device.index && sending.life == device.life - 1
            && nowMilliseconds - (sending.deliveredMilliseconds ?? 0) < Self.unhandledMilliseconds
        {
            sendings[ticket]?.appDied = true
        }
    }

    /// An answer that was delivered this long before a kill may not have been handled.
    private static let unhandledMilliseconds: Int64 = 2_000
}
