/// Where what reads a store is run: in place where an answer takes microseconds, on threads of its own where it comes over
/// a network, so that the HTTP loop waits for nobody.
public struct ReadingPlace: Sendable {
    public typealias Job = @Sendable () -> Void

    /// Whether a job may be run later, on another thread.
    public let isElsewhere: Bool
    /// Runs a job that opens a snapshot.
    /// - Returns: `false` when too many wait; the job is not run then.
    public let begin: @Sendable (@escaping Job) -> Bool
    /// Runs a job that reads on from a snapshot that is open: never behind one that waits for a snapshot. Runs it in
    /// place when it is too late to run it elsewhere.
    public let finish: @Sendable (@escaping Job) -> Void

    public init(
        begin: @escaping @Sendable (@escaping Job) -> Bool, finish: @escaping @Sendable (@escaping Job) -> Void
    ) {
        isElsewhere = true
        self.begin = begin
        self.finish = finish
    }

    private init() {
        isElsewhere = false
        begin = { job in
            job()
            return true
        }
        finish = { job in job() }
    }

    /// On the thread that asks.
    public static let here = ReadingPlace()
}
