import Synchronization

/// Tells when a reply has left: what must not overtake it waits here.
///
/// An app that hears of its own write before the answer to it would take it for somebody else's (PROTOCOL F36).
public final class ReplyReceipt: Sendable {
    private struct State {
        var isReleased = false
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    public init() {}

    public var isReleased: Bool { state.withLock { $0.isReleased } }

    /// Called by the transport, once the reply is in the kernel or can't be any more. Calls who waits, on this thread.
    public func release() {
        let waiting = state.withLock { state in
            state.isReleased = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for action in waiting { action() }
    }

    /// Calls at once when released already, else on release, from that thread.
    public func whenReleased(_ action: @escaping @Sendable () -> Void) {
        let isReleased = state.withLock { state in
            if !state.isReleased { state.waiting.append(action) }
            return state.isReleased
        }
        if isReleased { action() }
    }
}
