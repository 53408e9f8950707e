import SyncCore
public import SyncModel
import Synchronization
public import Transport

/// The sockets that listen, and the way to them. Shared by the writer, which tells, and the socket loop, which opens
/// and closes.
public final class Announcer: Sendable {
    private let hub = Mutex(EventHub<any WebSocket>())

    public init() {}

    public var socketCount: Int { hub.withLock { $0.count } }

    public func open(_ socket: any WebSocket, _ correlation: Correlation) {
        hub.withLock { $0.add(socket, id: socket.id, correlation: correlation) }
    }

    public func close(_ socket: any WebSocket) { hub.withLock { $0.remove(id: socket.id) } }

    /// Queues the events of one write, in order. Called by the writer alone, so the order of the queues is the order of
    /// the commits.
    /// - Parameter receipt: the author's own sockets wait for this answer to leave.
    func tell(_ announcements: [Announcement], receipt: ReplyReceipt?) {
        for announcement in announcements {
            let recipients = hub.withLock { $0.recipients(of: announcement) }
            guard !recipients.isEmpty else { continue }
            let text = announcement.encoded()
            let frame = TextFrame(head: text.head, number: announcement.number, tail: text.tail)
            for recipient in recipients {
                recipient.listener.send(frame, after: recipient.isAuthor ? receipt : nil)
            }
        }
    }
}
