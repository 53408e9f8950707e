/// How much a database may take, and how long it may wait.
public struct SQLiteLimits: Sendable {
    /// How long a write waits for another program that writes to the file; then ``StoreError/Code/busy``.
    public var busyWaitMilliseconds = 10_000
    /// How many snapshots may be open at once.
    public var readersMax = 64
    /// How many connections stay open for the next snapshot.
    public var idleReadersMax = 2
    public var writerCacheKibibytes = 1_024
    public var readerCacheKibibytes = 256
    public var writerStatementsMax = 96
    public var readerStatementsMax = 32
    /// Pages after which a commit carries the write-ahead log into the file.
    public var logPagesMax = 2_000
    /// A larger log file is cut back as soon as no reader needs it.
    public var logBytesKept: Int64 = 16 << 20
    /// A log larger than this is worth a line to the operator.
    public var logBytesWorthALine: Int64 = 64 << 20

    public init() {}
}
