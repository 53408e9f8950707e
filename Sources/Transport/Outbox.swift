/// What waits to be sent to one socket: a bounded queue of frames, as a value.
struct Outbox {
    enum Admission: Equatable {
        /// Taken, and the loop must be told.
        case wakesLoop
        /// Taken, and the loop knows that there is something.
        case joinsQueue
        /// Beyond the bound: the socket must be closed.
        case full
        /// A close frame is queued: nothing comes after it.
        case tooLate
    }

    private enum Item {
        case text(TextFrame, after: ReplyReceipt?, heldUntil: Int64)
        case raw([UInt8])
    }

    private let framesMax: Int
    private let bytesMax: Int
    private var items: [Item] = []
    private var first = 0
    private var bytes = 0
    /// Whether the loop has been told since it last looked.
    private var isAnnounced = false
    /// A ping is to follow what is queued.
    private(set) var wantsPing = false
    private(set) var isClosing = false
    private(set) var isFull = false

    init(framesMax: Int, bytesMax: Int) {
        self.framesMax = framesMax
        self.bytesMax = bytesMax
    }

    var isEmpty: Bool { first == items.count }

    mutating func append(_ frame: TextFrame, after receipt: ReplyReceipt?, heldUntil: Int64) -> Admission {
        let waits = receipt.map { !$0.isReleased } ?? false
        return append(.text(frame, after: waits ? receipt : nil, heldUntil: heldUntil), frame.payloadBytes)
    }

    /// Frames that are encoded already: pings, pongs.
    mutating func append(raw frame: [UInt8]) -> Admission { append(.raw(frame), frame.count) }

    /// - Parameter droppingOthers: when the peer takes nothing any more, or has closed itself.
    mutating func appendLast(_ closeFrame: [UInt8], droppingOthers: Bool = false) -> Admission {
        guard !isClosing else { return .tooLate }
        if droppingOthers { dropAll() }
        defer { isClosing = true }
        items.append(.raw(closeFrame))
        bytes += closeFrame.count
        return announce()
    }

    private mutating func append(_ item: Item, _ count: Int) -> Admission {
        guard !isClosing else { return .tooLate }
        guard items.count - first < framesMax, bytes + count <= bytesMax else {
            isFull = true
            isClosing = true
            return .full
        }
        items.append(item)
        bytes += count
        return announce()
    }

    private mutating func announce() -> Admission {
        defer { isAnnounced = true }
        return isAnnounced ? .joinsQueue : .wakesLoop
    }

    /// The loop looks now: what is appended from here on must be announced again.
    mutating func beginLook() { isAnnounced = false }

    /// Makes the loop look again, for a reason outside the queue.
    mutating func announceLook() -> Bool { announce() == .wakesLoop }

    /// - Returns: whether the loop must be told.
    mutating func askForPing() -> Bool {
        wantsPing = !isClosing
        return wantsPing && announceLook()
    }

    /// Whether the ping that was asked for is to be queued now.
    mutating func takePing() -> Bool {
        defer { wantsPing = false }
        return wantsPing && !isClosing
    }

    private mutating func dropAll() {
        items = []
        first = 0
        bytes = 0
    }

    enum Next {
        case nothing
        /// Until the reply has left, or this time has come.
        case held(ReplyReceipt, until: Int64)
        case bytes
    }

    /// Moves frames that may go now to the end of `target`, until it holds about `bytesWanted`.
    mutating func move(to target: inout [UInt8], bytesWanted: Int, nowMilliseconds now: Int64) -> Next {
        while first < items.count && target.count < bytesWanted {
            switch items[first] {
            case .text(_, let receipt?, let until) where !receipt.isReleased && now < until:
                return target.isEmpty ? .held(receipt, until: until) : .bytes
            case .text(let frame, _, _):
                frame.append(to: &target)
                bytes -= frame.payloadBytes
            case .raw(let frame):
                target.append(contentsOf: frame)
                bytes -= frame.count
            }
            first += 1
        }
        if first == items.count {
            items.removeAll(keepingCapacity: false)
            first = 0
        } else if first > 256 {
            items.removeFirst(first)
            first = 0
        }
        return target.isEmpty ? .nothing : .bytes
    }
}
