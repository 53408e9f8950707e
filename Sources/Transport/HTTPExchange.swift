internal import CMicrohttpd
import Synchronization

/// A request whose answer comes later, from another thread.
///
/// `@unchecked Sendable`: the connection's pointer is given to the HTTP engine only to suspend and to resume it, under
/// the lock, and a suspended connection lives until it is resumed.
final class HTTPExchange: Exchange, @unchecked Sendable {
    private enum State {
        case new
        case suspended
        case answered(HTTPReply)
        /// Nobody waits for an answer any more.
        case over
    }

    let receipt = ReplyReceipt()
    private let connection: OpaquePointer
    private let state = Mutex(State.new)

    init(_ connection: OpaquePointer) { self.connection = connection }

    /// Takes the connection out of the HTTP loop; on that loop.
    /// - Returns: false when the exchange has been aborted before.
    func suspend() -> Bool {
        state.withLock { state in
            guard case .new = state else { return false }
            MHD_suspend_connection(connection)
            state = .suspended
            return true
        }
    }

    func complete(with reply: HTTPReply) {
        let isWanted = state.withLock { state in
            guard case .suspended = state else { return false }
            state = .answered(reply)
            MHD_resume_connection(connection)
            return true
        }
        if !isWanted { reply.discard() }
    }

    /// Wakes the connection without an answer, or keeps it from falling asleep: it will be closed.
    func abort() {
        state.withLock { state in
            if case .answered = state { return }
            if case .suspended = state { MHD_resume_connection(connection) }
            state = .over
        }
    }

    /// The answer, once, on the HTTP loop; `nil` when there will be none.
    func takeReply() -> HTTPReply? {
        state.withLock { state in
            guard case .answered(let reply) = state else { return nil }
            state = .over
            return reply
        }
    }
}

extension HTTPReply {
    /// Lets go of an answer that nobody takes.
    func discard() {
        if case .stream(let stream) = body { stream.close() }
    }
}
