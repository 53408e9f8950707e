internal import Observing
internal import Synchronization
internal import Transport

/// Keeps the server listening where the settings want it while addresses of this machine come and go.
///
/// A service that starts at boot may be earlier than its address (DHCP): it must neither fail nor stay away.
final class Listening: Sendable {
    /// The ports, one for each way of speaking; without one for HTTPS that is not listened for.
    struct Ports: Equatable, Sendable {
        var http: UInt16
        var https: UInt16?
    }

    private struct State {
        var plan: ListenPlan
        var ports: Ports
    }

    private let wish: HostAddress
    private let lookedUp: [String]
    private let server: any RunningServer
    private let logger: Logger
    private let watch: AddressWatch?
    private let interfaces: @Sendable () -> [InterfaceAddress]
    private let state: Mutex<State>

    /// Begins to listen.
    /// - Parameter interfaces: asks for the machine's addresses.
    /// - Throws: ``CommandFailure`` when it can't.
    init(
        _ server: any RunningServer, at wish: HostAddress, _ ports: Ports, logger: Logger,
        interfaces: @escaping @Sendable () -> [InterfaceAddress] = { InterfaceAddress.all() }
    ) throws {
        self.wish = wish
        self.server = server
        self.logger = logger
        self.interfaces = interfaces
        // Before the first look, so that no change falls between the two.
        watch = Self.makeWatch(for: wish, logger)
        lookedUp = if case .name(let name) = wish { NameLookup.addresses(of: name) } else { [] }
        let plan = ListenPlan.decide(wish, lookedUp: lookedUp, among: interfaces())
        state = Mutex(State(plan: plan, ports: try Self.listen(server, plan, ports)))
        if let warning = plan.warning { logger.warning(warning) }
        if let watch { server.watch(watch.descriptor) { [weak self] in self?.addressesMayHaveChanged() } }
    }

    /// - Returns: the ports that were really bound.
    private static func listen(_ server: any RunningServer, _ plan: ListenPlan, _ ports: Ports) throws -> Ports {
        var bound = ports
        bound.http = try server.listen(.http, on: plan.addresses(port: ports.http)).first?.port ?? ports.http
        if let https = ports.https {
            bound.https = try server.listen(.https, on: plan.addresses(port: https)).first?.port ?? https
        }
        return bound
    }

    private static func makeWatch(for wish: HostAddress, _ logger: Logger) -> AddressWatch? {
        if wish == .everywhere { return nil }
        do throws(SystemFailure) {
            return try AddressWatch()
        } catch {
            logger.warning("a change of this machine's addresses will count after a restart", [("reason", "\(error)")])
            return nil
        }
    }

    var plan: ListenPlan { state.withLock { $0.plan } }

    /// The ports that were really bound.
    var ports: Ports { state.withLock { $0.ports } }

    /// `http` and `0.0.0.0:45454`, and the same for HTTPS: for the ready line.
    var boundTexts: [(String, String)] {
        state.withLock { state in
            let host = state.plan.host ?? "0.0.0.0"
            let shown = host.contains(":") ? "[\(host)]" : host
            let https = state.ports.https.map { [("https", "\(shown):\($0)")] } ?? []
            return [("http", "\(shown):\(state.ports.http)")] + https
        }
    }

    private func addressesMayHaveChanged() {
        guard watch?.takeChanges() == true else { return }
        moveIfNeeded()
    }

    /// Looks at the machine's addresses and moves the listeners when they ask for it.
    func moveIfNeeded() {
        state.withLock { state in
            let next = ListenPlan.decide(wish, lookedUp: lookedUp, among: interfaces())
            if next.host != state.plan.host { move(to: next, &state) }
        }
    }

    /// An address may go again while we move to it: then all addresses do, until the next change.
    private func move(to next: ListenPlan, _ state: inout State) {
        do {
            _ = try Self.listen(server, next, state.ports)
            state.plan = next
            logger.notice(
                "listening elsewhere", [("host", next.host ?? "all addresses"), ("port", "\(state.ports.http)")])
        } catch {
            logger.warning("can't listen there", [("host", next.host ?? "all addresses"), ("reason", "\(error)")])
            fallBack(&state)
        }
    }

    private func fallBack(_ state: inout State) {
        let everywhere = ListenPlan.decide(.everywhere, among: interfaces())
        do {
            _ = try Self.listen(server, everywhere, state.ports)
            state.plan = everywhere
        } catch {
            logger.error("can't listen anywhere", [("port", "\(state.ports.http)"), ("reason", "\(error)")])
        }
    }
}
