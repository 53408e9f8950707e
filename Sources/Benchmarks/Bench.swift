import Glibc
import SyncTesting

/// What all rows share: the program, how often, and which core does what.
struct Bench {
    let rounds: Int
    private let binary: String
    /// Empty on a machine of one core, where nothing can be kept apart.
    private let hasTwoCores: Bool

    init(_ arguments: Arguments) throws {
        rounds = arguments.rounds
        binary = Files.absolute(arguments.binary)
        hasTwoCores = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 && ChildProcess.find("taskset") != nil
        guard Files.exists(binary) else { throw Arguments.Misunderstood(reason: "there is no program at \(binary)") }
        if hasTwoCores { try Self.move(to: "1") }
    }

    /// Starts what belongs neither to the load nor to the server, and would run on the load's core as we do.
    func onBothCores<Started>(_ start: () throws -> Started) throws -> Started {
        guard hasTwoCores else { return try start() }
        try Self.move(to: "0,1")
        let started = try start()
        try Self.move(to: "1")
        return started
    }

    private static func move(to cores: String) throws {
        let moved = try ChildProcess.run("taskset", ["-c", "-p", cores, "\(getpid())"])
        guard moved.succeeded else { throw Wrk.Failure(description: "taskset: \(moved.errors)") }
    }

    /// Runs a command on the core that servers have to themselves.
    var serverWrapper: [String] { hasTwoCores ? ["taskset", "-c", "0"] : [] }
    var loadWrapper: [String] { hasTwoCores ? ["taskset", "-c", "1"] : [] }

    func settings() -> ServerProcess.Settings {
        var settings = ServerProcess.Settings()
        settings.binary = binary
        settings.wrapper = serverWrapper
        return settings
    }

    func startServer() throws -> ServerProcess { try ServerProcess.started(settings()) }

    /// A server whose library holds this many links, inserted while it was stopped.
    func startServer(links: Int, noteBytes: Int) throws -> ServerProcess {
        let server = try startServer()
        try server.stop()
        try SQLiteShell.insertLinks(links, noteBytes: noteBytes, into: server.databasePath)
        try server.start()
        return server
    }

    /// nginx, one worker, that answers at once with the headers that our server sends.
    func startNginx() throws -> Nginx {
        try Nginx(location: "add_header Vary Origin;\nreturn 200;", wrapper: serverWrapper)
    }
}
