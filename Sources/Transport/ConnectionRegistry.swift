import Synchronization

/// The connections that the HTTP loop has, by descriptor, and the count of all that the bound counts.
final class ConnectionRegistry: Sendable {
    private let connections = Mutex<[Int32: Connection]>([:])
    private let open = Atomic<Int>(0)
    /// When the edge looks at the deadlines next.
    let nextLook = Atomic<Int64>(MonotonicClock.never)

    var count: Int { open.load(ordering: .relaxed) }

    /// Counts one more connection, unless there are so many already.
    func takePlace(max: Int) -> Bool {
        guard open.add(1, ordering: .relaxed).newValue > max else { return true }
        leavePlace()
        return false
    }

    func leavePlace() { open.subtract(1, ordering: .relaxed) }

    func insert(_ connection: Connection, at descriptor: Int32) {
        let lost = connections.withLock { $0.updateValue(connection, forKey: descriptor) }
        // The HTTP engine could not serve that one and closed it without a word.
        if lost != nil { leavePlace() }
    }

    func find(_ descriptor: Int32) -> Connection? { connections.withLock { $0[descriptor] } }

    func remove(_ descriptor: Int32) -> Connection? { connections.withLock { $0.removeValue(forKey: descriptor) } }

    var all: [Connection] { connections.withLock { Array($0.values) } }
}
