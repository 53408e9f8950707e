/// How much a network database may be asked for, and how long it may take.
public struct NetworkLimits: Sendable {
    /// How long a connection may take to come about; attempts that fail follow each other more and more slowly.
    public var connectMillisecondsMax: Int64 = 2_000
    /// How long the database may take to answer one statement, or the next piece of a long answer.
    public var answerMillisecondsMax: Int64 = 10_000
    /// How long a write waits for other servers and programs; then ``StoreError/Code/busy``.
    public var lockWaitMilliseconds: Int64 = 5_000
    /// Between two attempts to connect: doubled from the first to the last.
    public var retryMillisecondsMin: Int64 = 50
    public var retryMillisecondsMax: Int64 = 800
    /// How many snapshots may be open at once, each on a connection of its own.
    public var readersMax = 24
    /// How long the next one waits for one of them.
    public var readerWaitMilliseconds: Int64 = 2_000
    /// How many connections stay open for the next snapshot.
    public var idleReadersMax = 4
    public var writerStatementsMax = 256
    public var readerStatementsMax = 128
    /// How many statements whose answers nobody waits for may wait for one that is.
    public var postponedMax = 256
    /// How many rows of a long answer come at once.
    public var rowsPerFetch = 512

    public init() {}
}
