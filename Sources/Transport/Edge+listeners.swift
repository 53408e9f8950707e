import Glibc
import Synchronization

/// A value that two threads hand to each other.
private final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func store(_ newValue: Value) { value.withLock { $0 = newValue } }
    func load() -> Value { value.withLock { $0 } }
}

extension Edge {
    /// Runs this on the loop's thread and hands back what it answers or throws.
    func onLoop<Result: Sendable>(
        _ body: @escaping @Sendable () throws(TransportError) -> Result
    ) throws(TransportError) -> Result {
        let outcome = Shared<Swift.Result<Result, TransportError>?>(nil)
        loop.performAndWait {
            let answer = Swift.Result { () throws(TransportError) in try body() }
            outcome.store(answer)
        }
        guard let answer = outcome.load() else {
            throw TransportError(.notRunning, "The HTTP server is not running.")
        }
        return try answer.get()
    }

    /// Keeps the listeners that are wanted again, closes the others of this kind, opens the new ones.
    ///
    /// The old go first: an address cannot be had while a listener for all addresses holds its port.
    func replaceListeners(
        _ kind: RequestHead.Listener, _ addresses: [ListenAddress]
    ) throws(TransportError) -> [ListenAddress] {
        guard !isStopping else { throw TransportError(.notRunning, "The HTTP server is stopping.") }
        var kept: [Listener] = []
        for listener in listeners where listener.socket.kind == kind {
            let isWanted = addresses.contains { $0 == listener.socket.wanted || $0 == listener.socket.bound }
            if isWanted { kept.append(listener) } else { close(listener) }
        }
        var bound: [ListenAddress] = []
        for address in addresses {
            if let index = kept.firstIndex(where: { $0.socket.wanted == address || $0.socket.bound == address }) {
                bound.append(kept.remove(at: index).socket.bound)
            } else {
                let socket = try ListeningSocket.open(kind, address)
                try add(socket)
                bound.append(socket.bound)
            }
        }
        return bound
    }

    func replaceUnixListener(_ socket: ListeningSocket) throws(TransportError) {
        for listener in listeners where listener.socket.kind == .control { close(listener) }
        try add(socket)
    }

    private func add(_ socket: ListeningSocket) throws(TransportError) {
        let listener = Listener(socket, self)
        guard let token = loop.add(socket.descriptor, for: .readable, listener) else {
            Glibc.close(socket.descriptor)
            throw TransportError(.noResources, "The system watches no more descriptors.")
        }
        listener.token = token
        listeners.append(listener)
    }

    /// Whoever has connected already is accepted first.
    private func close(_ listener: Listener) {
        accept(from: listener.socket)
        if let token = listener.token { loop.remove(listener.socket.descriptor, token: token) }
        Glibc.close(listener.socket.descriptor)
        listeners.removeAll { $0 === listener }
        if listener.socket.kind == .control, let path = listener.socket.bound.host { unlink(path) }
    }

    func stopListening() {
        isStopping = true
        for listener in listeners { close(listener) }
        closeSilentClients()
    }

    /// After the threads have ended.
    func closeWhatIsLeft() {
        closeSilentClients()
        for relay in relays.values { relay.end() }
        for client in lingering.values { client.end() }
    }
}
