import Synchronization
import Transport

/// A few threads that carry out jobs in the order in which they come, with a bounded queue.
final class ThreadPool: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        /// Of threads that have nothing to do; the one that rests least is rung first.
        var resting: [Bell] = []
        var isStopping = false
    }

    private let state = Mutex(State())
    private let waitingMax: Int
    private let threads = Mutex<[NamedThread]>([])

    init(name: String, threadCount: Int, waitingMax: Int) throws(TransportError) {
        self.waitingMax = waitingMax
        for number in 1...threadCount {
            do {
                let bell = Bell()
                let thread = try NamedThread(name: "\(name) \(number)") { [self] in run(bell) }
                threads.withLock { $0.append(thread) }
            } catch {
                stop()
                throw error
            }
        }
    }

    /// From any thread.
    /// - Returns: `false` when too many wait already or the pool was stopped; the job is not carried out then.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, bell) = state.withLock { state -> (Bool, Bell?) in
            guard !state.isStopping, state.jobs.count < waitingMax else { return (false, nil) }
            state.jobs.append(job)
            return (true, state.resting.popLast())
        }
        bell?.ring()
        return isTaken
    }

    /// Carries out what waits, then ends the threads. Comes back when they have ended.
    func stop() {
        let resting = state.withLock { state in
            state.isStopping = true
            defer { state.resting = [] }
            return state.resting
        }
        for bell in resting { bell.ring() }
        for thread in threads.withLock({ threads in
            defer { threads = [] }
            return threads
        }) { thread.join() }
    }

    private enum Next {
        case job(@Sendable () -> Void)
        case rest
        case end
    }

    private func run(_ bell: Bell) {
        while true {
            switch next(bell) {
            case .job(let job): job()
            case .rest: _ = bell.wait(millisecondsMax: nil)
            case .end: return
            }
        }
    }

    private func next(_ bell: Bell) -> Next {
        state.withLock { state in
            if !state.jobs.isEmpty { return .job(state.jobs.removeFirst()) }
            if state.isStopping { return .end }
            state.resting.append(bell)
            return .rest
        }
    }
}
