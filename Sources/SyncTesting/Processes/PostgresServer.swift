import Glibc
import Synchronization

/// PostgreSQL, as Debian packages it.
public final class PostgresServer: DatabaseServer {
    public let name = "PostgreSQL"
    public let port: UInt16
    public let user = "linkora"
    public let password = "p'w\"d \\1%"
    private let folder: ServerFolder
    private let programs: String
    private let running = Mutex<(server: ChildProcess, guardian: ChildProcess)?>(nil)

    /// One for all tests of a process.
    public static let shared = Result { try PostgresServer(waitsForDisk: false) }

    /// Makes a cluster and starts it.
    /// - Parameters:
    ///   - waitsForDisk: commits survive a power cut; tests that measure nothing can do without.
    ///   - certificate: of a file, with its key: it speaks TLS to who wants it.
    public init(
        waitsForDisk: Bool, diskBytesMax: Int? = nil, connectionsMax: Int = 300, certificate: String? = nil,
        key: String? = nil
    ) throws {
        port = try FreePort.take()
        folder = try ServerFolder(user: "postgres", bytesMax: diskBytesMax)
        programs = try Self.findPrograms()
        try folder.run([
            programs + "/initdb", "-D", folder.file("data"), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync", "--no-instructions", "-A", "trust",
        ])
        let encryption = try takeKey(certificate, key)
        let settings = encryption + Self.settings(port, folder.path, waitsForDisk, connectionsMax)
        try Files.write(settings, to: folder.file("data/postgresql.auto.conf"))
        let access = "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        try Files.write(access, to: folder.file("data/pg_hba.conf"))
        try start()
        try run("CREATE ROLE \(user) LOGIN")
        try setPassword(password)
    }

    deinit { killNow() }

    /// The server wants its key to be its own.
    private func takeKey(_ certificate: String?, _ key: String?) throws -> String {
        guard let certificate, let key else { return "" }
        let own = folder.file("server.key")
        try folder.run(["install", "-m", "600", key, own])
        return "ssl = on\nssl_cert_file = '\(certificate)'\nssl_key_file = '\(own)'\n"
    }

    private static func findPrograms() throws -> String {
        let parent = "/usr/lib/postgresql"
        let versions = ((try? Files.names(in: parent)) ?? []).compactMap { Int($0) }
        guard let newest = versions.max() else {
            throw ChildProcess.CannotStart(program: "initdb", reason: "PostgreSQL is not installed")
        }
        return "\(parent)/\(newest)/bin"
    }

    private static func settings(_ port: UInt16, _ folder: String, _ waitsForDisk: Bool, _ connectionsMax: Int)
        -> String
    {
        """
        listen_addresses = '127.0.0.1'
        port = \(port)
        unix_socket_directories = '\(folder)'
        fsync = \(waitsForDisk ? "on" : "off")
        shared_buffers = 64MB
        max_connections = \(connectionsMax)
        logging_collector = off
        log_destination = stderr

        """
    }

    // MARK: Databases

    public func url(of database: String) -> String { "postgresql://127.0.0.1:\(port)/\(database)" }

    public let originalScript = "original-postgres.sql"

    public func makeDatabase(_ name: String) throws { try run("CREATE DATABASE \(name) OWNER \(user)") }

    @discardableResult
    public func run(_ sql: String, in database: String? = nil) throws -> String {
        try psql(["-h", folder.path, "-U", "postgres", "-d", database ?? "postgres", "-c", sql], password: "")
    }

    public func runScript(_ path: String, in database: String) throws {
        try psql(["-h", "127.0.0.1", "-U", user, "-d", database, "-f", path], password: password)
    }

    @discardableResult
    private func psql(_ arguments: [String], password: String) throws -> String {
        let result = try ChildProcess.run(
            programs + "/psql",
            ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-p", "\(port)"] + arguments,
            environment: ["PGPASSWORD": password, "PGCLIENTENCODING": "UTF8"])
        guard result.succeeded else { throw NetworkError.malformed("psql: \(result.errors)") }
        return result.output
    }

    public func fillDisk() throws { try folder.fill() }
    public func makeRoom() { folder.makeRoom() }
    public var isRunning: Bool { running.withLock { $0?.server.exit == nil && $0 != nil } }

    public func startShell(_ sql: String, in database: String) throws -> ChildProcess {
        let words = ["-X", "-q", "-h", folder.path, "-p", "\(port)", "-U", "postgres", "-d", database, "-c", sql]
        return try ChildProcess(.init(programs + "/psql", words))
    }

    public func sleep(seconds: Int) -> String { "SELECT pg_sleep(\(seconds))" }

    // MARK: Faults

    public func cutAdministrators() throws {
        try run(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE usename = 'postgres' AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """)
    }

    public func cutConnections() throws {
        try run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '\(user)'")
    }

    public func setReadOnly(_ isReadOnly: Bool) throws {
        try run("ALTER ROLE \(user) SET default_transaction_read_only = \(isReadOnly)")
    }

    public func limitConnections(_ count: Int?) throws { try run("ALTER ROLE \(user) CONNECTION LIMIT \(count ?? -1)") }

    public func setPassword(_ password: String) throws {
        let quoted = password.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        try run("ALTER ROLE \(user) PASSWORD '\(quoted)'")
    }

    // MARK: Its life

    /// A cluster whose server was killed waits until the last of its processes is gone.
    public func start() throws {
        let deadline = Deadline(milliseconds: 60_000)
        while true {
            let pair = try folder.start([programs + "/postgres", "-D", folder.file("data")])
            while pair.server.exit == nil, !deadline.isOver {
                if (try? run("SELECT 1")) != nil { return running.withLock { $0 = pair } }
                MonotonicClock.sleep(milliseconds: 20)
            }
            pair.guardian.killNow()
            guard !deadline.isOver else {
                throw ChildProcess.CannotStart(program: "postgres", reason: "it does not answer")
            }
            MonotonicClock.sleep(milliseconds: 100)
        }
    }

    public func stop() throws { try end(signal: SIGINT) }

    public func killNow() { try? end(signal: SIGKILL) }

    private func end(signal: Int32) throws {
        guard let (server, guardian) = running.withLock({ $0.take() }) else { return }
        let children = signal == SIGKILL ? server.childIDs : []
        server.send(signal: signal)
        for child in children { kill(child, signal) }
        guard server.waitForExit(withinMilliseconds: 30_000) != nil else {
            throw ChildProcess.CannotStart(program: "postgres", reason: "it does not stop")
        }
        guardian.killNow()
    }

    public func freeze() { signalAll(SIGSTOP) }
    public func thaw() { signalAll(SIGCONT) }

    private func signalAll(_ signal: Int32) {
        running.withLock { pair in
            guard let server = pair?.server else { return }
            server.send(signal: signal)
            for child in server.childIDs { kill(child, signal) }
        }
    }
}
