public import SyncCore
import Synchronization
public import Transport

/// The threads that wait for a database in the network, so that the HTTP loop need not: a few that open snapshots and
/// ask, and a few that read to the end what was opened. The latter wait for nobody but the database, so snapshots
/// always come to their end.
public final class ReadingThreads: Sendable {
    private let opening: ThreadPool
    private let finishing: ThreadPool

    /// - Throws: ``TransportError`` when there are no threads.
    public init() throws(TransportError) {
        opening = try ThreadPool(name: "reader", threadCount: 4, waitingMax: 1_024)
        do { finishing = try ThreadPool(name: "answerer", threadCount: 2, waitingMax: 4_096) } catch {
            opening.stop()
            throw error
        }
    }

    public var place: ReadingPlace {
        ReadingPlace(
            begin: { [opening] job in opening.submit(job) },
            finish: { [finishing] job in if !finishing.submit(job) { job() } })
    }

    /// Carries out what waits, then ends the threads.
    public func stop() {
        opening.stop()
        finishing.stop()
    }
}
