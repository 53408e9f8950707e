import Glibc
import Synchronization

/// One TCP (or unix) connection, from `accept` to its end or its switch to WebSocket.
///
/// The edge makes it and keeps its time, the HTTP loop moves it from phase to phase.
final class Connection: Sendable {
    /// What the connection is waiting for. Times run in the first three and in `idle`.
    enum Phase: UInt8 {
        /// Has not said anything yet.
        case silent
        /// A head is under way.
        case head
        /// A body is under way.
        case body
        /// The service works, or the client takes the answer.
        case answering
        /// Kept alive.
        case idle
        /// Ended in the middle of a request, so that the client may still be sending.
        case unfinished
        /// A WebSocket now.
        case upgraded
    }

    let listener: RequestHead.Listener
    /// Whether it speaks TLS.
    let isSecure: Bool
    let peer: PeerAddress
    private let phaseNumber = Atomic<UInt8>(Phase.silent.rawValue)
    /// In ``MonotonicClock``'s milliseconds: then the connection is cut. ``MonotonicClock/never`` while we work.
    let deadline: Atomic<Int64>
    let bodyBytes = Atomic<Int>(0)
    let bodySince = Atomic<Int64>(0)
    let wasCut = Atomic<Bool>(false)
    /// The request that waits for its answer, so that a stop can end it.
    let exchange = Mutex<HTTPExchange?>(nil)
    /// -1 once the descriptor may belong to somebody else.
    private let descriptor: Mutex<Int32>

    init(
        descriptor: Int32, listener: RequestHead.Listener, isSecure: Bool = false, peer: PeerAddress, deadline: Int64
    ) {
        self.descriptor = Mutex(descriptor)
        self.listener = listener
        self.isSecure = isSecure
        self.peer = peer
        self.deadline = Atomic(deadline)
    }

    var phase: Phase {
        get { Phase(rawValue: phaseNumber.load(ordering: .acquiring)) ?? .unfinished }
        set { phaseNumber.store(newValue.rawValue, ordering: .releasing) }
    }

    /// Whether an exchange is under way that a stop should wait for.
    var isRunning: Bool { phase == .body || phase == .answering }

    /// Ends both directions; the HTTP loop sees it and closes. Nothing happens when it has closed already.
    func cut() {
        wasCut.store(true, ordering: .relaxed)
        descriptor.withLock { if $0 >= 0 { shutdown($0, Int32(SHUT_RDWR)) } }
    }

    /// Takes no new request: what has arrived already is still answered.
    func stopReading() {
        descriptor.withLock { if $0 >= 0 { shutdown($0, Int32(SHUT_RD)) } }
    }

    /// From now on the descriptor is not ours. Answers it, or -1 when that was so before.
    func forgetDescriptor() -> Int32 {
        descriptor.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
    }
}
