/// One installation of the app, as PROTOCOL §5 and §6 describe it: its database, its watermark, its queue, and what it
/// does at the moment.
///
/// It has no clock, no threads and no network of its own. A driver calls it, hands in answers and frames, and lets one
/// local step after the other happen, in any order among coroutines. The same calls in the same order give the same app.
/// After each call the driver looks what the app wants: `takeRequests`, `takeHangUps`, `takeDials`; and `runnable` tells
/// whose `step` may be next. Between any two calls it may `kill` the app.
///
/// Not to be shared between threads.
public final class App {
    public let name: String
    public let generation: Generation
    public let correlationID: String

    /// "Skip saving existing links" of 0.13.5–0.16.0 (§6); off at first, as in the app.
    public var skipsExistingLinks = false

    // What survives the end of the process.
    public internal(set) var library = LocalLibrary()
    /// `LAST_TIME_SYNCED_WITH_SERVER` (§5.5), seconds.
    public internal(set) var watermark: Int64 = 0
    public internal(set) var queue: [QueueItem] = []
    /// A server's address was stored (§5.3).
    public internal(set) var isConnected = false
    var queueItemsEver: Int64 = 0

    // What is gone when the process ends.
    /// An app that was just made runs, without a server.
    public internal(set) var isRunning = true
    var coroutines: [Coroutine] = []
    var outbox: [AppRequest] = []
    var waiting: [Int: Coroutine] = [:]
    var socket = EventSocket()

    // For reports, and what counts up.
    /// Ends a problem of a coroutine that went on without rows that it had asked for and did not get.
    public static let whereRowsAreLacking = ", after a pull of its own that failed"
    /// Exceptions that ended a collector, a list or a queue run.
    public internal(set) var problems: [String] = []
    /// What became of the queue when it was pushed last.
    public internal(set) var queueRun = QueueRun()
    /// What the user did and the app will not tell, or perhaps has not told, the server.
    public internal(set) var untold: [UntoldChange] = []
    /// The action that is being performed.
    var performing: UserAction?
    var ticketsEver = 0
    var coroutinesEver = 0
    var namesEver = 0
    /// For drivers that have no generator of their own.
    public var random: SeededGenerator

    /// - Parameters:
    ///   - name: the client's name in the correlation, and the beginning of every name that random actions make up.
    ///   - correlationID: of the installation; two apps may share one (a copied profile, §4.4).
    ///   - seed: of `random`; nothing else in an app is drawn by lot.
    public init(name: String, generation: Generation, correlationID: String, seed: UInt64) {
        self.name = name
        self.generation = generation
        self.correlationID = correlationID
        random = SeededGenerator(seed: seed)
        correlation = JSONWriter.correlation(id: correlationID, clientName: name)
    }

    /// As JSON, written once.
    let correlation: [UInt8]

    /// The query parameter `correlation` of the socket (§4.1), not percent-encoded.
    public var correlationJSON: String { String(decoding: correlation, as: UTF8.self) }
}

/// A local change of which the server will not hear, or perhaps not.
public struct UntoldChange: Equatable, Sendable {
    public enum Reason: Equatable, Sendable {
        /// Building the request threw, or old apps sent nothing: something in it has no remote id (PROTOCOL §5.2, F20).
        case noRemoteID
        /// The process ended before the answer was handled: whether the server got it nobody knows, and nothing entered
        /// the queue. Creations are found again by a sync, since they have no remote id.
        case killed
    }

    public let action: UserAction
    public let operation: Operation
    public let reason: Reason
}

extension JSONWriter {
    static func correlation(id: String, clientName: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.add("id", id)
        writer.add("clientName", clientName)
        return writer.finished()
    }
}
