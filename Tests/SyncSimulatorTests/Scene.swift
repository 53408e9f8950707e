import AppModels

@testable import SyncSimulator

/// One app, a server that a test plays, and the ledger of what passes between them.
final class Scene {
    /// What becomes of a request.
    enum Fate {
        case answered(String)
        /// Carried out with this answer, of which the app never hears.
        case answerLost(String)
        /// The same, and the app waits for it.
        case late(String)
        case refused
        /// The storage was full.
        case impossible
        case lost
    }

    let device: Device
    private(set) var ledger: Ledger
    private var nowMilliseconds: Int64 = 1_700_000_000_000
    private var ticketsEver = 0
    private var late: [(ticket: Int, body: String, request: AppRequest)] = []

    /// - Parameter updates: what the first sync brings.
    init(_ generation: Generation, holding updates: String) {
        let history = HandMade.history(generations: [generation])
        device = HandMade.device(history)
        ledger = Ledger(history)
        HandMade.pull(updates, into: device)
    }

    private var nowSeconds: Int64 { nowMilliseconds / 1_000 }

    func act(_ action: UserAction) {
        nowMilliseconds += 1_000
        let before = device.app.library
        device.act(action, nowSeconds: nowSeconds)
        ledger.acted(
            device, action, before: before, nowMilliseconds: nowMilliseconds, clockSeconds: nowSeconds)
    }

    func restart() {
        nowMilliseconds += 10_000
        device.life += 1
        device.noteCutOff()
        device.app.kill()
        ledger.appDied(device, ticketsOnTheWay: [], nowMilliseconds: nowMilliseconds)
        device.app.start(nowSeconds: nowSeconds)
    }

    func syncByHand() { device.app.manualSync(nowSeconds: nowSeconds) }

    /// What was answered and did not come yet.
    func lateAnswersCome() {
        for (ticket, body, request) in late {
            deliver(.answered(status: 200, body: Array(body.utf8)), request, ticket: ticket)
        }
        late = []
        device.app.runLocally(nowSeconds: nowSeconds)
    }

    func hear(_ operation: String, _ payload: String) {
        take(operation, payload)
        device.app.runLocally(nowSeconds: nowSeconds)
    }

    /// Applies an event until something is so.
    func hear(_ operation: String, _ payload: String, until isSo: (LocalLibrary) -> Bool) {
        take(operation, payload)
        while !isSo(device.app.library), let coroutine = device.app.runnable.first {
            device.app.step(coroutine, nowSeconds: nowSeconds)
            ledger.noteRenamed(by: device)
        }
    }

    private func take(_ operation: String, _ payload: String) {
        device.app.socketOpened()
        device.app.socketFrame(
            Array("{\"operation\":\"\(operation)\",\"payload\":\(payload)}".utf8), nowSeconds: nowSeconds)
    }

    /// The user of another device edits a row.
    func othersEdited(_ row: RowKey, _ field: Field, to value: String) {
        nowMilliseconds += 1_000
        var difference = LocalDifference(from: device.app.library, to: device.app.library)
        let local = LocalDifference.Row(kind: row.kind, localId: 1)
        difference.edits = [LocalDifference.Edit(row: local, remoteId: row.id, field: field, value: value)]
        ledger.intents.append(
            Ledger.Intent(
                device: 1, milliseconds: nowMilliseconds, clockSeconds: nowSeconds, action: .deleteDuplicates,
                difference: difference))
    }

    /// A request of another device is carried out.
    func othersSent(_ operation: String, _ body: String) {
        ticketsEver += 1
        guard let content = RequestContent(path: operation, body: Array(body.utf8)) else { return }
        ledger.sendings[ticketsEver] = Ledger.Sending(
            device: 1, life: 0, content: content, sentMilliseconds: nowMilliseconds, fate: .heard)
    }

    func removed(_ row: RowKey) { ledger.stored([.removed(row.kind, id: row.id)]) }

    /// Until the app rests; pulls bring nothing.
    func settle(_ fate: (WireRequest) -> Fate) {
        for _ in 0..<50 {
            for request in device.app.takeRequests() { pass(request, fate) }
            nowMilliseconds += 10
            device.app.runLocally(nowSeconds: nowSeconds)
        }
    }

    private func pass(_ request: AppRequest, _ fate: (WireRequest) -> Fate) {
        ticketsEver += 1
        let wire = WireRequest(request)
        ledger.sent(wire, ticket: ticketsEver, by: device, nowMilliseconds: nowMilliseconds)
        switch Self.ofItself(wire) ?? fate(wire) {
        case .answered(let body): carryOut(status: 200, body, isHeard: true, request)
        case .answerLost(let body): carryOut(status: 200, body, isHeard: false, request)
        case .late(let body):
            carryOut(status: 200, body)
            late.append((ticketsEver, body, request))
        case .refused: carryOut(status: 500, "", isHeard: true, request)
        case .impossible: carryOut(status: 507, "", isHeard: true, request)
        case .lost: deliver(.failed, request, ticket: ticketsEver)
        }
    }

    private func carryOut(status: Int, _ body: String, isHeard: Bool, _ request: AppRequest) {
        carryOut(status: status, body)
        deliver(
            isHeard ? .answered(status: status, body: Array(body.utf8)) : .failed, request, ticket: ticketsEver)
    }

    private func carryOut(status: Int, _ body: String) {
        ledger.arrived(ticketsEver, nowMilliseconds: nowMilliseconds)
        ledger.answered(ticketsEver, status: status, body: Array(body.utf8))
        ledger.stored([])
    }

    private func deliver(_ answer: AppAnswer, _ request: AppRequest, ticket: Int) {
        let isAnswer = if case .answered = answer { true } else { false }
        ledger.delivered(ticket, isAnswer: isAnswer, nowMilliseconds: nowMilliseconds)
        if case .answered(_, let body) = answer { ledger.awaitNames(ticket, answer: body, by: device) }
        device.app.receive(answer, for: request.ticket, nowSeconds: nowSeconds)
    }

    private static func ofItself(_ request: WireRequest) -> Fate? {
        switch request.path {
        case "/TEST_BEARER": .answered("")
        case "/GET_TOMBSTONES": .answered("[]")
        case "/GET_UPDATES": .answered(HandMade.updates())
        default: nil
        }
    }

    func findings(_ server: LibraryState) -> [Finding] {
        DeviceCheck(device, server: server, ledger: ledger).findings
    }

    /// The answer to a creation.
    static func created(_ id: Int) -> String {
        "{\"timeStampBasedResponse\":{\"eventTimestamp\":1,\"message\":\"\"},\"id\":\(id),\(correlation)}"
    }

    static let done = "{\"eventTimestamp\":1,\"message\":\"\"}"
    static let correlation = "\"correlation\":{\"id\":\"correlation-0\",\"clientName\":\"app0\"}"
    static let foreign = "\"correlation\":{\"id\":\"x\",\"clientName\":\"y\"}"
}
