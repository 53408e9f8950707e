/// The server that a conversation is played to.
public protocol Stage: AnyObject {
    var port: UInt16 { get }
    var token: String { get }
    /// The last lines of its log, for messages; empty when nobody knows.
    var logTail: String { get }

    /// An empty server, or one on the original's database.
    func begin(token: String?, onOriginalDatabase: Bool) throws
    func restart() throws
    func end() throws
}

/// A server process of its own for one conversation.
public final class ProcessStage: Stage {
    private var settings: ServerProcess.Settings
    private let databaseServer: (any DatabaseServer)?
    private let fixturesFolder: String
    private var server: ServerProcess?

    /// - Parameter databaseServer: where the library is; `nil` for an SQLite file.
    public init(
        _ settings: ServerProcess.Settings = .init(), on databaseServer: (any DatabaseServer)? = nil,
        fixturesFolder: String = Package.fixtures
    ) {
        self.settings = settings
        self.databaseServer = databaseServer
        self.fixturesFolder = fixturesFolder
    }

    public var port: UInt16 { server?.port ?? 0 }
    public var token: String { settings.token }
    public var logTail: String {
        (server?.log ?? "").split(separator: "\n").suffix(10).joined(separator: "\n")
    }

    public func begin(token: String?, onOriginalDatabase: Bool) throws {
        if let token { settings.token = token }
        let database = try databaseServer?.newDatabase()
        if let database { settings.use(database) }
        let server = try ServerProcess(settings)
        if onOriginalDatabase {
            if let database {
                try OriginalDatabase.make(in: database, fixturesFolder: fixturesFolder)
            } else {
                try OriginalDatabase.make(at: server.databasePath, fixturesFolder: fixturesFolder)
            }
        }
        try server.start()
        self.server = server
    }

    public func restart() throws { try server?.restart() }

    public func end() throws {
        guard let stop = try server?.stop() else { return }
        guard stop.exit == .code(0) else {
            throw ServerProcess.NotReady(reason: "it stopped with \(stop.exit)", log: logTail)
        }
    }
}

/// A server that runs already and that nobody here may stop.
public final class RunningServerStage: Stage {
    public let port: UInt16
    public let token: String
    public let logTail = ""
    private let isOnOriginalDatabase: Bool

    /// - Parameter isOnOriginalDatabase: it was started on the original's library, and nothing has changed there.
    public init(port: UInt16, token: String, isOnOriginalDatabase: Bool = false) {
        self.port = port
        self.token = token
        self.isOnOriginalDatabase = isOnOriginalDatabase
    }

    public func begin(token: String?, onOriginalDatabase: Bool) throws {
        guard token == nil || token == self.token, onOriginalDatabase == isOnOriginalDatabase else {
            throw GrammarError("this conversation wants a server of its own: leave --server out")
        }
    }

    public func restart() throws { throw GrammarError("this conversation restarts its server: leave --server out") }
    public func end() {}
}
