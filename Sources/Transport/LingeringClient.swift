internal import CLinux
import Glibc

/// Who has been refused while still sending. Closing at once would make the kernel send a reset, which may destroy the
/// refusal before it is read: so what comes is thrown away for a while, until the client closes.
final class LingeringClient: EventSource {
    static let millisecondsMax: Int64 = 10_000
    static let bytesMax = 256 * 1_024 * 1_024
    /// More at a time are closed without grace.
    static let clientsMax = 256
    private static let bytesAtOnce = 64 * 1_024

    private let descriptor: Int32
    private unowned let edge: Edge
    private var token: UInt64?
    private var bytesTaken = 0
    let deadline: Int64

    init(_ descriptor: Int32, _ edge: Edge) {
        self.descriptor = descriptor
        self.edge = edge
        deadline = MonotonicClock.nowMilliseconds() + Self.millisecondsMax
    }

    func begin() {
        guard edge.lingering.count < Self.clientsMax else { return end() }
        token = edge.loop.add(descriptor, for: .readable, self)
        guard token != nil else { return end() }
        edge.lingering[ObjectIdentifier(self)] = self
        edge.lookSoon(deadline)
    }

    func ready(_ readiness: Readiness) {
        let count = withUnsafeTemporaryAllocation(byteCount: Self.bytesAtOnce, alignment: 16) { buffer in
            linkora_receive(descriptor, buffer.baseAddress, UInt(buffer.count))
        }
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        bytesTaken += max(0, count)
        if count <= 0 || bytesTaken > Self.bytesMax { end() }
    }

    func end() {
        if let token { edge.loop.remove(descriptor, token: token) }
        token = nil
        edge.lingering[ObjectIdentifier(self)] = nil
        close(descriptor)
    }
}

extension Edge {
    /// Takes a descriptor whose sending side is closed, and drains it; from any thread.
    func linger(_ descriptor: Int32) {
        loop.perform { [self] in LingeringClient(descriptor, self).begin() }
    }

    /// Sends a few bytes, which fit into the empty buffer of a new connection, and drains the client.
    func sendAndLinger(_ descriptor: Int32, _ bytes: [UInt8]) {
        _ = linkora_send(descriptor, bytes, UInt(bytes.count))
        shutdown(descriptor, Int32(SHUT_WR))
        linger(descriptor)
    }
}
