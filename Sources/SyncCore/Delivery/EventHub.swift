public import SyncModel

/// Who listens, and to whom each event goes. A value: whoever owns it calls it in the order of the commits.
public struct EventHub: Sendable {
    /// One open socket. Several may have one correlation (PROTOCOL F25).
    public struct Session: Sendable {
        public let id: UInt64
        public let correlation: Correlation
        public let listener: any EventListener

        public init(id: UInt64, correlation: Correlation, listener: any EventListener) {
            self.id = id
            self.correlation = correlation
            self.listener = listener
        }
    }

    private var sessions: [Session] = []

    public init() {}

    public var count: Int { sessions.count }

    public mutating func add(_ session: Session) { sessions.append(session) }

    public mutating func remove(id: UInt64) { sessions.removeAll { $0.id == id } }

    /// Everybody hears of everything, the author too: own events only move an app's watermark (PROTOCOL §4.4, §4.5).
    public func tell(_ announcement: Announcement) {
        for session in sessions {
            session.listener.hear(announcement, isOwn: session.correlation.id == announcement.author.id)
        }
    }
}

/// Where a session's events go.
public protocol EventListener: Sendable {
    /// Must not block. An own event must not reach the app before the answer to its write (PROTOCOL F36).
    func hear(_ announcement: Announcement, isOwn: Bool)
}
