import Glibc
import Synchronization

extension Edge {
    /// Deadlines are looked at no more often than this.
    private static let looksApartMilliseconds: Int64 = 50

    /// Cuts whoever is late.
    /// - Returns: when to look again.
    func lookAtDeadlines(_ now: Int64) -> Int64 {
        registry.nextLook.store(MonotonicClock.never, ordering: .relaxed)
        var next = MonotonicClock.never
        for client in silent.values {
            if client.deadline <= now { client.giveUp() } else { next = min(next, client.deadline) }
        }
        for client in lingering.values {
            if client.deadline <= now { client.end() } else { next = min(next, client.deadline) }
        }
        for relay in relays.values where relay.deadline != MonotonicClock.never {
            if relay.deadline <= now { relay.giveUp() } else { next = min(next, relay.deadline) }
        }
        for connection in registry.all { next = min(next, nextDeadline(of: connection, now)) }
        guard next != MonotonicClock.never else { return next }
        next = max(next, now + Self.looksApartMilliseconds)
        registry.nextLook.store(next, ordering: .relaxed)
        return next
    }

    private func nextDeadline(of connection: Connection, _ now: Int64) -> Int64 {
        let deadline = connection.deadline.load(ordering: .relaxed)
        guard deadline <= now else { return deadline }
        guard !isFastBody(connection, now) else {
            let later = now + Int64(limits.bodySecondsMax) * 1_000 / 4 + 1
            connection.deadline.store(later, ordering: .relaxed)
            return later
        }
        connection.cut()
        return MonotonicClock.never
    }

    /// A long body on its way at a good pace may take its time.
    private func isFastBody(_ connection: Connection, _ now: Int64) -> Bool {
        guard connection.phase == .body else { return false }
        let milliseconds = now - connection.bodySince.load(ordering: .relaxed)
        let bytes = connection.bodyBytes.load(ordering: .relaxed)
        return Int64(bytes) * 1_000 >= milliseconds * Int64(limits.bodyBytesPerSecondMin)
    }
}
