import Glibc
import SyncModel

/// The real server, run as its users run it: its own process, its own folder, free ports.
public final class ServerProcess {
    /// What a server is started with. All that is not named here is as in an empty environment.
    public struct Settings {
        public var binary = Package.binary
        public var token = "tok-7Q"
        /// `nil`: `library.db` in the server's folder.
        public var databaseURL: String?
        /// 0 takes any free one.
        public var port: UInt16 = 0
        /// Further variables; an empty value counts.
        public var environment: [String: String] = [:]
        /// `LINKORA_SERVER_USE_ENV_VAL=true` and the original's variables; without, a file is looked for.
        public var readsEnvironment = true
        public var arguments: [String] = []
        /// A command that runs the server as its last argument, such as `setpriv --reuid=65534`.
        public var wrapper: [String] = []
        public var readyWithinMilliseconds = 15_000
        public var errorIsBrokenPipe = false

        public init() {}
    }

    /// What stopping took.
    public struct Stop {
        public let exit: ChildProcess.Exit
        public let milliseconds: Int
    }

    public struct NotReady: Error, CustomStringConvertible {
        public let reason: String
        public let log: String

        public init(reason: String, log: String) {
            self.reason = reason
            self.log = log
        }

        public var description: String { "the server is not ready: \(reason)\n\(log)" }
    }

    public var settings: Settings
    public let folder: TemporaryFolder
    public private(set) var process: ChildProcess?
    public private(set) var port: UInt16 = 0
    private var startCount = 0

    /// Makes the folder; nothing runs yet.
    public init(_ settings: Settings = Settings()) throws {
        self.settings = settings
        folder = try TemporaryFolder()
    }

    /// A server that runs and answers.
    public static func started(_ settings: Settings = Settings()) throws -> ServerProcess {
        let server = try ServerProcess(settings)
        try server.start()
        return server
    }

    public var databasePath: String { folder.file("library.db") }
    public var token: String { settings.token }
    /// What it wrote to standard error since it was started last.
    public var log: String { (try? Files.text(logPath)) ?? "" }
    private var logPath: String { folder.file("log-\(startCount).txt") }

    // MARK: Starting

    /// Starts it and waits until it answers with 200.
    public func start() throws {
        try launch()
        try waitUntilReady()
    }

    /// Starts it and waits for nothing.
    public func launch() throws {
        startCount += 1
        process = try ChildProcess(command)
    }

    /// The command that ``launch()`` runs.
    public var command: ChildProcess.Command {
        let words = settings.wrapper + [Files.absolute(settings.binary)] + settings.arguments
        var command = ChildProcess.Command(
            words[0], Array(words.dropFirst()), environment: environment, folder: folder.path,
            outputPath: folder.file("output.txt"), errorPath: logPath)
        command.errorIsBrokenPipe = settings.errorIsBrokenPipe
        return command
    }

    /// Runs another command of the same program with the same settings.
    public func run(_ arguments: [String]) throws -> ChildProcess.Result {
        let command = command
        return try ChildProcess.run(
            command.program, command.arguments + arguments, environment: command.environment, folder: folder.path)
    }

    private var environment: [String: String] {
        var environment = ["HOME": folder.path]
        if settings.readsEnvironment {
            environment["LINKORA_SERVER_USE_ENV_VAL"] = "true"
            environment["LINKORA_DATABASE_URL"] = settings.databaseURL ?? "sqlite:\(databasePath)"
            environment["LINKORA_DATABASE_USER"] = ""
            environment["LINKORA_DATABASE_PASSWORD"] = ""
            environment["LINKORA_SERVER_AUTH_TOKEN"] = settings.token
            environment["LINKORA_KEY_STORE_PASSWORD"] = "keystore"
            environment["LINKORA_HOST_ADDRESS"] = "127.0.0.1"
            environment["LINKORA_SERVER_PORT"] = "\(settings.port)"
            environment["LINKORA_HTTPS_PORT"] = "0"
        }
        return environment.merging(settings.environment) { _, given in given }
    }

    /// Waits for the ready line, which names the port, and then for the first 200.
    public func waitUntilReady() throws {
        let deadline = Deadline(milliseconds: settings.readyWithinMilliseconds)
        port = try waitForPort(deadline)
        while !answers() {
            guard !deadline.isOver else { throw NotReady(reason: "no 200 to TEST_BEARER", log: log) }
            MonotonicClock.sleep(milliseconds: 5)
        }
    }

    private func waitForPort(_ deadline: Deadline) throws -> UInt16 {
        while true {
            if let port = Self.readyPort(inLog: log) { return port }
            if let exit = process?.exit { throw NotReady(reason: "it ended with \(exit)", log: log) }
            guard !deadline.isOver else { throw NotReady(reason: "no ready line in time", log: log) }
            MonotonicClock.sleep(milliseconds: 2)
        }
    }

    /// The port of HTTPS; `nil` when it is not served, or not yet.
    public var securePort: UInt16? { Self.readyPort(inLog: log, "https=") }

    /// The port in a line that contains `ready http=127.0.0.1:1234 https=127.0.0.1:1235`.
    public static func readyPort(inLog log: String, _ mark: String = "ready http=") -> UInt16? {
        for line in log.split(separator: "\n") where line.contains("ready http=") {
            guard let start = line.firstRange(of: mark)?.upperBound else { continue }
            let address = line[start...].prefix { $0 != " " && $0 != "\"" && $0 != "," }
            if let colon = address.lastIndex(of: ":") { return UInt16(address[address.index(after: colon)...]) }
        }
        return nil
    }

    private func answers() -> Bool {
        let answer = try? HTTPClient.once(
            port: port, HTTPCall("GET", "/\(OperationName.testBearer.rawValue)", token: token))
        return answer?.status == 200
    }

    // MARK: Stopping

    /// Asks it to end and waits.
    /// - Parameter signal: TERM unless said.
    /// - Throws: ``NotReady`` when it is still there after that time; it is killed then.
    @discardableResult
    public func stop(signal: Int32? = nil, withinMilliseconds: Int = 15_000) throws -> Stop {
        guard let process else { throw NotReady(reason: "it was not started", log: "") }
        let started = MonotonicClock.milliseconds
        process.send(signal: signal ?? SIGTERM)
        guard let exit = process.waitForExit(withinMilliseconds: withinMilliseconds) else {
            process.killNow()
            throw NotReady(reason: "it did not stop within \(withinMilliseconds) ms", log: log)
        }
        return Stop(exit: exit, milliseconds: Int(MonotonicClock.milliseconds - started))
    }

    /// Ends it as a power cut would.
    public func killNow() { process?.killNow() }

    /// Stops it and starts it on the same folder; the port may be another.
    public func restart() throws {
        try stop()
        try start()
    }

    // MARK: Talking

    /// One request on a connection of its own.
    public func send(_ call: HTTPCall) throws -> HTTPAnswer { try HTTPClient.once(port: port, call) }

    public func get(_ target: String) throws -> HTTPAnswer { try send(HTTPCall("GET", target, token: token)) }

    public func post(_ route: String, _ json: String) throws -> HTTPAnswer {
        try send(HTTPCall("POST", "/" + route, token: token, json: json))
    }

    /// A raw connection.
    public func connect(timeoutMilliseconds: Int = 10_000) throws -> TCPConnection {
        try TCPConnection(port: port, timeoutMilliseconds: timeoutMilliseconds)
    }
}
