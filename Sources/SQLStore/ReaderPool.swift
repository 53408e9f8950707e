public import SyncCore
import Synchronization

/// The connections that read: how many there are, and which of them wait for the next snapshot.
public final class ReaderPool<Connection: Sendable>: Sendable {
    public enum Taken: Sendable {
        case kept(Connection)
        /// The caller is to connect; it is counted already.
        case mayConnect
        case allTaken
    }

    private struct State: Sendable {
        var idle: [Connection] = []
        var count = 0
        var isClosed = false
    }

    public let connectionsMax: Int
    private let idleMax: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - connectionsMax: how many there are at once.
    ///   - idleMax: how many stay open while nobody reads.
    public init(connectionsMax: Int, idleMax: Int) {
        self.connectionsMax = connectionsMax
        self.idleMax = idleMax
    }

    public var isClosed: Bool { state.withLock { $0.isClosed } }

    /// How many are being read with.
    public var takenCount: Int { state.withLock { $0.count - $0.idle.count } }

    /// - Throws: ``StoreError/Code/mistaken`` after ``close()``.
    public func take() throws(StoreError) -> Taken {
        try state.withLock { (state) throws(StoreError) in
            guard !state.isClosed else { throw StoreError(.mistaken, "the store is closed") }
            if let kept = state.idle.popLast() { return .kept(kept) }
            guard state.count < connectionsMax else { return .allTaken }
            state.count += 1
            return .mayConnect
        }
    }

    /// Takes one back that can be used again.
    /// - Returns: `false` when it is not wanted: it is to be closed, and then ``forget()`` to be called.
    public func keep(_ connection: Connection) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.idle.count < idleMax else { return false }
            state.idle.append(connection)
            return true
        }
    }

    /// One that was taken is gone, or never came about.
    public func forget() { state.withLock { $0.count -= 1 } }

    /// Takes out those that nobody reads with; they are the caller's to close.
    public func takeIdle() -> [Connection] {
        state.withLock { state in
            defer { state.idle = [] }
            state.count -= state.idle.count
            return state.idle
        }
    }

    /// Gives none out any more. The same for those that nobody reads with.
    public func close() -> [Connection] {
        state.withLock { $0.isClosed = true }
        return takeIdle()
    }
}

extension StoreError {
    /// All connections of a pool are taken.
    public static func tooManyReads(max: Int) -> StoreError { StoreError(.busy, "more than \(max) reads at once") }
}
