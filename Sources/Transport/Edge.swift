internal import CLinux
import Glibc
internal import Observing
import Synchronization

/// The thread that listens: accepts, looks at the first byte, ends TLS, keeps the times, and drains who was refused.
///
/// `@unchecked Sendable`: the variables are touched on the loop's thread only.
final class Edge: @unchecked Sendable {
    let loop: EventLoop
    let limits: TransportLimits
    let registry: ConnectionRegistry
    let logger: Logger
    /// Hands a connection that speaks plain HTTP to the HTTP loop, which closes it from then on.
    var handOver: (_ descriptor: Int32, _ address: SocketAddress, Connection) -> Void = { descriptor, _, _ in
        close(descriptor)
    }

    /// Chooses certificates; `nil` when TLS is not served.
    let chooseIdentity: TLSIdentityChoice?
    var tls: TLSContext?
    /// A record's worth, for whichever relay has its turn.
    let recordBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: TLSRelay.recordBytes, alignment: 16)
    var relays: [ObjectIdentifier: TLSRelay] = [:]
    /// How many there are, for other threads.
    let relayCount = Atomic<Int>(0)
    var brokenHandshakes = OncePerHour()

    var listeners: [Listener] = []
    var silent: [ObjectIdentifier: SilentClient] = [:]
    var lingering: [ObjectIdentifier: LingeringClient] = [:]
    var isStopping = false
    var hasToldOfTLS = false
    var hasToldOfFullness = false
    /// Given up for a moment when descriptors run out, so that a waiting client can be accepted and closed.
    var reserve: Int32 = -1

    init(
        limits: TransportLimits, registry: ConnectionRegistry, logger: Logger, chooseIdentity: TLSIdentityChoice?
    ) throws(TransportError) {
        loop = try EventLoop(name: "edge")
        self.chooseIdentity = chooseIdentity
        self.limits = limits
        self.registry = registry
        self.logger = logger
        reserve = linkora_eventfd()
        loop.onDeadline = { [unowned self] now in lookAtDeadlines(now) }
    }

    deinit {
        close(reserve)
        recordBuffer.deallocate()
    }

    /// Makes the loop look at its deadlines by this time; from any thread.
    func look(by time: Int64) {
        guard time < registry.nextLook.load(ordering: .relaxed) else { return }
        loop.perform { [self] in lookSoon(time) }
    }

    /// On the loop's thread.
    func lookSoon(_ time: Int64) {
        guard time < registry.nextLook.load(ordering: .relaxed) else { return }
        registry.nextLook.store(time, ordering: .relaxed)
        loop.wake(by: time)
    }

    /// And those that have not finished their handshake.
    func closeSilentClients() {
        for client in silent.values { client.giveUp() }
        for relay in relays.values where relay.isShakingHands { relay.giveUp() }
    }
}
