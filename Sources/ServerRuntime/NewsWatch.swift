import Synchronization
public import Transport

/// The thread that waits for word of other processes which share the database.
public final class NewsWatch: Sendable {
    /// Waits for so many milliseconds at most. Answers whether there may be news.
    public typealias Wait = @Sendable (_ millisecondsMax: Int64) -> Bool

    private let wait: Wait
    private let isUrgent: @Sendable () -> Bool
    private let found: @Sendable () -> Void
    private let isStopping = Atomic(false)
    private let thread = Mutex<NamedThread?>(nil)

    /// How long a database that must be asked is left alone: while sockets are open, and while none is.
    private static let urgentMilliseconds: Int64 = 150
    private static let patientMilliseconds: Int64 = 1_000

    /// - Parameters:
    ///   - isUrgent: whether somebody here waits for news.
    ///   - found: called on this thread.
    public init(wait: @escaping Wait, isUrgent: @escaping @Sendable () -> Bool, found: @escaping @Sendable () -> Void) {
        self.wait = wait
        self.isUrgent = isUrgent
        self.found = found
    }

    public func start() throws(TransportError) {
        let started = try NamedThread(name: "news") { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Comes back when the thread has ended, within a second or so.
    public func stop() {
        isStopping.store(true, ordering: .relaxed)
        thread.withLock { $0.take() }?.join()
    }

    private func run() {
        while !isStopping.load(ordering: .relaxed) {
            if wait(isUrgent() ? Self.urgentMilliseconds : Self.patientMilliseconds) { found() }
        }
    }
}
