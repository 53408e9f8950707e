internal import CLinux
import Glibc
import Synchronization

/// Who has connected and not said a byte yet. Waits at the edge, so that nothing else is spent on it.
final class SilentClient: EventSource {
    private let descriptor: Int32
    private let address: SocketAddress
    private let connection: Connection
    private unowned let edge: Edge
    private var token: UInt64?

    init(_ descriptor: Int32, _ address: SocketAddress, _ connection: Connection, _ edge: Edge) {
        self.descriptor = descriptor
        self.address = address
        self.connection = connection
        self.edge = edge
    }

    var deadline: Int64 { connection.deadline.load(ordering: .relaxed) }

    func ready(_ readiness: Readiness) {
        if !decide(), !readiness.isDisjoint(with: .failed) { giveUp() }
    }

    /// Looks at the first byte.
    /// - Returns: false when there is none yet.
    func decide() -> Bool {
        var byte: UInt8 = 0
        let count = linkora_peek(descriptor, &byte)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return false }
        guard count == 1 else {
            giveUp()
            return true
        }
        leave()
        edge.firstByte(byte, descriptor, address, connection)
        return true
    }

    func wait() {
        token = edge.loop.add(descriptor, for: .readable, self)
        guard token != nil else { return giveUp() }
        edge.silent[ObjectIdentifier(self)] = self
        edge.lookSoon(deadline)
    }

    func giveUp() {
        leave()
        edge.registry.leavePlace()
        close(descriptor)
    }

    private func leave() {
        if let token { edge.loop.remove(descriptor, token: token) }
        token = nil
        edge.silent[ObjectIdentifier(self)] = nil
    }
}
