internal import CMicrohttpd
import Glibc
internal import Observing
import Synchronization

/// libmicrohttpd's daemon: one thread, one epoll, no listener of its own.
///
/// `@unchecked Sendable`: `daemon` is set before the edge hands anything over and cleared after it has stopped.
final class HTTPEngine: @unchecked Sendable {
    let service: any HTTPService
    let limits: TransportLimits
    let logger: Logger
    let registry: ConnectionRegistry
    let edge: Edge
    let sockets: SocketLoop
    let isStopping = Atomic<Bool>(false)
    let isEnding = Atomic<Bool>(false)
    private let hasName = Atomic<Bool>(false)
    private var daemon: OpaquePointer?

    init(
        service: any HTTPService, limits: TransportLimits, logger: Logger, registry: ConnectionRegistry, edge: Edge,
        sockets: SocketLoop
    ) {
        self.service = service
        self.limits = limits
        self.logger = logger
        self.registry = registry
        self.edge = edge
        self.sockets = sockets
    }

    func start() throws(TransportError) {
        var options = linkora_daemon_options()
        options.context = Unmanaged.passUnretained(self).toOpaque()
        options.handle = handleCallback
        options.completed = completedCallback
        options.connection = connectionCallback
        options.target = targetCallback
        options.log = logCallback
        // The parser's own notes need room beside the head; our own check is the exact one.
        options.connection_bytes = max(32 * 1_024, limits.headBytesMax * 2)
        options.connections_max = UInt32(limits.connectionsMax + 16)
        options.idle_seconds = UInt32(limits.idleSecondsMax)
        options.stack_bytes = NamedThread.stackBytes
        MHD_set_panic_func(panicCallback, nil)
        guard let daemon = linkora_start_daemon(&options) else {
            throw TransportError(
                .noResources, "The HTTP engine cannot start: the system gives no thread or descriptor.")
        }
        self.daemon = daemon
    }

    /// Takes over a connection, which is closed by the engine in any case.
    func add(_ descriptor: Int32, _ address: SocketAddress, _ connection: Connection) {
        registry.insert(connection, at: descriptor)
        let isTaken = address.withPointer { MHD_add_connection(daemon, descriptor, $0, $1) } == .YES
        if !isTaken, registry.remove(descriptor) != nil { registry.leavePlace() }
    }

    /// Ends the thread. Exchanges that still wait are aborted first: the engine would die on a suspended connection.
    func stop() {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        for connection in registry.all { connection.exchange.withLock { $0 }?.abort() }
        MHD_stop_daemon(daemon)
        daemon = nil
    }

    func nameThreadOnce() {
        guard !hasName.load(ordering: .relaxed) else { return }
        hasName.store(true, ordering: .relaxed)
        NamedThread.nameCurrent("http")
    }
}
