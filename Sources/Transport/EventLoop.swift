internal import CLinux
import Glibc
import Synchronization

/// What happens at a descriptor, as `epoll` tells it.
struct Readiness: OptionSet {
    let rawValue: UInt32

    static let readable = Readiness(rawValue: linkora_epoll_in)
    static let writable = Readiness(rawValue: linkora_epoll_out)
    /// The peer sends nothing more.
    static let peerClosed = Readiness(rawValue: linkora_epoll_peer_closed)
    static let failed = Readiness(rawValue: linkora_epoll_error)
}

/// Who is told about a descriptor. Called on the loop's thread.
protocol EventSource: AnyObject {
    func ready(_ readiness: Readiness)
}

/// One thread that waits for descriptors, work handed to it, and the nearest deadline; it sleeps while there is none.
///
/// `@unchecked Sendable`: `sources`, `nextToken` and `deadline` are touched on the loop's own thread only (or before it
/// starts); everything else is a `Mutex` or never changes.
final class EventLoop: @unchecked Sendable {
    typealias Work = @Sendable () -> Void

    private struct Mailbox {
        var work: [Work] = []
        var isStopped = false
    }

    private static let eventsAtOnce = 64

    let name: String
    private let epoll: Int32
    private let wakeUp: Int32
    private let mailbox = Mutex(Mailbox())
    private let thread = Mutex<NamedThread?>(nil)
    private var sources: [UInt64: any EventSource] = [:]
    private var nextToken: UInt64 = 1
    private var deadline = MonotonicClock.never
    /// Called when a deadline set by ``wake(by:)`` has come; answers the next one.
    var onDeadline: (_ nowMilliseconds: Int64) -> Int64 = { _ in MonotonicClock.never }

    init(name: String) throws(TransportError) {
        self.name = name
        epoll = linkora_epoll_create()
        wakeUp = linkora_eventfd()
        guard epoll >= 0, wakeUp >= 0, linkora_epoll_add(epoll, wakeUp, linkora_epoll_in, 0) == 0 else {
            throw TransportError(.noResources, "The system gives no descriptors; raise the limit (ulimit -n).")
        }
    }

    deinit {
        close(epoll)
        close(wakeUp)
    }

    func start() throws(TransportError) {
        let started = try NamedThread(name: name) { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Ends the thread after the work that waits, and waits for it.
    func stopAndJoin() {
        mailbox.withLock { $0.isStopped = true }
        signal()
        thread.withLock { $0 }?.join()
        thread.withLock { $0 = nil }
    }

    var isCurrent: Bool { thread.withLock { $0?.isCurrent ?? false } }

    /// Runs this on the loop's thread, soon; from any thread.
    func perform(_ work: @escaping Work) {
        let isFirst = mailbox.withLock { mailbox in
            mailbox.work.append(work)
            return mailbox.work.count == 1
        }
        if isFirst { signal() }
    }

    /// Runs this on the loop's thread and waits for it; at once when called from there.
    func performAndWait(_ work: @escaping Work) {
        if isCurrent { return work() }
        let done = Latch()
        perform {
            work()
            done.open()
        }
        done.wait()
    }

    private func signal() {
        var one: UInt64 = 1
        _ = write(wakeUp, &one, 8)
    }

    private func run() {
        blockBrokenPipes()
        var tokens = [UInt64](repeating: 0, count: Self.eventsAtOnce)
        var events = [UInt32](repeating: 0, count: Self.eventsAtOnce)
        while true {
            let count = linkora_epoll_wait(epoll, &tokens, &events, Int32(Self.eventsAtOnce), timeoutMilliseconds())
            for index in 0..<max(0, Int(count)) { dispatch(tokens[index], Readiness(rawValue: events[index])) }
            passDeadline()
            if !doWork() { return }
        }
    }

    /// OpenSSL writes without `MSG_NOSIGNAL`: a client that has gone must not end the process.
    private func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func timeoutMilliseconds() -> Int32 {
        guard deadline != MonotonicClock.never else { return -1 }
        return Int32(clamping: max(0, deadline - MonotonicClock.nowMilliseconds()))
    }

    private func dispatch(_ token: UInt64, _ readiness: Readiness) {
        if token == 0 {
            var count: UInt64 = 0
            _ = read(wakeUp, &count, 8)
        } else {
            sources[token]?.ready(readiness)
        }
    }

    private func passDeadline() {
        guard deadline != MonotonicClock.never else { return }
        let now = MonotonicClock.nowMilliseconds()
        guard now >= deadline else { return }
        deadline = MonotonicClock.never
        wake(by: onDeadline(now))
    }

    private func doWork() -> Bool {
        let (work, isStopped) = mailbox.withLock { mailbox in
            defer { mailbox.work = [] }
            return (mailbox.work, mailbox.isStopped)
        }
        for item in work { item() }
        return !isStopped
    }
}

/// What is called on the loop's thread only.
extension EventLoop {
    /// Makes the loop look at its deadlines at this time or earlier.
    func wake(by time: Int64) { deadline = min(deadline, time) }

    /// Watches a descriptor; the loop keeps the source until ``remove(_:token:)``.
    /// - Returns: the token, or `nil` when the system refuses.
    func add(_ descriptor: Int32, for readiness: Readiness, _ source: any EventSource) -> UInt64? {
        let token = nextToken
        guard linkora_epoll_add(epoll, descriptor, readiness.rawValue, token) == 0 else { return nil }
        nextToken += 1
        sources[token] = source
        return token
    }

    func change(_ descriptor: Int32, token: UInt64, to readiness: Readiness) {
        _ = linkora_epoll_change(epoll, descriptor, readiness.rawValue, token)
    }

    /// Forgets a descriptor, which is still open. Events that are under way already reach nobody.
    func remove(_ descriptor: Int32, token: UInt64) {
        _ = linkora_epoll_remove(epoll, descriptor)
        sources[token] = nil
    }
}
