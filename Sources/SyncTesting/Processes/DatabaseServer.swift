/// A real database server of our own: its own folder, its own system user, a free port of the loopback interface. The
/// one that a package may have started is left alone.
public protocol DatabaseServer: AnyObject, Sendable {
    /// For messages.
    var name: String { get }
    var port: UInt16 { get }
    /// An ordinary user who owns databases and may make no others.
    var user: String { get }
    var password: String { get }

    /// As `databaseUrl` names a database.
    func url(of database: String) -> String

    /// Makes an empty database that belongs to ``user``.
    func makeDatabase(_ name: String) throws

    /// Runs SQL as the administrator.
    /// - Parameter database: `nil`: the server's own.
    /// - Returns: what the server answered, a row a line, columns apart by tabs.
    @discardableResult
    func run(_ sql: String, in database: String?) throws -> String

    /// Runs a file of SQL as ``user``.
    func runScript(_ path: String, in database: String) throws
    /// The script that makes the original's library.
    var originalScript: String { get }

    /// Takes all the room of a server that was started with a bound, and gives it back.
    func fillDisk() throws
    func makeRoom()
    /// Whether it still runs.
    var isRunning: Bool { get }

    /// Runs SQL as the administrator and does not wait for its end.
    func startShell(_ sql: String, in database: String) throws -> ChildProcess
    /// A statement that takes so long.
    func sleep(seconds: Int) -> String
    /// Ends every other session of administrators.
    func cutAdministrators() throws
    /// Ends every connection of ``user``.
    func cutConnections() throws
    /// Whether databases can be written; new connections only, on PostgreSQL.
    func setReadOnly(_ isReadOnly: Bool) throws
    /// Lets ``user`` have this many connections at most; `nil`: any number.
    func limitConnections(_ count: Int?) throws
    func setPassword(_ password: String) throws

    func start() throws
    /// As an administrator restarts it: connections are ended.
    func stop() throws
    /// As a power cut would.
    func killNow()
    /// It stands still: nothing is answered, nothing closed.
    func freeze()
    func thaw()
}

extension DatabaseServer {
    /// A database that nobody else has, and its URL.
    public func newDatabase() throws -> DatabaseOfTest {
        let name = DatabaseOfTest.newName()
        try makeDatabase(name)
        return DatabaseOfTest(server: self, name: name)
    }
}

/// One database of a test.
public struct DatabaseOfTest: Sendable {
    public let server: any DatabaseServer
    public let name: String

    public var url: String { server.url(of: name) }

    /// A server process that uses it.
    public var settings: ServerProcess.Settings {
        var settings = ServerProcess.Settings()
        settings.use(self)
        return settings
    }

    @discardableResult
    public func run(_ sql: String) throws -> String { try server.run(sql, in: name) }

    static func newName() -> String { "links_" + String(UInt64.random(in: 0...UInt64.max), radix: 36) }
}

extension ServerProcess.Settings {
    /// What a server process needs to be told to use a database.
    public mutating func use(_ database: DatabaseOfTest) {
        databaseURL = database.url
        environment["LINKORA_DATABASE_USER"] = database.server.user
        environment["LINKORA_DATABASE_PASSWORD"] = database.server.password
    }
}
