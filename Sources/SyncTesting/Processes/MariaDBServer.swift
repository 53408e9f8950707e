import Glibc
import Synchronization

/// MariaDB, as Debian packages it.
public final class MariaDBServer: DatabaseServer {
    public let name = "MariaDB"
    public let port: UInt16
    public let user = "linkora"
    public let password = "p'w\"d \\1%"
    private let folder: ServerFolder
    private let settings: [String]
    private let running = Mutex<(server: ChildProcess, guardian: ChildProcess)?>(nil)

    /// One for all tests of a process.
    public static let shared = Result { try MariaDBServer(waitsForDisk: false) }

    /// Makes a folder of data and starts a server on it.
    /// - Parameters:
    ///   - waitsForDisk: commits survive a power cut; tests that measure nothing can do without.
    ///   - settings: further ones, such as `--max-allowed-packet=1M`.
    public init(waitsForDisk: Bool, diskBytesMax: Int? = nil, settings: [String] = []) throws {
        port = try FreePort.take()
        folder = try ServerFolder(user: "mysql", bytesMax: diskBytesMax)
        self.settings =
            settings + [
                "--innodb-flush-log-at-trx-commit=\(waitsForDisk ? 1 : 2)", "--innodb-buffer-pool-size=64M",
                "--tmpdir=\(folder.file("temporary"))", "--skip-log-bin", "--max-connections=500",
            ]
        // Two that are made at once use the same names.
        try folder.run(["mkdir", folder.file("temporary")])
        try folder.run([
            "mariadb-install-db", "--no-defaults", "--tmpdir=\(folder.file("temporary"))",
            "--datadir=\(folder.file("data"))", "--skip-test-db",
            "--auth-root-authentication-method=normal",
        ])
        try start()
        try run("CREATE USER \(user)@'%'")
        try setPassword(password)
    }

    deinit { killNow() }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, letter in
            if letter == "'" || letter == "\\" { escaped.append("\\") }
            escaped.append(letter)
        }
    }

    // MARK: Databases

    public func url(of database: String) -> String { "mariadb://127.0.0.1:\(port)/\(database)" }

    public let originalScript = "original-mysql.sql"

    public func makeDatabase(_ name: String) throws {
        try run("CREATE DATABASE \(name) CHARACTER SET utf8mb4; GRANT ALL ON \(name).* TO \(user)@'%'")
    }

    @discardableResult
    public func run(_ sql: String, in database: String? = nil) throws -> String {
        try shell(["-S", folder.file("socket"), "-u", "root", database ?? "mysql", "-e", sql])
    }

    public func runScript(_ path: String, in database: String) throws {
        try shell([
            "-h", "127.0.0.1", "-P", "\(port)", "-u", user, "--password=\(password)", database, "-e", "source \(path)",
        ])
    }

    @discardableResult
    private func shell(_ arguments: [String]) throws -> String {
        let result = try ChildProcess.run(
            "mariadb", ["--no-defaults", "-N", "-B", "--default-character-set=utf8mb4"] + arguments)
        guard result.succeeded else { throw NetworkError.malformed("mariadb: \(result.errors)") }
        return result.output
    }

    public func fillDisk() throws { try folder.fill() }
    public func makeRoom() { folder.makeRoom() }
    public var isRunning: Bool { running.withLock { $0?.server.exit == nil && $0 != nil } }

    public func startShell(_ sql: String, in database: String) throws -> ChildProcess {
        let words = ["--no-defaults", "-S", folder.file("socket"), "-u", "root", database, "-e", sql]
        return try ChildProcess(.init("mariadb", words))
    }

    public func sleep(seconds: Int) -> String { "SELECT SLEEP(\(seconds))" }

    // MARK: Faults

    public func cutAdministrators() throws {
        let sessions = try run(
            "SELECT id FROM information_schema.processlist WHERE user = 'root' AND id <> CONNECTION_ID()")
        for session in sessions.split(separator: "\n") { try run("KILL \(session)") }
    }

    public func cutConnections() throws { try run("KILL USER \(user)") }

    public func setReadOnly(_ isReadOnly: Bool) throws { try run("SET GLOBAL read_only = \(isReadOnly ? 1 : 0)") }

    public func limitConnections(_ count: Int?) throws {
        try run("ALTER USER \(user)@'%' WITH MAX_USER_CONNECTIONS \(count ?? 0)")
    }

    public func setPassword(_ password: String) throws {
        try run("ALTER USER \(user)@'%' IDENTIFIED BY '\(escaped(password))'")
    }

    // MARK: Its life

    public func start() throws {
        let pair = try folder.start(
            [
                ChildProcess.find("mariadbd") ?? "mariadbd", "--no-defaults", "--datadir=\(folder.file("data"))",
                "--bind-address=127.0.0.1", "--port=\(port)", "--socket=\(folder.file("socket"))",
                "--pid-file=\(folder.file("pid"))", "--log-error=\(folder.file("log.txt"))",
            ] + settings)
        let deadline = Deadline(milliseconds: 60_000)
        while (try? run("SELECT 1")) == nil {
            guard pair.server.exit == nil, !deadline.isOver else {
                throw ChildProcess.CannotStart(
                    program: "mariadbd", reason: (try? Files.text(folder.file("log.txt"))) ?? "no log")
            }
            MonotonicClock.sleep(milliseconds: 20)
        }
        running.withLock { $0 = pair }
    }

    public func stop() throws { try end(signal: SIGTERM) }

    public func killNow() { try? end(signal: SIGKILL) }

    private func end(signal: Int32) throws {
        guard let (server, guardian) = running.withLock({ $0.take() }) else { return }
        server.send(signal: signal)
        guard server.waitForExit(withinMilliseconds: 30_000) != nil else {
            throw ChildProcess.CannotStart(program: "mariadbd", reason: "it does not stop")
        }
        guardian.killNow()
    }

    public func freeze() { running.withLock { $0?.server.send(signal: SIGSTOP) } }
    public func thaw() { running.withLock { $0?.server.send(signal: SIGCONT) } }
}
