import Synchronization

/// Actions that wait for their time, few and short. Fired by the writer's thread.
public final class Timers: Sendable {
    private struct Timer: Sendable {
        let atMilliseconds: Int64
        let action: @Sendable () -> Void
    }

    private let waiting = Mutex<[Timer]>([])
    private let nowMilliseconds: @Sendable () -> Int64

    /// - Parameter nowMilliseconds: of a clock that is never set.
    public init(nowMilliseconds: @escaping @Sendable () -> Int64) { self.nowMilliseconds = nowMilliseconds }

    /// From any thread; whoever calls from another one than the writer's must wake that.
    func add(inMilliseconds delay: Int64, _ action: @escaping @Sendable () -> Void) {
        let timer = Timer(atMilliseconds: nowMilliseconds() + delay, action: action)
        waiting.withLock { $0.append(timer) }
    }

    /// Until the next one is due.
    var delayMilliseconds: Int64? {
        waiting.withLock { $0.map(\.atMilliseconds).min() }.map { max(0, $0 - nowMilliseconds()) }
    }

    func fire() {
        let now = nowMilliseconds()
        let due = waiting.withLock { timers in
            let due = timers.filter { $0.atMilliseconds <= now }
            if !due.isEmpty { timers.removeAll { $0.atMilliseconds <= now } }
            return due
        }
        for timer in due { timer.action() }
    }
}
