import SyncCore

/// The real core behind requests and sockets of virtual time, on storage that may fail and in a process that may die.
final class OurServer: SimulatedServer {
    private let storage: any Storage
    private let clock: WrongClock
    private var store: FaultyStore
    private var process: CoreProcess?
    private var tokens: [String: Int64] = [:]
    private var keepAlive = KeepAlive()
    private var output: [ServerOutput] = []
    private var workAtMilliseconds: Int64?

    /// What arrives within this time is committed as one group, as behind a disk that is slow.
    private static let groupMilliseconds: Int64 = 2

    /// - Throws: ``StoreError``.
    init(_ storage: any Storage, clock: WrongClock) throws {
        self.storage = storage
        self.clock = clock
        store = FaultyStore(storage.store)
        process = try CoreProcess(store)
    }

    func receive(_ request: ServerRequest, nowMilliseconds: Int64) {
        process?.receive(request, by: asker(request.token), nowMilliseconds: nowMilliseconds)
        collect(nowMilliseconds)
    }

    /// Devices are numbered as they come.
    private func asker(_ token: Token) -> Asker {
        guard case .device(let name) = token else { return .shared }
        let number = tokens[name] ?? Int64(tokens.count + 1)
        tokens[name] = number
        return Asker(token: number)
    }

    /// Takes what the process says, unless it died meanwhile: then nobody hears it.
    private func collect(_ nowMilliseconds: Int64) {
        guard let process else { return }
        let said = process.takeOutput()
        if !isDead { output += said }
        if !process.waiting.isEmpty {
            workAtMilliseconds = workAtMilliseconds ?? nowMilliseconds + Self.groupMilliseconds
        }
    }

    func answerEnded(_ ticket: Int, wasTaken: Bool, nowMilliseconds: Int64) {}

    func open(_ socket: SocketRequest, nowMilliseconds: Int64) {
        guard let process, process.open(socket, by: asker(socket.token), nowMilliseconds: nowMilliseconds) else {
            output.append(.refuse(socket: socket.socket))
            return
        }
        keepAlive.opened(socket.socket, nowMilliseconds: nowMilliseconds)
        output.append(.accept(socket: socket.socket))
        collect(nowMilliseconds)
    }

    func closed(socket: Int, nowMilliseconds: Int64) {
        process?.close(socket: socket)
        keepAlive.closed(socket)
    }

    func ponged(socket: Int, mark: Int, nowMilliseconds: Int64) {
        keepAlive.ponged(socket, mark: mark)
        process?.ponged(socket: socket, nowMilliseconds: nowMilliseconds)
        collect(nowMilliseconds)
    }

    func takeOutput() -> [ServerOutput] {
        defer { output = [] }
        return output
    }

    var nextWakeMilliseconds: Int64? {
        guard let process else { return nil }
        return [workAtMilliseconds, process.nextMilliseconds, keepAlive.nextMilliseconds].compactMap { $0 }.min()
    }

    func wake(nowMilliseconds: Int64) {
        guard let process else { return }
        let timed = process.nextMilliseconds ?? .max
        if min(workAtMilliseconds ?? .max, timed) <= nowMilliseconds {
            workAtMilliseconds = nil
            process.work(nowMilliseconds: nowMilliseconds, arrivalSeconds: clock.seconds(atTrue: nowMilliseconds))
            collect(nowMilliseconds)
        }
        for deed in keepAlive.due(nowMilliseconds: nowMilliseconds) {
            switch deed {
            case .ping(let socket, let mark): output.append(.ping(socket: socket, mark: mark))
            case .giveUp(let socket):
                process.close(socket: socket)
                output.append(.close(socket: socket))
            }
        }
    }

    // MARK: Failing

    var isDead: Bool { store.isDead }

    func crash() {
        process = nil
        keepAlive = KeepAlive()
        output = []
        workAtMilliseconds = nil
    }

    func restart(nowMilliseconds: Int64) {
        do {
            try storage.reopen()
            let deeds = store.takeDeeds()
            store = FaultyStore(storage.store, deeds: deeds)
            process = try CoreProcess(store)
        } catch {
            fatalError("a store that was closed by a crash does not open again: \(error)")
        }
    }

    func storage(fails failure: StorageFailure?) { store.fail(failure) }

    func dies(afterStorageSteps steps: Int?) { store.die(afterSteps: steps) }

    // MARK: For checkers

    func library() -> LibraryState {
        do {
            let snapshot = try storage.store.snapshot()
            defer { snapshot.close() }
            return try LibraryState(stored: snapshot)
        } catch {
            fatalError("the library can't be read: \(error)")
        }
    }

    func takeDeeds() -> [StoreDeed] { store.takeDeeds() }
}
