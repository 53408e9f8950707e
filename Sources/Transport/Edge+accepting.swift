internal import CLinux
import Glibc
internal import Observing
import Synchronization

/// A listening socket in the edge's loop.
final class Listener: EventSource {
    let socket: ListeningSocket
    private unowned let edge: Edge
    var token: UInt64?

    init(_ socket: ListeningSocket, _ edge: Edge) {
        self.socket = socket
        self.edge = edge
    }

    func ready(_ readiness: Readiness) { edge.accept(from: socket) }
}

extension Edge {
    /// So many at a time, that others have their turn.
    private static let acceptsInARow = 64
    private static let tlsHello: UInt8 = 0x16

    func accept(from socket: ListeningSocket) {
        for _ in 0..<Self.acceptsInARow {
            var address = SocketAddress()
            let descriptor = linkora_accept(socket.descriptor, &address.storage, &address.length)
            if descriptor < 0 {
                if errno == EMFILE || errno == ENFILE { turnAwayWithoutDescriptor(socket) }
                if errno == ECONNABORTED || errno == EINTR { continue }
                return
            }
            welcome(descriptor, address, socket.kind)
        }
    }

    private func welcome(_ descriptor: Int32, _ address: SocketAddress, _ kind: RequestHead.Listener) {
        guard registry.takePlace(max: limits.connectionsMax) else {
            tellOfFullness("The bound on connections is reached; others are answered 503.")
            let refusal = Refusal.tooManyConnections(limits.connectionsMax)
            return sendAndLinger(descriptor, Array(refusal.rawBytes))
        }
        let deadline = MonotonicClock.nowMilliseconds() + Int64(limits.headSecondsMax) * 1_000
        let connection = Connection(
            descriptor: descriptor, listener: kind, peer: address.peer, deadline: deadline)
        let client = SilentClient(descriptor, address, connection, self)
        if !client.decide() { client.wait() }
    }

    /// Decides by the first byte. From here on the descriptor is somebody else's.
    ///
    /// Either port takes either way of speaking: the apps dial `wss` on the port of their plain base URL, and those of
    /// before 0.13.3 `ws` on that of a secure one (PROTOCOL §1.8, F26). What else is said on the wrong one is the
    /// service's to tell.
    func firstByte(_ byte: UInt8, _ descriptor: Int32, _ address: SocketAddress, _ connection: Connection) {
        if byte == Self.tlsHello {
            if chooseIdentity != nil, connection.listener != .control {
                return speakTLS(descriptor, address, connection)
            }
            tellOfTLS(connection.peer)
            registry.leavePlace()
            close(descriptor)
        } else if !Self.mayBeginARequest(byte) {
            registry.leavePlace()
            sendAndLinger(descriptor, Array(Refusal.badRequest("This is no HTTP request.").rawBytes))
        } else {
            connection.phase = .head
            lookSoon(connection.deadline.load(ordering: .relaxed))
            handOver(descriptor, address, connection)
        }
    }

    /// A method begins with a letter; empty lines before it are tolerated.
    private static func mayBeginARequest(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) || byte == 0x0D || byte == 0x0A
    }

    private func tellOfTLS(_ peer: PeerAddress) {
        guard !hasToldOfTLS else { return }
        hasToldOfTLS = true
        logger.notice(
            "A client tried TLS (https or wss), which is switched off; it was closed. This is said once.",
            [("peer", peer.text)])
    }

    func tellOfFullness(_ message: String) {
        guard !hasToldOfFullness else { return }
        hasToldOfFullness = true
        logger.warning(message, [("connectionsMax", "\(limits.connectionsMax)")])
    }

    /// Without a descriptor to spare the listener would be readable for ever: the reserve lets one client in and out.
    private func turnAwayWithoutDescriptor(_ socket: ListeningSocket) {
        tellOfFullness("Descriptors have run out; clients are closed. Raise the limit (LimitNOFILE, ulimit -n).")
        close(reserve)
        let descriptor = Glibc.accept(socket.descriptor, nil, nil)
        if descriptor >= 0 { close(descriptor) }
        reserve = linkora_eventfd()
    }
}
