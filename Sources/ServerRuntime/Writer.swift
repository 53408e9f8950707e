public import SyncCore
import Synchronization
public import Transport

/// The one thread that writes. It takes all that waits, commits it as one group, answers, and announces, so that the
/// order of stamps, commits and events is the same. Nobody delays a write to make a group larger.
public final class Writer: Sendable {
    /// A write and what to do with its result, on the writer's thread.
    private struct Job: Sendable {
        let write: PreparedWrite
        let receipt: ReplyReceipt
        let completed: @Sendable (Result<Committed, StoreError>) -> Void
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
    private let announcer: Announcer
    private let nowSeconds: @Sendable () -> Int64
    private let upkeep: Upkeep
    private let thread = Mutex<NamedThread?>(nil)

    /// - Parameters:
    ///   - bell: wakes the thread; whoever rings it makes it ask its upkeep again.
    ///   - nowSeconds: epoch seconds, asked once per group.
    public init(
        _ store: any Store, announcer: Announcer, upkeep: Upkeep = .nothing, bell: Bell = Bell(),
        nowSeconds: @escaping @Sendable () -> Int64
    ) {
        self.bell = bell
        self.store = store
        self.announcer = announcer
        self.upkeep = upkeep
        self.nowSeconds = nowSeconds
    }

    /// - Throws: ``StoreError`` when the library can't be read; ``TransportError`` when there is no thread.
    public func start() throws {
        let engine = try Engine(store)
        let started = try NamedThread(name: "writer") { self.run(engine) }
        thread.withLock { $0 = started }
    }

    /// Queues a write. From any thread.
    /// - Returns: `false` when too many wait already or the server is stopping; `completed` is not called then.
    public func submit(
        _ write: PreparedWrite, receipt: ReplyReceipt,
        completed: @escaping @Sendable (Result<Committed, StoreError>) -> Void
    ) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isStopping, state.waiting.count < Self.waitingMax else { return false }
            state.waiting.append(Job(write: write, receipt: receipt, completed: completed))
            return true
        }
        if isTaken { bell.ring() }
        return isTaken
    }

    /// Carries out what waits, then ends the thread. Comes back when it has ended.
    public func stop() {
        state.withLock { $0.isStopping = true }
        bell.ring()
        thread.withLock { $0.take() }?.join()
    }

    // MARK: On the thread

    private func run(_ engine: Engine) {
        var engine = engine
        while true {
            let (jobs, isStopping) = takeGroup()
            if jobs.isEmpty {
                if isStopping { return upkeep.atEnd() }
                if !bell.wait(secondsMax: upkeep.delaySeconds()) { upkeep.perform() }
            } else {
                commit(jobs, &engine)
            }
        }
    }

    private func takeGroup() -> (jobs: [Job], isStopping: Bool) {
        state.withLock { state in
            let group = Array(state.waiting.prefix(Self.groupMax))
            state.waiting.removeFirst(group.count)
            return (group, state.isStopping)
        }
    }

    private func commit(_ jobs: [Job], _ engine: inout Engine) {
        let results = engine.commit(jobs.map(\.write), arrivalSeconds: nowSeconds())
        for (job, result) in zip(jobs, results) {
            job.completed(result)
            if case .success(let committed) = result {
                announcer.tell(committed.announcements, receipt: job.receipt)
            }
        }
        upkeep.afterCommit()
    }
}
