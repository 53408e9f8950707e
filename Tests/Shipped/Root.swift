import Glibc
import SyncTesting

/// What `packaging/tests/prepare` made; without it these tests fail.
enum Prepared {
    static var folder: String {
        getenv("LINKORA_SHIPPED").map { String(cString: $0) } ?? Package.root + "/.build/shipped"
    }

    /// Roots of these systems are there.
    static var systems: [String] {
        ["bookworm", "trixie", "jammy", "noble"].filter { Files.isFolder("\(folder)/\($0)") }
    }

    /// The one file of a release whose name ends so.
    static func file(_ ending: String, in release: String = "release") throws -> String {
        let names = try Files.names(in: "\(folder)/\(release)").filter { $0.hasSuffix(ending) }
        guard names.count == 1 else { throw NetworkError.malformed("\(ending) in \(release): \(names)") }
        return "\(folder)/\(release)/\(names[0])"
    }
}

/// A whole system in a folder of its own, as a container or a fresh machine has it.
final class Root {
    private let scratch: TemporaryFolder
    let path: String

    /// A fresh copy.
    init(of name: String) throws {
        scratch = try TemporaryFolder()
        path = scratch.file("root")
        try Self.mustSucceed("sh", ["-c", "cp -a \"$(readlink -f \(Prepared.folder)/\(name))\" \(path)"])
        try Self.mustSucceed("cp", ["-L", "/etc/resolv.conf", "\(path)/etc/resolv.conf"])
        chmod(path, 0o755)
    }

    private static let inside = Package.root + "/packaging/tests/inside"

    @discardableResult
    static func mustSucceed(_ program: String, _ arguments: [String]) throws -> String {
        let result = try ChildProcess.run(program, arguments, withinMilliseconds: 300_000)
        guard result.succeeded else {
            let words = ([program] + arguments).joined(separator: " ")
            throw NetworkError.malformed(
                "\(words): \(result.exit)\n\(result.output.suffix(2_000))\(result.errors.suffix(2_000))")
        }
        return result.output
    }

    // MARK: Files, by their paths inside

    func text(_ file: String) throws -> String { try Files.text(path + file) }
    func write(_ text: String, to file: String) throws { try Files.write(text, to: path + file) }
    /// A link counts, wherever it leads.
    func exists(_ file: String) throws -> Bool {
        try ChildProcess.run("sh", ["-c", "test -e \(path)\(file) || test -L \(path)\(file)"]).succeeded
    }

    /// Copies a file or folder of this machine into it.
    func put(_ source: String, at target: String) throws {
        try Self.mustSucceed("cp", ["-R", source, path + target])
    }

    /// `640 root linkora-sync-server`
    func rights(of file: String) throws -> String {
        try run("stat -c '%a %U %G' \(file)").split(separator: "\n").joined()
    }

    // MARK: Programs

    /// Runs a line of shell inside, as root, to its success.
    @discardableResult
    func run(_ line: String) throws -> String {
        try Self.mustSucceed(
            Self.inside,
            [path, "env", "DEBIAN_FRONTEND=noninteractive", "HOME=/root", "sh", "-euc", line])
    }

    /// A server that runs inside when it is started, with nothing in its environment but what is given.
    /// - Parameters:
    ///   - program: its path inside.
    ///   - words: what stands before it, such as `setpriv --reuid=…`.
    ///   - writableFolder: the one folder that it may write to; `nil`: all.
    func server(
        _ program: String, as words: [String] = [], in folder: String, writableFolder: String? = nil,
        arguments: [String] = [], environment: [String: String] = [:], token: String = "tok-7Q"
    ) throws -> ServerProcess {
        var settings = ServerProcess.Settings()
        let first = writableFolder.map { ["--read-only-but", $0] } ?? []
        settings.wrapper = [Self.inside] + first + [path] + words + ["env", "-C", folder]
        settings.binary = program
        settings.arguments = arguments
        settings.readsEnvironment = false
        settings.environment = environment
        settings.token = token
        return try ServerProcess(settings)
    }
}

extension ServerProcess {
    /// Asks the server itself to end, which is the first process of its namespace, and waits.
    func stopInside() throws -> (exit: ChildProcess.Exit, milliseconds: Int) {
        guard let process, let server = process.childIDs.first else {
            throw NotReady(reason: "it does not run", log: log)
        }
        let began = MonotonicClock.milliseconds
        kill(server, SIGTERM)
        guard let exit = process.waitForExit(withinMilliseconds: 15_000) else {
            throw NotReady(reason: "it did not stop", log: log)
        }
        return (exit, Int(MonotonicClock.milliseconds - began))
    }

    /// Plays a conversation of the apps to it.
    func play(_ name: String, onOriginalDatabase: Bool = false) throws {
        let stage = RunningServerStage(port: port, token: token, isOnOriginalDatabase: onOriginalDatabase)
        try Player(Conversation(path: Package.fixtures + "/" + name), on: stage).play()
    }

    /// Everything that it has, as an app that is new gets it, without the numbers that differ from pull to pull.
    func library() throws -> String {
        try get("/GET_UPDATES?eventTimestamp=0").text.replacing(/"eventTimestamp":[0-9]+/, with: "")
    }
}

/// A day of two devices: every kind of change, events, a pull at the end.
let aDay = "app-0.19/16-day-of-two-devices.jsonl"
