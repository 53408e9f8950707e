public import SyncModel

/// Who listens, and to whom each event goes. A value: whoever owns it calls it in the order of the commits.
public struct EventHub<Listener: Sendable>: Sendable {
    /// One open socket. Several may have one correlation (PROTOCOL F25).
    private struct Session: Sendable {
        let id: UInt64
        let correlation: Correlation
        let listener: Listener
    }

    /// Somebody who is to hear of an event.
    public struct Recipient {
        public let listener: Listener
        /// The event tells of this installation's own write: it must not come before the answer to it (PROTOCOL F36).
        public let isAuthor: Bool
    }

    private var sessions: [Session] = []

    public init() {}

    public var count: Int { sessions.count }

    /// - Parameter id: unique among the sessions that are open.
    public mutating func add(_ listener: Listener, id: UInt64, correlation: Correlation) {
        sessions.append(Session(id: id, correlation: correlation, listener: listener))
    }

    public mutating func remove(id: UInt64) { sessions.removeAll { $0.id == id } }

    /// Everybody hears of everything, the author too: own events only move an app's watermark (PROTOCOL §4.4, §4.5).
    public func recipients(of announcement: Announcement) -> [Recipient] {
        sessions.map { Recipient(listener: $0.listener, isAuthor: $0.correlation.id == announcement.author.id) }
    }
}
