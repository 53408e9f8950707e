import Glibc
public import Observing
import Synchronization

/// HTTP/1.1 and WebSockets on TCP, with TLS or without, and on a unix socket: everything between the network and an
/// ``HTTPService``.
///
/// Three threads, each asleep until something happens: the edge (listeners, first bytes, times), the HTTP loop, and the
/// loop of the WebSockets. In order: ``start()``, ``listen(_:on:)``, ``beginStop()``, ``finishStop(withinSeconds:)``.
public final class HTTPServer: Sendable {
    private struct Parts {
        let edge: Edge
        let engine: HTTPEngine
        let sockets: SocketLoop
        let registry: ConnectionRegistry
    }

    /// Time kept for the WebSockets' good-bye at the end of a stop.
    private static let socketsMilliseconds: Int64 = 900

    /// And for what is still being encrypted then.
    private static let relaysMilliseconds: Int64 = 500

    private let service: any HTTPService
    private let limits: TransportLimits
    private let logger: Logger
    private let chooseIdentity: TLSIdentityChoice?
    private let parts = Mutex<Parts?>(nil)

    /// - Parameter chooseIdentity: chooses the certificate of each TLS handshake; `nil` serves no TLS.
    public init(
        service: any HTTPService, limits: TransportLimits, logger: Logger, chooseIdentity: TLSIdentityChoice? = nil
    ) {
        self.service = service
        self.limits = limits
        self.logger = logger
        self.chooseIdentity = chooseIdentity
    }

    deinit { finishStop(withinSeconds: 0) }

    /// Starts the threads; nothing listens yet.
    public func start() throws(TransportError) {
        let registry = ConnectionRegistry()
        let edge = try Edge(limits: limits, registry: registry, logger: logger, chooseIdentity: chooseIdentity)
        let sockets = try SocketLoop(limits: limits, registry: registry)
        let engine = HTTPEngine(
            service: service, limits: limits, logger: logger, registry: registry, edge: edge, sockets: sockets)
        edge.handOver = { [unowned engine] in engine.add($0, $1, $2) }
        try edge.loop.start()
        do {
            try sockets.events.start()
            try engine.start()
        } catch {
            edge.loop.stopAndJoin()
            sockets.events.stopAndJoin()
            throw error
        }
        parts.withLock { $0 = Parts(edge: edge, engine: engine, sockets: sockets, registry: registry) }
    }

    /// Replaces the listeners of this kind; connections that were accepted live on.
    ///
    /// A listener that is wanted again stays as it is. When a new one cannot be had, the others of this kind are gone
    /// all the same.
    /// - Returns: the addresses in the order asked for, with their real ports.
    @discardableResult
    public func listen(
        _ kind: RequestHead.Listener, on addresses: [ListenAddress]
    ) throws(TransportError) -> [ListenAddress] {
        let edge = try running().edge
        return try edge.onLoop { () throws(TransportError) in try edge.replaceListeners(kind, addresses) }
    }

    /// Listens on a unix socket that only this user may open (0600). A socket file that nobody answers on is replaced;
    /// the file is removed when the server stops.
    public func listen(onUnixSocket path: String) throws(TransportError) {
        let edge = try running().edge
        try edge.onLoop { () throws(TransportError) in
            try edge.replaceUnixListener(ListeningSocket.open(unixPath: path))
        }
    }

    /// Calls `onReadable` on the edge's thread whenever the descriptor is readable, until the server stops. The
    /// descriptor stays the caller's.
    public func watch(_ descriptor: Int32, onReadable: @escaping @Sendable () -> Void) {
        guard let edge = parts.withLock({ $0?.edge }) else { return }
        edge.loop.perform {
            guard edge.loop.add(descriptor, for: .readable, WatchedDescriptor(onReadable)) == nil else { return }
            edge.logger.error("A descriptor cannot be watched.", [("errno", "\(errno)")])
        }
    }

    /// Closes the listeners and the connections that wait for a request; running exchanges and WebSockets go on. What
    /// still comes on a kept connection is answered 503.
    public func beginStop() {
        guard let parts = parts.withLock({ $0 }) else { return }
        guard !parts.engine.isStopping.exchange(true, ordering: .sequentiallyConsistent) else { return }
        parts.edge.loop.performAndWait { parts.edge.stopListening() }
        for connection in parts.registry.all where connection.phase == .idle { connection.stopReading() }
    }

    /// Waits for the running exchanges and the WebSockets' good-bye, then ends whatever is left and the threads.
    ///
    /// What keeps the answers coming (the writer) must still run; an exchange that is completed later harms nothing.
    /// - Parameter isHurried: asked again and again; once true, running exchanges are no longer waited for.
    public func finishStop(withinSeconds: Int, isHurried: () -> Bool = { false }) {
        beginStop()
        guard
            let parts = parts.withLock({ parts in
                defer { parts = nil }
                return parts
            })
        else { return }
        let end = MonotonicClock.nowMilliseconds() + Int64(withinSeconds) * 1_000
        Self.wait(until: end - Self.socketsMilliseconds) {
            isHurried() || !parts.registry.all.contains { $0.isRunning }
        }
        parts.sockets.closeAll()
        let socketsEnd = MonotonicClock.nowMilliseconds() + Self.socketsMilliseconds
        Self.wait(until: socketsEnd) { parts.sockets.count == 0 }
        parts.engine.stop()
        parts.sockets.stopAndJoin()
        // What they have said last is still on its way through TLS.
        let relaysEnd = MonotonicClock.nowMilliseconds() + Self.relaysMilliseconds
        Self.wait(until: relaysEnd) { parts.edge.relayCount.load(ordering: .acquiring) == 0 }
        parts.edge.loop.stopAndJoin()
        parts.edge.closeWhatIsLeft()
    }

    private func running() throws(TransportError) -> Parts {
        guard let parts = parts.withLock({ $0 }) else {
            throw TransportError(.notRunning, "The HTTP server is not running.")
        }
        return parts
    }

    /// The one place that looks again and again, for a second or ten at the end of the process.
    private static func wait(until time: Int64, _ isDone: () -> Bool) {
        while !isDone() && MonotonicClock.nowMilliseconds() < time { usleep(5_000) }
    }
}

/// A descriptor that somebody else reads from.
private final class WatchedDescriptor: EventSource {
    private let onReadable: @Sendable () -> Void

    init(_ onReadable: @escaping @Sendable () -> Void) { self.onReadable = onReadable }

    func ready(_ readiness: Readiness) { onReadable() }
}
