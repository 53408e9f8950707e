internal import Observing
internal import SyncCore
internal import Transport

// The seam between the commands, which know settings, signals and terminals, and the server, which knows none of them.

/// What a library holds when it is opened, for the banner.
enum LibrarySummary: Equatable, Sendable {
    /// Made just now. Worth saying loudly: people who find it empty look for the old one elsewhere.
    case newAndEmpty
    case opened(links: Int64, folders: Int64)
}

/// A server whose database is open. It listens nowhere yet.
protocol RunningServer: Sendable {
    var library: LibrarySummary { get }

    /// Makes HTTP or HTTPS listen on exactly these addresses and nowhere else. Old listeners that are not among them
    /// are closed before new ones are opened: the same port on all addresses and on one of them exclude each other.
    /// Open connections stay. Called from the main thread at start, and later from within ``watch(_:onReadable:)``.
    /// - Returns: the same, with the ports that were really bound.
    /// - Throws: ``CommandFailure`` at start; nothing listens then.
    func listen(_ kind: RequestHead.Listener, on addresses: [ListenAddress]) throws -> [ListenAddress]

    /// Calls whenever the descriptor is readable, on the edge's thread. The caller keeps the descriptor open.
    func watch(_ descriptor: Int32, onReadable: @escaping @Sendable () -> Void)

    /// Takes no new requests, lets running ones end, closes sockets (1001) and the database. Returns when all is done.
    /// - Parameters:
    ///   - withinSeconds: after which running requests are cut off.
    ///   - isHurried: asked now and then; once true, no longer waits for running requests.
    func stop(withinSeconds: Int, isHurried: @escaping @Sendable () -> Bool)
}

/// What the commands call and don't know themselves.
struct Composition: Sendable {
    /// Opens the database and starts the threads. Without certificates no TLS is served.
    /// - Throws: ``CommandFailure``.
    let startServer: @Sendable (Settings, TokenSource, CertificateKeeper?, Logger) throws -> any RunningServer

    /// What `status` shows when no server runs: opens the database itself, under its lock, and closes it again.
    /// - Returns: a JSON object like that of `GET /control/status`.
    /// - Throws: ``CommandFailure``.
    let statusWithoutServer: @Sendable (Settings) throws -> [UInt8]

    /// What `token` does when no server runs: opens the database under its lock, and closes it again.
    /// - Returns: the tokens that the command is about.
    let tokensWithoutServer: @Sendable (Settings, TokenCommand) throws(CommandFailure) -> [DeviceToken]

    /// What `migrate` does: copies a library, or says what would be copied.
    /// - Parameter progress: called now and then with the rows copied so far, and how many there are.
    /// - Returns: a line for each table.
    let migrate:
        @Sendable (_ source: Settings, _ target: Settings, _ isDryRun: Bool, _ progress: (Int64, Int64) -> Void)
            throws(CommandFailure) -> [MigratedTable]
}

/// What `migrate` shows of a table.
struct MigratedTable: Equatable, Sendable {
    let name: String
    let rows: Int64
    /// `nil` in a dry run.
    let checksum: UInt64?
    /// Assignments of tags to what is gone, which were not copied.
    let leftOut: Int64
}
