internal import CLinux
import Glibc
import Synchronization

/// One WebSocket.
///
/// `@unchecked Sendable`: the variables are touched on the socket loop's thread only; what other threads bring goes
/// through the outbox, a `Mutex`.
final class SocketSession: WebSocket, EventSource, @unchecked Sendable {
    /// How long a frame waits for the reply that must not be overtaken.
    static let holdMilliseconds: Int64 = 1_000
    /// From our close frame to the peer's.
    static let closeMilliseconds: Int64 = 5_000
    private static let bytesAtOnce = 64 * 1_024

    let id: UInt64
    /// -1 until the handshake is answered: frames wait in the outbox.
    private var descriptor: Int32 = -1
    private let delegate: any WebSocketDelegate
    private unowned let loop: SocketLoop
    private let outbox: Mutex<Outbox>
    private var token: UInt64?
    private var reader: FrameReader?
    /// Taken out of the outbox, not by the kernel yet.
    private var unsent: [UInt8] = []
    private var waitsForSpace = false
    private var pingsSent: UInt32 = 0
    private var hasPingOpen = false
    private var pingedAtMilliseconds: Int64 = 0
    private var hasPeerClosed = false
    private var isOver = false
    /// The reply that holds the queue and will tell us when it has left.
    private var awaited: ReplyReceipt?
    private(set) var pingAt = MonotonicClock.never
    private(set) var closeBy = MonotonicClock.never
    private(set) var heldUntil = MonotonicClock.never

    init(id: UInt64, _ delegate: any WebSocketDelegate, _ loop: SocketLoop) {
        self.id = id
        self.delegate = delegate
        self.loop = loop
        outbox = Mutex(
            Outbox(framesMax: loop.limits.socketQueueFramesMax, bytesMax: loop.limits.socketQueueBytesMax))
    }

    // MARK: From any thread

    func send(_ frame: TextFrame, after receipt: ReplyReceipt?) {
        let heldUntil = receipt == nil ? 0 : MonotonicClock.nowMilliseconds() + Self.holdMilliseconds
        tell(outbox.withLock { $0.append(frame, after: receipt, heldUntil: heldUntil) })
    }

    func ping() {
        if outbox.withLock({ $0.askForPing() }) { loop.look(at: self) }
    }

    func close(code: UInt16, reason: String) {
        tell(outbox.withLock { $0.appendLast(FrameHead.close(code: code, reason: reason)) })
    }

    private func tell(_ admission: Outbox.Admission) {
        switch admission {
        case .wakesLoop, .full: loop.look(at: self)
        case .joinsQueue, .tooLate: break
        }
    }

    private func lookAgain() {
        if outbox.withLock({ $0.announceLook() }) { loop.look(at: self) }
    }

    // MARK: On the loop's thread

    /// The handshake has been answered: sends what has come together meanwhile.
    func begin(_ descriptor: Int32, _ firstBytes: [UInt8], pingAt: Int64) {
        self.descriptor = descriptor
        self.pingAt = pingAt
        token = loop.events.add(descriptor, for: [.readable, .peerClosed], self)
        guard token != nil else { return end() }
        if !firstBytes.isEmpty { firstBytes.withUnsafeBytes(read) }
        flush()
    }

    /// The handshake will not be answered; from any thread.
    func abandon() { loop.abandon(self) }

    func ready(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.readable, .peerClosed, .failed]) { receive() }
        if !isOver && readiness.contains(.writable) { flush() }
    }

    private func receive() {
        let count = loop.receive(from: descriptor, read)
        if isOver { return }
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { end() }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) {
        guard !hasPeerClosed else { return }
        guard let reader = reader ?? FrameReader(messageBytesMax: loop.limits.frameBytesMax) else { return end() }
        let outcome = reader.feed(bytes)
        self.reader = reader.isAtBoundary ? nil : reader
        for event in outcome.events { tellDelegate(event) }
        if outcome.isOver {
            self.reader = nil
            peerClosed(answer: outcome.replies)
        } else if !outcome.replies.isEmpty {
            tell(outbox.withLock { $0.append(raw: outcome.replies) })
        }
    }

    private func tellDelegate(_ event: FrameReader.Event) {
        switch event {
        case .text(let text): delegate.received(text: text, on: self)
        case .pong(let payload):
            guard hasPingOpen, payload == pingPayload, !outbox.withLock({ $0.wantsPing }) else { return }
            hasPingOpen = false
            delegate.ponged(self, afterMilliseconds: MonotonicClock.nowMilliseconds() - pingedAtMilliseconds)
        }
    }

    /// The peer has closed or broken the protocol: its close is answered, what else waited is of no use to it.
    private func peerClosed(answer: [UInt8]) {
        hasPeerClosed = true
        _ = outbox.withLock { $0.appendLast(answer, droppingOthers: true) }
        flush()
    }

    /// Sends what may go, as far as the kernel takes it.
    func flush() {
        guard !isOver, descriptor >= 0 else { return }
        let now = MonotonicClock.nowMilliseconds()
        heldUntil = MonotonicClock.never
        let (isFull, isClosing, wantsPing) = outbox.withLock { outbox in
            outbox.beginLook()
            return (outbox.isFull, outbox.isClosing, outbox.takePing())
        }
        guard !isFull else { return end() }
        if wantsPing { ping(now) }
        if isClosing && closeBy == MonotonicClock.never { closeBy = loop.deadline(now + Self.closeMilliseconds) }
        while sendUnsent() {
            let next = outbox.withLock { outbox in
                outbox.move(to: &unsent, bytesWanted: Self.bytesAtOnce, nowMilliseconds: now)
            }
            switch next {
            case .bytes: continue
            case .nothing: return emptied()
            case .held(let receipt, let until): return hold(receipt, until)
            }
        }
    }

    /// - Returns: whether everything is with the kernel.
    private func sendUnsent() -> Bool {
        while !unsent.isEmpty {
            let count = linkora_send(descriptor, unsent, UInt(unsent.count))
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN { waitForSpace(true) } else { end() }
                return false
            }
            if count == unsent.count { unsent = [] } else { unsent.removeFirst(count) }
        }
        waitForSpace(false)
        return true
    }

    private func waitForSpace(_ waits: Bool) {
        guard waits != waitsForSpace, let token else { return }
        waitsForSpace = waits
        loop.events.change(
            descriptor, token: token, to: waits ? [.readable, .peerClosed, .writable] : [.readable, .peerClosed])
    }

    private func emptied() {
        if hasPeerClosed { end() }
    }

    private func hold(_ receipt: ReplyReceipt, _ until: Int64) {
        heldUntil = loop.deadline(until)
        guard awaited !== receipt else { return }
        awaited = receipt
        receipt.whenReleased { [weak self] in self?.lookAgain() }
    }

    /// Sends a ping when it is time, or gives up a peer that has not answered the one before.
    func passTime(_ now: Int64) {
        if now >= closeBy { return end() }
        if now >= pingAt {
            if hasPingOpen {
                pingAt = now + Int64(loop.limits.pingSeconds) * 1_000
                close(code: 1011, reason: "Ping timeout")
            } else {
                ping(now)
            }
        }
        if now >= heldUntil { flush() }
    }

    private func ping(_ now: Int64) {
        pingAt = now + Int64(loop.limits.pingSeconds) * 1_000
        (hasPingOpen, pingedAtMilliseconds) = (true, now)
        pingsSent &+= 1
        tell(outbox.withLock { $0.append(raw: FrameHead.ping(pingPayload)) })
    }

    private var pingPayload: [UInt8] { withUnsafeBytes(of: pingsSent.bigEndian) { Array($0) } }

    /// Closes the descriptor and tells, once.
    func end() {
        guard !isOver else { return }
        isOver = true
        if let token { loop.events.remove(descriptor, token: token) }
        if descriptor >= 0 { Glibc.close(descriptor) }
        _ = outbox.withLock { $0.appendLast([], droppingOthers: true) }
        reader = nil
        unsent = []
        loop.forget(self)
        delegate.closed(self)
    }
}
