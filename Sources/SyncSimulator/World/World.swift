import AppModels

/// Everything at once, in virtual time: apps, users, network, server, and the ledger of what was meant.
final class World {
    let history: History
    let server: any SimulatedServer
    /// The same, where it is a real process behind a real network: then time is real, too.
    let real: ProcessServer?
    let devices: [Device]
    var nowMilliseconds: Int64
    var events: EventQueue<Event>
    var faults: FaultDice
    var exchanges: [Int: Exchange] = [:]
    var wires: [Int: Wire] = [:]
    var lastTicket = 0
    var lastSocket = 0
    var dice: Dice
    var isServerUp = true
    /// It was called since its output was collected.
    var isServerTouched = false
    var isStorageFailing = false
    var scheduledWakeMilliseconds: Int64?
    var deedsCount = 0
    /// Events that the server sent so far.
    var framesCount = 0
    /// Sockets that strangers dialled.
    var strangersSockets: Set<Int> = []
    /// What was done to a real process and its network beside what the dice of faults say.
    var troubles: [Fault: Int] = [:]
    /// What happened on a real network without a fault that explains it: the server or the machine is not well, and the
    /// history says less than it seems.
    var unexplained: [String] = []
    /// Events at this very millisecond so far.
    private var eventsAtOnce = 0
    /// Time does not go on any more: whatever is to happen happens now, without end.
    private(set) var standsStill = false
    /// No history needs a tenth of this.
    static let eventsAtOnceMax = 20_000
    /// When a real network last brought something.
    var lastNewsMilliseconds: Int64 = 0
    /// Tickets of requests that have not reached the server yet.
    var requestsOnTheWay: Set<Int> = []
    var ledger: Ledger
    var script: Script
    let pages: [String]
    let weights: ActionWeights

    convenience init(_ history: History, keepsScript: Bool = false) throws {
        self.init(history, server: try World.server(of: history), keepsScript: keepsScript)
    }

    /// With the server's own rules on storage of the caller's.
    convenience init(_ history: History, on storage: any Storage, keepsScript: Bool) throws {
        let devices = history.allApps.filter(\.hasOwnToken).map(\.name)
        let server = try OurServer(storage, clock: history.serverClock, devices: devices)
        self.init(history, server: server, keepsScript: keepsScript)
    }

    init(_ history: History, server: any SimulatedServer, keepsScript: Bool) {
        self.history = history
        self.server = server
        real = server as? ProcessServer
        nowMilliseconds = history.startMilliseconds
        devices = history.allApps.enumerated().map { Device($0, $1, seed: history.seed) }
        events = EventQueue(seed: history.seed)
        faults = FaultDice(history)
        dice = Dice(seed: history.seed, purpose: 2)
        ledger = Ledger(history)
        pages = history.habits.pages
        weights = history.habits.weights
        script = Script(isKept: keepsScript, beginMilliseconds: history.startMilliseconds)
        for device in devices { device.app.skipsExistingLinks = history.habits.skipsExistingLinks }
        for (index, deed) in history.deeds.enumerated() {
            events.add(.deed(index), atMilliseconds: deed.atMilliseconds)
        }
    }

    private static func server(of history: History) throws -> any SimulatedServer {
        switch history.policy {
        case .original: return OriginalServer(clock: history.serverClock)
        case .ours:
            let seams = Seams(history.plant)
            let devices = history.allApps.filter(\.hasOwnToken).map(\.name)
            return try OurServer(storage(of: history, seams), clock: history.serverClock, devices: devices, seams)
        }
    }

    static let idBase: Int64 = 7_000_000_000

    private static func storage(of history: History, _ seams: Seams) throws -> any Storage {
        if seams.keepsHalves || seams.forgetsLastWrite { return PlantedStorage(idBase: idBase, seams) }
        return history.storage == .memory ? MemoryStorage(idBase: idBase) : try SQLiteStorage(idBase: idBase)
    }

    /// Goes on until nothing happens before this time; then it is this time.
    func run(untilMilliseconds end: Int64) {
        if real != nil { return runInRealTime(untilMilliseconds: end) }
        while !standsStill, let next = events.nextMilliseconds, next <= end { turn() }
        nowMilliseconds = max(nowMilliseconds, end)
    }

    /// One event and what follows from it at once.
    func turn() {
        if let real { return turn(real, untilMilliseconds: nowMilliseconds + 50) }
        guard !standsStill, let (time, event) = events.takeNext() else { return }
        noteTime(time)
        handle(event)
        collectServerOutput()
    }

    /// A server or an app that always has something to do at once would hang the simulator.
    private func noteTime(_ time: Int64) {
        eventsAtOnce = time > nowMilliseconds ? 1 : eventsAtOnce + 1
        nowMilliseconds = max(nowMilliseconds, time)
        guard eventsAtOnce > Self.eventsAtOnceMax else { return }
        standsStill = true
        ledger.violations.append(
            Violation(.nothingWedges, "time stands still: \(Self.eventsAtOnceMax) events in one millisecond"))
    }

    func handle(_ event: Event) {
        switch event {
        case .deed(let index): perform(history.deeds[index])
        case .step(let device): step(devices[device])
        case .requestArrives(let ticket): requestArrives(ticket)
        case .answerArrives(let ticket, let status, let body): answerArrives(ticket, status, body)
        case .answerIsLost(let ticket): answerIsLost(ticket)
        case .requestFails(let ticket): fail(ticket)
        case .patienceEnds(let ticket): patienceEnds(ticket)
        case .dialArrives(let socket, let life): dialArrives(socket, life)
        case .socketOpens(let socket): socketOpens(socket)
        case .socketIsRefused(let socket): socketClosesAtApp(socket)
        case .socketDelivers(let socket): deliver(socket)
        case .pongArrives(let socket, let mark): pongArrives(socket, mark)
        case .socketClosesAtApp(let socket): socketClosesAtApp(socket)
        case .socketClosesAtServer(let socket): socketClosesAtServer(socket)
        case .deviceStarts(let device, let life):
            if devices[device].life == life { start(devices[device]) }
        case .serverWakes(let time): serverWakes(time)
        case .serverRestarts: restartServer()
        case .storageWorks: mendStorage()
        case .nothing: break
        }
    }

    func later(_ event: Event, _ milliseconds: Int64) {
        events.add(event, atMilliseconds: nowMilliseconds + milliseconds)
    }
}
