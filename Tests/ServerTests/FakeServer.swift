import Synchronization
import Transport

@testable import LinkoraSyncServer

/// A server that only remembers what it was told. Stricter than the real one: it refuses what would fail there.
final class FakeServer: RunningServer {
    struct State {
        var listening: [[ListenAddress]] = []
        var listeningSecurely: [[ListenAddress]] = []
        var watched: [Int32: @Sendable () -> Void] = [:]
        var stops = 0
        /// Hosts that can't be bound just now.
        var unbindable: Set<String> = []
    }

    private let state = Mutex(State())
    let library: LibrarySummary

    init(library: LibrarySummary = .newAndEmpty) { self.library = library }

    var now: State { state.withLock { $0 } }

    func setUnbindable(_ hosts: Set<String>) { state.withLock { $0.unbindable = hosts } }

    /// What the edge does when a descriptor becomes readable.
    func becomeReadable(_ descriptor: Int32) { now.watched[descriptor]?() }

    func listen(_ kind: RequestHead.Listener, on addresses: [ListenAddress]) throws -> [ListenAddress] {
        try state.withLock { state in
            precondition(!addresses.isEmpty && state.stops == 0)
            let bound = addresses.map { ListenAddress(host: $0.host, port: $0.port == 0 ? 40_001 : $0.port) }
            if addresses.contains(where: { state.unbindable.contains($0.host ?? "*") }) {
                throw CommandFailure(sentence: "can't bind", exitCode: ExitCode.unavailable)
            }
            if kind == .https { state.listeningSecurely.append(bound) } else { state.listening.append(bound) }
            return bound
        }
    }

    func watch(_ descriptor: Int32, onReadable: @escaping @Sendable () -> Void) {
        state.withLock { $0.watched[descriptor] = onReadable }
    }

    func stop(withinSeconds: Int, isHurried: @escaping @Sendable () -> Bool) { state.withLock { $0.stops += 1 } }
}
