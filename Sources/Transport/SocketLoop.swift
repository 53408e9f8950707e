internal import CLinux
import Glibc
import Synchronization

/// The thread of all WebSockets: one epoll, one buffer, timers only while there are sockets.
///
/// `@unchecked Sendable`: `sessions`, `nextLook` and the buffer are touched on the loop's thread only.
final class SocketLoop: @unchecked Sendable {
    private static let receivesInARow = 16
    private static let bufferBytes = 16 * 1_024
    /// Sockets whose time comes within this are looked at together.
    private static let roundingMilliseconds: Int64 = 100

    let events: EventLoop
    let limits: TransportLimits
    private let registry: ConnectionRegistry
    private let waiting = Mutex<[SocketSession]>([])
    private let openCount = Atomic<Int>(0)
    private let lastID = Atomic<UInt64>(0)
    private var sessions: [UInt64: SocketSession] = [:]
    private var nextLook = MonotonicClock.never
    private var isClosing = false
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 16)

    init(limits: TransportLimits, registry: ConnectionRegistry) throws(TransportError) {
        events = try EventLoop(name: "sockets")
        self.limits = limits
        self.registry = registry
        events.onDeadline = { [unowned self] now in passTime(now) }
    }

    deinit { buffer.deallocate() }

    /// How many sockets are open, those on their way here included.
    var count: Int { openCount.load(ordering: .acquiring) }

    /// Makes a socket whose handshake is about to be answered; from any thread. It must be adopted or abandoned.
    ///
    /// The delegate hears of it now: what is sent from the moment on in which the peer can know that it is connected
    /// must reach it.
    func prepare(_ delegate: any WebSocketDelegate) -> SocketSession {
        openCount.add(1, ordering: .releasing)
        let session = SocketSession(id: lastID.add(1, ordering: .relaxed).newValue, delegate, self)
        delegate.opened(session)
        return session
    }

    /// Takes a descriptor that has just been switched, with the bytes that came behind the request; from any thread.
    func adopt(_ session: SocketSession, _ descriptor: Int32, _ firstBytes: [UInt8]) {
        events.perform { [self] in
            sessions[session.id] = session
            let pingAt = MonotonicClock.nowMilliseconds() + Int64(limits.pingSeconds) * 1_000
            session.begin(descriptor, firstBytes, pingAt: deadline(pingAt))
            if isClosing { session.close(code: 1001, reason: Self.goingAway) }
        }
    }

    /// Ends a socket whose handshake was never answered; from any thread.
    func abandon(_ session: SocketSession) {
        events.perform { [self] in
            session.end()
            openCount.subtract(1, ordering: .releasing)
        }
    }

    /// Lets a session flush its outbox soon; from any thread.
    func look(at session: SocketSession) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(session)
            return waiting.count == 1
        }
        if isFirst { events.perform { [self] in flushWaiting() } }
    }

    private func flushWaiting() {
        let sessions = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for session in sessions { session.flush() }
    }

    // MARK: Stopping

    private static let goingAway = "The server is stopping."

    /// Sends a close frame to all, now and later.
    func closeAll() {
        events.perform { [self] in
            isClosing = true
            for session in sessions.values { session.close(code: 1001, reason: Self.goingAway) }
        }
    }

    /// Ends whoever has not answered, and the thread.
    func stopAndJoin() {
        events.performAndWait { [self] in
            for session in sessions.values { session.end() }
        }
        events.stopAndJoin()
    }

    // MARK: For the sessions, on the loop's thread

    /// Answers this time, rounded, after having made sure that the loop wakes at it.
    func deadline(_ time: Int64) -> Int64 {
        let rounded = (time + Self.roundingMilliseconds - 1) / Self.roundingMilliseconds * Self.roundingMilliseconds
        events.wake(by: rounded)
        return rounded
    }

    func forget(_ session: SocketSession) {
        guard sessions.removeValue(forKey: session.id) != nil else { return }
        registry.leavePlace()
        openCount.subtract(1, ordering: .releasing)
    }

    /// Reads what is there, a bounded part of it.
    /// - Returns: the last count that the kernel gave, with `errno` behind it.
    func receive(from descriptor: Int32, _ take: (UnsafeRawBufferPointer) -> Void) -> Int {
        var count = 0
        for _ in 0..<Self.receivesInARow {
            count = linkora_receive(descriptor, buffer.baseAddress, UInt(buffer.count))
            guard count > 0 else { return count }
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if count < buffer.count { return count }
        }
        return count
    }

    private func passTime(_ now: Int64) -> Int64 {
        for session in sessions.values { session.passTime(now) }
        return sessions.values.reduce(MonotonicClock.never) { min($0, $1.pingAt, $1.closeBy, $1.heldUntil) }
    }
}
