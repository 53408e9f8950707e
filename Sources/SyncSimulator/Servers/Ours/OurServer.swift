import SyncCore

/// The real core behind requests and sockets of virtual time, on storage that may fail and in a process that may die.
final class OurServer: SimulatedServer {
    private let storage: any Storage
    private let clock: WrongClock
    private var store: FaultyStore
    private(set) var process: CoreProcess?
    private var door: TokenDoor
    private let seams: Seams
    private var wire: PlantedWire
    private var keepAlive = KeepAlive()
    private var output: [ServerOutput] = []
    private var workAtMilliseconds: Int64?
    private var wokenAtMilliseconds: Int64 = 0

    /// What arrives within this time is committed as one group, as behind a disk that is slow.
    private static let groupMilliseconds: Int64 = 2

    /// - Parameter devices: those that have a token of their own.
    /// - Throws: ``StoreError``.
    init(_ storage: any Storage, clock: WrongClock, devices: [String], _ seams: Seams = Seams()) throws {
        self.storage = storage
        self.clock = clock
        self.seams = seams
        wire = PlantedWire(seams)
        let nowSeconds = clock.seconds(atTrue: History.beginMilliseconds)
        try TokenDoor.makeTokens(of: devices, in: storage.store, nowSeconds: nowSeconds)
        door = try TokenDoor(storage.store)
        store = FaultyStore(storage.store)
        process = try Self.process(on: store, storage, seams, nowMilliseconds: History.beginMilliseconds)
    }

    private static func process(
        on store: FaultyStore, _ storage: any Storage, _ seams: Seams, nowMilliseconds: Int64
    ) throws -> CoreProcess {
        guard seams.touchVerbs else { return try CoreProcess(store, seams, nowMilliseconds: nowMilliseconds) }
        let planted = PlantedStore(store, base: storage.store, seams)
        return try CoreProcess(planted, seams, nowMilliseconds: nowMilliseconds)
    }

    func receive(_ request: ServerRequest, nowMilliseconds: Int64) {
        let nowSeconds = clock.seconds(atTrue: nowMilliseconds)
        let (request, refusal) = wire.arriving(request, nowSeconds: nowSeconds)
        if let bearer = identify(request.token, request.address, nowMilliseconds), refusal == nil {
            process?.receive(request, by: bearer, nowMilliseconds: nowMilliseconds)
        } else {
            process?.answer(request.ticket, refusal ?? 401)
        }
        collect(nowMilliseconds)
    }

    private func identify(_ token: Token, _ address: String, _ nowMilliseconds: Int64) -> Bearer? {
        let bearer = door.identify(token, from: address, nowSeconds: clock.seconds(atTrue: nowMilliseconds))
        return seams.door.map { $0(token, bearer) } ?? bearer
    }

    /// Takes what the process says, unless it died meanwhile: then nobody hears it.
    private func collect(_ nowMilliseconds: Int64) {
        guard let process else { return }
        let (said, pinged) = (process.takeOutput(), process.takePings())
        if !isDead {
            output += wire.leaving(said, lastStamp: process.engine.lastStamp, store)
            output += pinged.map { .ping(socket: $0, mark: keepAlive.ping($0, nowMilliseconds: nowMilliseconds)) }
        }
        if !process.waiting.isEmpty {
            workAtMilliseconds = workAtMilliseconds ?? nowMilliseconds + Self.groupMilliseconds
        }
    }

    func answerEnded(_ ticket: Int, wasTaken: Bool, nowMilliseconds: Int64) {}

    func open(_ socket: SocketRequest, nowMilliseconds: Int64) {
        guard let process, let bearer = identify(socket.token, socket.address, nowMilliseconds),
            bearer.scope.allowsEvents, process.open(socket, by: bearer.asker, nowMilliseconds: nowMilliseconds)
        else {
            output.append(.refuse(socket: socket.socket))
            return
        }
        wire.opened(socket.socket)
        keepAlive.opened(socket.socket, nowMilliseconds: nowMilliseconds)
        output.append(.accept(socket: socket.socket))
        collect(nowMilliseconds)
    }

    func closed(socket: Int, nowMilliseconds: Int64) {
        process?.close(socket: socket)
        wire.closed(socket)
        keepAlive.closed(socket)
    }

    func ponged(socket: Int, mark: Int, nowMilliseconds: Int64) {
        guard let delay = keepAlive.ponged(socket, mark: mark, nowMilliseconds: nowMilliseconds) else { return }
        process?.ponged(socket: socket, afterMilliseconds: delay, nowMilliseconds: nowMilliseconds)
        collect(nowMilliseconds)
    }

    func takeOutput() -> [ServerOutput] {
        defer { output = [] }
        return output
    }

    var nextWakeMilliseconds: Int64? {
        guard let process else { return nil }
        if seams.wakesAtOnce { return wokenAtMilliseconds }
        return [workAtMilliseconds, process.nextMilliseconds, keepAlive.nextMilliseconds].compactMap { $0 }.min()
    }

    func wake(nowMilliseconds: Int64) {
        wokenAtMilliseconds = nowMilliseconds
        guard let process else { return }
        let timed = process.nextMilliseconds ?? .max
        if min(workAtMilliseconds ?? .max, timed) <= nowMilliseconds {
            workAtMilliseconds = nil
            process.work(nowMilliseconds: nowMilliseconds, arrivalSeconds: clock.seconds(atTrue: nowMilliseconds))
            collect(nowMilliseconds)
        }
        for deed in keepAlive.due(nowMilliseconds: nowMilliseconds) {
            switch deed {
            case .ping(let socket, let mark):
                output.append(.ping(socket: socket, mark: mark))
                if seams.pingsAreEnough {
                    process.ponged(socket: socket, afterMilliseconds: 0, nowMilliseconds: nowMilliseconds)
                }
            case .giveUp(let socket):
                process.close(socket: socket)
                wire.closed(socket)
                output.append(.close(socket: socket))
            }
        }
    }

    // MARK: Failing

    var isDead: Bool { store.isDead }

    func crash() {
        process = nil
        wire.crashed()
        keepAlive = KeepAlive()
        output = []
        workAtMilliseconds = nil
    }

    func restart(nowMilliseconds: Int64) {
        do {
            try storage.reopen()
            let deeds = store.takeDeeds()
            try seams.restarts?(storage.store)
            store = FaultyStore(storage.store, deeds: deeds)
            door = try TokenDoor(storage.store)
            process = try Self.process(on: store, storage, seams, nowMilliseconds: nowMilliseconds)
        } catch {
            fatalError("a store that was closed by a crash does not open again: \(error)")
        }
    }

    func storage(fails failure: StorageFailure?) { store.fail(failure) }

    func dies(afterStorageSteps steps: Int?) { store.die(afterSteps: steps) }

    // MARK: For checkers

    func library() -> LibraryState { reading { try LibraryState(stored: $0) } }

    /// Faults don't touch it.
    func reading<Answer>(_ read: (any StoreSnapshot) throws -> Answer) -> Answer {
        do {
            let snapshot = try storage.store.snapshot()
            defer { snapshot.close() }
            return try read(snapshot)
        } catch {
            fatalError("the store can't be read: \(error)")
        }
    }

    var openSnapshotsCount: Int { store.openSnapshotsCount }

    func takeDeeds() -> [StoreDeed] { store.takeDeeds() }
}
