import JSONText
import SyncModel

/// ``OriginalRules`` behind requests and sockets: everybody hears of everything at once; there is one session per
/// correlation, and a late clean-up removes whoever has it then (PROTOCOL §4.4).
final class OriginalServer: SimulatedServer {
    private var rules = OriginalRules()
    private let clock: WrongClock
    private var sessions: [String: Int] = [:]
    private var correlations: [Int: String] = [:]
    private var keepAlive = KeepAlive()
    private var output: [ServerOutput] = []
    private var failure: StorageFailure?
    private var requestsUntilDeath: Int?
    private(set) var isDead = false
    private var hasCommitted = false

    init(clock: WrongClock) { self.clock = clock }

    func receive(_ request: ServerRequest, nowMilliseconds: Int64) {
        guard !isDead else { return }
        rules.nowSeconds = clock.seconds(atTrue: nowMilliseconds)
        let (status, body, events) = answer(request)
        if countDown() { return }
        output.append(.answer(ticket: request.ticket, status: status, body: body))
        for event in events {
            let text = JSONValue.object([
                "operation": .string(event.operation.rawValue), "payload": event.payload,
            ]).bytes
            output += sessions.values.sorted().map { .frame(socket: $0, text: text) }
        }
    }

    private typealias Events = [(operation: OperationName, payload: JSONValue)]

    private func answer(_ request: ServerRequest) -> (Int, [UInt8], Events) {
        guard let name = OperationName(rawValue: String(request.path.drop { $0 == "/" })) else { return (404, [], []) }
        if case .stranger = request.token { return (401, [], []) }
        let watermark = request.query.first { $0.name == "eventTimestamp" }.flatMap { Int64($0.value) } ?? 0
        switch (name, request.method) {
        case (.testBearer, _): return (200, [], [])
        case (.getUpdates, _): return (200, rules.library.updates(after: watermark).bytes, [])
        case (.getTombstones, _): return (200, rules.library.tombstones(after: watermark).bytes, [])
        case (.deleteEverything, "GET"): return (405, [], [])
        case (.forceSetDefaultFolderToInternalIds, _): return (404, [], [])
        default: break
        }
        if failure != nil { return (500, [], []) }
        let before = rules
        do {
            let result = try rules.perform(name, OriginalBody(request.body))
            hasCommitted = true
            return (200, result.reply.bytes, result.events)
        } catch {
            rules = before
            return (error as? OriginalRefusal == .badRequest ? 400 : 500, [], [])
        }
    }

    /// It has no steps of storage to die between: it dies between requests.
    private func countDown() -> Bool {
        guard let left = requestsUntilDeath else { return false }
        requestsUntilDeath = left - 1
        isDead = left <= 1
        return isDead
    }

    func answerEnded(_ ticket: Int, wasTaken: Bool, nowMilliseconds: Int64) {}

    func open(_ socket: SocketRequest, nowMilliseconds: Int64) {
        if isDead { return output.append(.refuse(socket: socket.socket)) }
        if case .stranger = socket.token { return output.append(.refuse(socket: socket.socket)) }
        sessions[socket.correlation] = socket.socket
        correlations[socket.socket] = socket.correlation
        keepAlive.opened(socket.socket, nowMilliseconds: nowMilliseconds)
        output.append(.accept(socket: socket.socket))
    }

    func closed(socket: Int, nowMilliseconds: Int64) {
        keepAlive.closed(socket)
        if let correlation = correlations.removeValue(forKey: socket) { sessions[correlation] = nil }
    }

    func ponged(socket: Int, mark: Int, nowMilliseconds: Int64) {
        keepAlive.ponged(socket, mark: mark, nowMilliseconds: nowMilliseconds)
    }

    func takeOutput() -> [ServerOutput] {
        defer { output = [] }
        return output
    }

    var nextWakeMilliseconds: Int64? { isDead ? nil : keepAlive.nextMilliseconds }

    func wake(nowMilliseconds: Int64) {
        for deed in keepAlive.due(nowMilliseconds: nowMilliseconds) {
            switch deed {
            case .ping(let socket, let mark): output.append(.ping(socket: socket, mark: mark))
            case .giveUp(let socket):
                closed(socket: socket, nowMilliseconds: nowMilliseconds)
                output.append(.close(socket: socket))
            }
        }
    }

    func crash() {
        isDead = true
        sessions = [:]
        correlations = [:]
        keepAlive = KeepAlive()
        output = []
    }

    func restart(nowMilliseconds: Int64) {
        isDead = false
        requestsUntilDeath = nil
    }

    func storage(fails failure: StorageFailure?) { self.failure = failure }

    func dies(afterStorageSteps steps: Int?) { requestsUntilDeath = steps.map { $0 / 4 + 1 } }

    func library() -> LibraryState { LibraryState(rules.library) }

    func takeDeeds() -> [StoreDeed] {
        defer { hasCommitted = false }
        return rules.library.takeDeeds() + (hasCommitted ? [.committed] : [])
    }

    /// Whatever is not newer than a watermark is taken for delivered (PROTOCOL §2.7).
    func rowsTakenForDelivered(by watermark: Int64) -> Set<RowKey> {
        let library = rules.library
        var rows: Set<RowKey> = []
        for (id, row) in library.folders where row.stamp <= watermark { rows.insert(RowKey(.folder, id)) }
        for (id, row) in library.links where row.stamp <= watermark { rows.insert(RowKey(.link, id)) }
        for (id, row) in library.tags where row.stamp <= watermark { rows.insert(RowKey(.tag, id)) }
        for (id, row) in library.panels where row.stamp <= watermark { rows.insert(RowKey(.panel, id)) }
        for (id, row) in library.panelFolders where row.stamp <= watermark { rows.insert(RowKey(.panelFolder, id)) }
        return rows
    }

    /// It keeps no queues; its sessions are what it keeps.
    func sizes() -> ServerSizes { ServerSizes(socketsCount: sessions.count) }

    var longestQueueCount: Int { 0 }
}
