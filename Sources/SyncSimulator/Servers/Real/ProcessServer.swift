import SQLStore
import SQLiteDriver
import SyncCore
import SyncTesting

/// The built program, behind a real network with faults. Its time is the machine's; it is killed with SIGKILL.
final class ProcessServer: SimulatedServer {
    let network: FaultyNetwork
    private let stage: WireStage
    let process: ServerProcess
    private var dice: Dice
    /// It was launched again and has not said yet that it is ready.
    private(set) var isStarting = false
    /// Since when it is ready.
    private(set) var readySinceMilliseconds: Int64
    private var startedMilliseconds: Int64 = 0
    private var lookedMilliseconds: Int64 = 0
    /// The process is killed when so many more requests have been forwarded to it, or at ``diesAtMilliseconds``.
    private var requestsUntilDeath: Int?
    private var diesAtMilliseconds: Int64?
    private(set) var isDead = false
    /// Sentences about the process itself that no order explains.
    private(set) var problems: [String] = []

    /// - Throws: when it can't be started.
    init(_ stage: WireStage, seed: UInt64) throws {
        self.stage = stage
        dice = Dice(seed: seed, purpose: 3)
        network = try FaultyNetwork()
        process = try stage.server()
        try process.start()
        network.serverPort = process.port
        readySinceMilliseconds = network.nowMilliseconds
    }

    var folder: TemporaryFolder { process.folder }

    // MARK: Talking

    func receive(_ request: ServerRequest, nowMilliseconds: Int64) {
        var headers = [authorization(request.token)] + request.headers.map { HTTPLine($0.name, $0.value) }
        if request.body != nil { headers.append(HTTPLine("Content-Type", "application/json")) }
        let query = request.query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        let call = HTTPCall(
            request.method, request.path + (query.isEmpty ? "" : "?" + query), headers: headers,
            body: request.body ?? [])
        network.send(
            call, ticket: request.ticket, device: request.device, host: Self.host(request.address), request.orders)
    }

    private func authorization(_ token: Token) -> HTTPLine {
        HTTPLine("Authorization", "Bearer " + stage.word(of: token))
    }

    /// The last number of an address, for one on the loopback.
    private static func host(_ address: String) -> UInt8 {
        address.split(separator: ".").last.flatMap { UInt8($0) } ?? 1
    }

    func open(_ socket: SocketRequest, nowMilliseconds: Int64) {
        network.open(
            socket: socket.socket, target: "/events?correlation=" + PercentEncoding.encode(socket.correlation),
            headers: [authorization(socket.token)], device: socket.device, host: Self.host(socket.address),
            cutAtFrame: socket.cutAtFrame, nonce: (0..<16).map { _ in UInt8(dice.between(0...255)) })
    }

    func closed(socket: Int, nowMilliseconds: Int64) { network.close(socket: socket) }

    func takeOutput() -> [ServerOutput] {
        let news = network.takeNews()
        if let left = requestsUntilDeath {
            let forwarded = news.count { if case .forwarded = $0 { true } else { false } }
            requestsUntilDeath = left - forwarded
            if left <= forwarded {
                requestsUntilDeath = nil
                diesAtMilliseconds = network.nowMilliseconds + dice.between(0...8)
            }
        }
        return news.map { .news($0) }
    }

    // Pings, pongs and the taking of answers are the kernel's and the network's business here.
    func answerEnded(_ ticket: Int, wasTaken: Bool, nowMilliseconds: Int64) {}
    func ponged(socket: Int, mark: Int, nowMilliseconds: Int64) {}
    var nextWakeMilliseconds: Int64? { nil }
    func wake(nowMilliseconds: Int64) {}

    // MARK: Time

    /// Until something happened or it is this time; the process may come up or die meanwhile.
    func wait(untilMilliseconds end: Int64) {
        let now = network.nowMilliseconds
        if isStarting { lookWhetherItIsUp(now) }
        if now - lookedMilliseconds > 250 { lookWhetherItRuns(now) }
        if let time = diesAtMilliseconds, time <= now {
            die()
            return
        }
        network.wait(untilMilliseconds: min(end, isStarting ? now + 5 : end, diesAtMilliseconds ?? end))
    }

    private func lookWhetherItIsUp(_ now: Int64) {
        if let port = ServerProcess.readyPort(inLog: process.log) {
            network.serverPort = port
            readySinceMilliseconds = now
            isStarting = false
        } else if now - startedMilliseconds > 30_000 {
            problems.append("was not ready half a minute after its start: \(process.log)")
            isStarting = false
        }
    }

    private func lookWhetherItRuns(_ now: Int64) {
        lookedMilliseconds = now
        guard !isDead, let exit = process.process?.exit else { return }
        problems.append("ended by itself with \(exit): \(process.log)")
        isDead = true
    }

    // MARK: Failing

    /// SIGKILL, also in the middle of a start.
    private func die() {
        process.killNow()
        network.serverPort = nil
        isDead = true
        isStarting = false
        requestsUntilDeath = nil
        diesAtMilliseconds = nil
    }

    func crash() { die() }

    func restart(nowMilliseconds: Int64) {
        do {
            try process.launch()
            isDead = false
            isStarting = true
            startedMilliseconds = network.nowMilliseconds
        } catch {
            problems.append("can't be started again: \(error)")
        }
    }

    /// Histories for a real process have no failing storage.
    func storage(fails failure: StorageFailure?) {
        if failure != nil { problems.append("was to fail its storage, which nobody can do to a process") }
    }

    /// Steps of its storage can't be counted from outside; a request takes a few. Where hardly any come, time does it.
    func dies(afterStorageSteps steps: Int?) {
        requestsUntilDeath = steps.map { max(1, $0 / 4) }
        diesAtMilliseconds = steps.map { _ in network.nowMilliseconds + Self.deathPatienceMilliseconds }
    }

    private static let deathPatienceMilliseconds: Int64 = 3_000

    // MARK: For checkers

    /// Ends it as an operator would.
    func stop() {
        do {
            let stop = try process.stop()
            if stop.exit != .code(0) { problems.append("was stopped and ended with \(stop.exit): \(process.log)") }
            let check = try SQLiteShell.run("PRAGMA integrity_check", on: process.databasePath)
            if check != "ok\n" { problems.append("left a damaged database: \(check)") }
        } catch {
            problems.append("could not be stopped: \(error)")
        }
    }

    func journal() -> [JournalEntry] {
        do {
            return try WireStage.journal(of: process.databasePath)
        } catch {
            problems.append("left a database whose journal can't be read: \(error)")
            return []
        }
    }

    /// Once it was stopped.
    func library() -> LibraryState {
        do {
            let database = try SQLiteDatabase.open(path: process.databasePath, idBase: 1)
            defer { database.close() }
            let snapshot = try database.store.snapshot()
            defer { snapshot.close() }
            return try LibraryState(stored: snapshot)
        } catch {
            fatalError("the library of a server that was stopped can't be read: \(error)")
        }
    }

    func takeDeeds() -> [StoreDeed] { [] }

    // What a process keeps in its memory can't be seen from outside: those checks are for virtual time.
    func rowsTakenForDelivered(by watermark: Int64) -> Set<RowKey> { [] }
    func sizes() -> ServerSizes { ServerSizes() }
    var longestQueueCount: Int { 0 }
}
