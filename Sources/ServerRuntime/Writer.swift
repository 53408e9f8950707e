public import SyncCore
import Synchronization
import Transport

/// The one thread that writes. It takes all that waits, commits it as one group, answers, and announces, so that the
/// order of stamps, commits and events is the same. Nobody delays a write to make a group larger.
public final class Writer: Sendable {
    /// A work and what to do with its result, on the writer's thread.
    private struct Job: Sendable {
        let work: Work
        let completed: @Sendable (Result<Done, StoreError>) -> Void
    }

    private struct State {
        var waiting: [Job] = []
        var isStopping = false
    }

    /// Requests that wait beyond this many are refused.
    private static let waitingMax = 8_192
    /// Bounds how long the first of a group waits for the last.
    private static let groupMax = 512

    private let state = Mutex(State())
    private let bell: Bell
    private let store: any Store
    private let company: Company
    private let tokensChanged: @Sendable () -> Void
    private let mayHaveNews = Atomic(false)
    private let commitCount = Atomic(0)
    private let announcer: Announcer
    private let timers: Timers
    private let nowSeconds: @Sendable () -> Int64
    private let upkeep: Upkeep
    private let thread = Mutex<NamedThread?>(nil)

    /// - Parameters:
    ///   - timers: looked after on this thread.
    ///   - bell: wakes the thread; whoever rings it makes it ask its upkeep again.
    ///   - nowSeconds: epoch seconds, asked once per group.
    ///   - company: who else may write to the store.
    ///   - tokensChanged: called on the thread when another process has made or revoked tokens.
    public init(
        _ store: any Store, company: Company = .none, tokensChanged: @escaping @Sendable () -> Void = {},
        announcer: Announcer, timers: Timers, upkeep: Upkeep = .nothing, bell: Bell = Bell(),
        nowSeconds: @escaping @Sendable () -> Int64
    ) {
        self.bell = bell
        self.store = store
        self.company = company
        self.tokensChanged = tokensChanged
        self.announcer = announcer
        self.timers = timers
        self.upkeep = upkeep
        self.nowSeconds = nowSeconds
    }

    /// - Throws: ``StoreError`` when the library can't be read; ``TransportError`` when there is no thread.
    public func start() throws {
        let engine = try Engine(store, company: company)
        announcer.advance(to: engine.lastStamp)
        let started = try NamedThread(name: "writer") { self.run(engine) }
        thread.withLock { $0 = started }
    }

    /// Queues a work. From any thread.
    /// - Returns: `false` when too many wait already or the server is stopping; `completed` is not called then.
    public func submit(_ work: Work, completed: @escaping @Sendable (Result<Done, StoreError>) -> Void) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isStopping, state.waiting.count < Self.waitingMax else { return false }
            state.waiting.append(Job(work: work, completed: completed))
            return true
        }
        if isTaken { bell.ring() }
        return isTaken
    }

    /// Queues a write. From any thread.
    /// - Returns: `false` when too many wait already or the server is stopping; `completed` is not called then.
    public func submit(
        _ write: PreparedWrite, completed: @escaping @Sendable (Result<Committed, StoreError>) -> Void
    ) -> Bool {
        submit(.write(write)) { result in
            switch result {
            case .success(.written(let committed)): completed(.success(committed))
            case .success: completed(.failure(StoreError(.mistaken, "a write came back as something else")))
            case .failure(let error): completed(.failure(error))
            }
        }
    }

    /// Makes the thread look what other processes have written.
    public func lookForNews() {
        mayHaveNews.store(true, ordering: .releasing)
        bell.ring()
    }

    /// Makes the thread look at what is due.
    public func wake() { bell.ring() }

    /// Carries out what waits, then ends the thread. Comes back when it has ended.
    public func stop() {
        state.withLock { $0.isStopping = true }
        bell.ring()
        thread.withLock { $0.take() }?.join()
    }

    /// How many groups were committed. Read before a snapshot is opened, it says afterwards whether something was written
    /// since: it is counted before anybody hears of it.
    public var commits: Int { commitCount.load(ordering: .acquiring) }

    // MARK: On the thread

    private func run(_ engine: Engine) {
        var engine = engine
        while true {
            let (jobs, isStopping) = takeGroup()
            if !jobs.isEmpty { commit(jobs, &engine) }
            readNews(&engine)
            announce(&engine)
            timers.fire()
            guard jobs.isEmpty else { continue }
            if isStopping { return upkeep.atEnd() }
            rest()
        }
    }

    /// Until there is something to do.
    private func rest() {
        let timed = [announcer.delayMilliseconds, timers.delayMilliseconds].compactMap { $0 }.min()
        let upkeepDelay = upkeep.delaySeconds().map { Int64($0) * 1_000 }
        let delay = [timed, upkeepDelay].compactMap { $0 }.min()
        guard !bell.wait(millisecondsMax: delay), upkeepDelay == delay else { return }
        upkeep.perform()
    }

    private func takeGroup() -> (jobs: [Job], isStopping: Bool) {
        state.withLock { state in
            let group = Array(state.waiting.prefix(Self.groupMax))
            state.waiting.removeFirst(group.count)
            return (group, state.isStopping)
        }
    }

    private func commit(_ jobs: [Job], _ engine: inout Engine) {
        let results = commit(jobs.map(\.work), &engine)
        tellNews(&engine)
        announcer.advance(to: engine.lastStamp)
        if results.contains(where: \.leavesDoubt) { announcer.loseTrack() }
        for (job, result) in zip(jobs, results) {
            job.completed(result)
            if case .success(.written(let committed)) = result { announcer.tell(committed) }
        }
        upkeep.afterCommit()
    }

    private func commit(_ works: [Work], _ engine: inout Engine) -> [Result<Done, StoreError>] {
        defer { commitCount.add(1, ordering: .releasing) }
        return engine.commit(works, arrivalSeconds: nowSeconds())
    }

    /// Tells the sockets here what other processes have written.
    private func tellNews(_ engine: inout Engine) {
        for news in engine.takeNews() {
            announcer.tell(news)
            if news.changesTokens { tokensChanged() }
        }
    }

    private func readNews(_ engine: inout Engine) {
        guard mayHaveNews.exchange(false, ordering: .acquiringAndReleasing) else { return }
        do { try engine.readNews() } catch {
            // Looked for again by the next commit, or when the database is back.
            announcer.loseTrack()
        }
        tellNews(&engine)
    }

    /// Sends what is due, and gives doorbells their numbers.
    private func announce(_ engine: inout Engine) {
        announcer.send()
        let rings = announcer.rings()
        guard !rings.isEmpty else { return }
        let works = rings.map { Work.ring(holder: $0.holder, number: $0.number) }
        let results = commit(works, &engine)
        for (ring, result) in zip(rings, results) { announcer.rung(ring.session, result) }
        announcer.send()
    }
}

extension Result<Done, StoreError> {
    /// Whether the write may have been made all the same: the database went away before it said so.
    fileprivate var leavesDoubt: Bool {
        guard case .failure(let error) = self else { return false }
        return error.code == .unavailable
    }
}
