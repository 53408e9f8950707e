internal import CLinux
import Glibc
internal import Observing
import Synchronization

/// A connection that speaks TLS: shakes hands, then carries bytes between the client and the HTTP engine, which sees a plain
/// socket. A WebSocket goes on through it.
///
/// Holds bytes only while one side takes none, a record's worth each way; meanwhile it reads nothing from the other side.
/// What is not waited for is not watched: the kernel tells of a closed end again and again. On the edge's thread only.
final class TLSRelay: EventSource {
    private let descriptor: Int32
    private let address: SocketAddress
    private let peer: PeerAddress
    private let listener: RequestHead.Listener
    private let session: TLSSession
    private unowned let edge: Edge

    private var outer: WatchedEnd
    private var inner: WatchedEnd?
    private var engineEnd: EngineEnd?
    /// What the other side has not taken yet.
    private var toEngine: [UInt8] = []
    private var toClient: [UInt8] = []
    private var wantsToWrite = true
    /// Nothing more comes from the client.
    private var hasClientEnded = false
    private var isOver = false
    /// ``MonotonicClock/never`` while there is nothing to wait for.
    private(set) var deadline: Int64

    /// So many records in a row, that others have their turn.
    private static let recordsInARow = 8
    /// What one TLS record holds (RFC 8446, section 5.1).
    static let recordBytes = 16 * 1_024

    /// Takes over the descriptor and the place in the registry.
    init(
        _ descriptor: Int32, _ address: SocketAddress, _ connection: Connection, _ session: TLSSession, _ edge: Edge
    ) {
        self.descriptor = descriptor
        self.address = address
        peer = connection.peer
        listener = connection.listener
        self.session = session
        self.edge = edge
        outer = WatchedEnd(descriptor)
        deadline = MonotonicClock.nowMilliseconds() + Int64(edge.limits.handshakeSecondsMax) * 1_000
    }

    // MARK: The handshake

    func begin() {
        _ = linkora_send_at_once(descriptor)
        edge.keep(self)
        shakeHands()
    }

    var isShakingHands: Bool { inner == nil }

    private func shakeHands() {
        switch session.shakeHands() {
        case .wantsToRead: watch(outer: .readable)
        case .wantsToWrite: watch(outer: .writable)
        case .done: handOver()
        case .ended, .broken, .bytes:
            edge.tellOfBrokenHandshake(peer, session.problem)
            giveUp()
        }
    }

    /// The engine gets the other end of a pair of sockets.
    private func handOver() {
        var ends: [Int32] = [-1, -1]
        guard linkora_socket_pair(&ends) == 0 else {
            edge.tellOfFullness(
                "Descriptors have run out; clients are closed. Raise the limit (LimitNOFILE, ulimit -n).")
            return giveUp()
        }
        inner = WatchedEnd(ends[0])
        let source = EngineEnd(self)
        engineEnd = source
        deadline = MonotonicClock.never
        let until = MonotonicClock.nowMilliseconds() + Int64(edge.limits.headSecondsMax) * 1_000
        let connection = Connection(
            descriptor: ends[1], listener: listener, isSecure: true, peer: peer, deadline: until)
        connection.phase = .head
        edge.lookSoon(until)
        edge.handOver(ends[1], address, connection)
        carryOn()
    }

    // MARK: Carrying

    func ready(_ readiness: Readiness) {
        guard !isOver else { return }
        if isShakingHands { return shakeHands() }
        if readiness.contains(.failed) && !readiness.contains(.readable) { return end() }
        carryOn()
    }

    fileprivate func engineReady() {
        guard !isOver else { return }
        carryOn()
    }

    /// Carries what can be carried, then waits for what holds it up.
    private func carryOn() {
        wantsToWrite = false
        carryToEngine()
        if !isOver { carryToClient() }
        guard !isOver else { return }
        watchBoth()
        keepTime()
    }

    private func carryToEngine() {
        guard flushToEngine() else { return }
        for _ in 0..<Self.recordsInARow where !hasClientEnded && toEngine.isEmpty {
            let progress = session.read(into: edge.recordBuffer)
            guard case .bytes(let count) = progress else { return clientPaused(progress) }
            sendToEngine(UnsafeRawBufferPointer(rebasing: edge.recordBuffer[..<count]))
        }
    }

    private func clientPaused(_ progress: TLSSession.Progress) {
        switch progress {
        case .wantsToWrite: wantsToWrite = true
        case .ended:
            hasClientEnded = true
            if let inner { shutdown(inner.descriptor, Int32(SHUT_WR)) }
        case .broken: end()
        case .wantsToRead, .bytes, .done: break
        }
    }

    /// - Returns: whether the engine has all.
    private func flushToEngine() -> Bool {
        guard !toEngine.isEmpty else { return true }
        let waiting = toEngine
        toEngine = []
        waiting.withUnsafeBytes(sendToEngine)
        return toEngine.isEmpty
    }

    private func sendToEngine(_ bytes: UnsafeRawBufferPointer) {
        guard let inner else { return }
        let count = linkora_send(inner.descriptor, bytes.baseAddress, UInt(bytes.count))
        if count < 0 && errno == EAGAIN { toEngine = Array(bytes) }
        // An engine that reads no more may still be answering: what the client says is thrown away.
        if count >= 0 && count < bytes.count { toEngine = Array(bytes[count...]) }
    }

    private func carryToClient() {
        guard flushToClient(), let inner else { return }
        for _ in 0..<Self.recordsInARow where toClient.isEmpty {
            let count = linkora_receive(inner.descriptor, edge.recordBuffer.baseAddress, UInt(edge.recordBuffer.count))
            if count == 0 { return sayGoodbye() }
            if count < 0 {
                if errno != EAGAIN && errno != EINTR { sayGoodbye() }
                return
            }
            sendToClient(UnsafeRawBufferPointer(rebasing: edge.recordBuffer[..<count]))
            if isOver { return }
        }
    }

    /// - Returns: whether the client has all.
    private func flushToClient() -> Bool {
        guard !toClient.isEmpty else { return true }
        let waiting = toClient
        toClient = []
        waiting.withUnsafeBytes(sendToClient)
        return toClient.isEmpty && !isOver
    }

    private func sendToClient(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch session.write(UnsafeRawBufferPointer(rebasing: rest)) {
            case .bytes(let count):
                rest = rest.dropFirst(count)
                deadline = MonotonicClock.never
            case .wantsToWrite, .wantsToRead:
                wantsToWrite = true
                toClient = Array(rest)
                return
            case .ended, .broken, .done: return end()
            }
        }
    }

    // MARK: Waiting

    private func watchBoth() {
        var client: Readiness = []
        if !hasClientEnded && toEngine.isEmpty { client.insert(.readable) }
        if wantsToWrite { client.insert(.writable) }
        watch(outer: client)
        var engine: Readiness = []
        if toClient.isEmpty { engine.insert(.readable) }
        if !toEngine.isEmpty { engine.insert(.writable) }
        guard var end = inner, let source = engineEnd else { return }
        if !end.watch(engine, edge.loop, source) { return self.end() }
        inner = end
    }

    private func watch(outer readiness: Readiness) {
        if !outer.watch(readiness, edge.loop, self) { giveUp() }
    }

    /// A client that takes nothing of its answer is given as long as the engine would give it.
    private func keepTime() {
        if toClient.isEmpty {
            deadline = MonotonicClock.never
        } else if deadline == MonotonicClock.never {
            deadline = MonotonicClock.nowMilliseconds() + Int64(edge.limits.idleSecondsMax) * 1_000
        }
        if deadline != MonotonicClock.never { edge.lookSoon(deadline) }
    }

    // MARK: Ending

    /// The engine has said all: the client is told so, and drained while it still speaks.
    private func sayGoodbye() {
        session.sayGoodbye()
        release()
        shutdown(descriptor, Int32(SHUT_WR))
        if hasClientEnded { close(descriptor) } else { edge.linger(descriptor) }
    }

    /// The client is gone.
    func end() {
        guard !isOver else { return }
        release()
        close(descriptor)
    }

    /// A handshake that failed or took too long: its alert may still be on the way.
    func giveUp() {
        guard !isOver else { return }
        guard isShakingHands else { return end() }
        edge.registry.leavePlace()
        release()
        shutdown(descriptor, Int32(SHUT_WR))
        edge.linger(descriptor)
    }

    /// Everything but the client's descriptor.
    private func release() {
        isOver = true
        _ = outer.watch([], edge.loop, self)
        if var end = inner, let source = engineEnd {
            _ = end.watch([], edge.loop, source)
            close(end.descriptor)
        }
        engineEnd = nil
        toEngine = []
        toClient = []
        edge.forget(self)
    }
}

/// The engine's side of a relay in the edge's loop.
private final class EngineEnd: EventSource {
    private unowned let relay: TLSRelay

    init(_ relay: TLSRelay) { self.relay = relay }

    func ready(_ readiness: Readiness) { relay.engineReady() }
}

/// A descriptor in a loop, watched only for what somebody waits for.
private struct WatchedEnd {
    let descriptor: Int32
    private var token: UInt64?
    private var watched: Readiness = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// - Returns: false when the system watches no more.
    mutating func watch(_ readiness: Readiness, _ loop: EventLoop, _ source: any EventSource) -> Bool {
        guard readiness != watched else { return true }
        watched = readiness
        guard let token else {
            token = loop.add(descriptor, for: readiness, source)
            return token != nil
        }
        if readiness.isEmpty {
            loop.remove(descriptor, token: token)
            self.token = nil
        } else {
            loop.change(descriptor, token: token, to: readiness)
        }
        return true
    }
}
