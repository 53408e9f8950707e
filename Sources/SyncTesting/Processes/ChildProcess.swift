import Glibc
import Synchronization

/// Another program, started and watched.
public final class ChildProcess: Sendable {
    /// How a process ended.
    public enum Exit: Equatable, Sendable, CustomStringConvertible {
        case code(Int32)
        case signal(Int32)

        public var description: String {
            switch self {
            case .code(let code): "exit code \(code)"
            case .signal(let number): "killed by signal \(number)"
            }
        }
    }

    public struct Command {
        public var program: String
        public var arguments: [String]
        /// The whole environment: nothing of ours is inherited but what stands here.
        public var environment: [String: String]
        /// Where it works; `nil`: where we do.
        public var folder: String?
        /// Where standard output and standard error go; `nil`: nowhere. The files are appended to.
        public var outputPath: String?
        public var errorPath: String?
        /// Standard error is a pipe that nobody reads any more.
        public var errorIsBrokenPipe = false

        public init(
            _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], folder: String? = nil,
            outputPath: String? = nil, errorPath: String? = nil
        ) {
            self.program = program
            self.arguments = arguments
            self.environment = environment
            self.folder = folder
            self.outputPath = outputPath
            self.errorPath = errorPath
        }
    }

    public struct CannotStart: Error, CustomStringConvertible {
        public let program: String
        public let reason: String
        public var description: String { "cannot start \(program): \(reason)" }
    }

    public let processID: Int32
    private let knownExit = Mutex<Exit?>(nil)

    /// Starts a program; one without `/` is looked for in `PATH`.
    public init(_ command: Command) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let brokenPipe = try Self.describe(command, in: &actions)
        defer { if let brokenPipe { close(brokenPipe) } }
        let words = Self.words(command)
        var arguments = words.map { strdup($0) } + [nil]
        var environment = Self.environment(command).map { strdup($0) } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        Self.resetSignals(&attributes)
        var processID: pid_t = 0
        let result = posix_spawnp(&processID, words[0], &actions, &attributes, &arguments, &environment)
        guard result == 0 else {
            throw CannotStart(program: command.program, reason: String(cString: strerror(result)))
        }
        self.processID = processID
    }

    deinit {
        guard exit == nil else { return }
        kill(processID, SIGKILL)
        waitForever()
    }

    /// `env -C` changes the folder and becomes the program: what the library itself has for this needs GNU's extensions.
    private static func words(_ command: Command) -> [String] {
        let words = [command.program] + command.arguments
        return command.folder.map { ["env", "-C", $0] + words } ?? words
    }

    private static func environment(_ command: Command) -> [String] {
        var environment = command.environment
        if environment["PATH"] == nil, let path = getenv("PATH") { environment["PATH"] = String(cString: path) }
        return environment.map { "\($0.key)=\($0.value)" }.sorted()
    }

    /// - Returns: the writing end of a pipe whose reading end is closed, when that is wanted.
    private static func describe(_ command: Command, in actions: inout posix_spawn_file_actions_t) throws -> Int32? {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, command.outputPath ?? "/dev/null", flags, 0o644)
        guard command.errorIsBrokenPipe else {
            posix_spawn_file_actions_addopen(&actions, 2, command.errorPath ?? "/dev/null", flags, 0o644)
            return nil
        }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw CannotStart(program: command.program, reason: lastErrorText()) }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        close(ends[0])
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        return ends[1]
    }

    /// The child begins with all signals unblocked and at their defaults, whatever a test runner did to its own.
    private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    // MARK: Watching

    /// How it ended; `nil` while it runs.
    public var exit: Exit? {
        knownExit.withLock { known in
            if let known { return known }
            var status: Int32 = 0
            guard waitpid(processID, &status, WNOHANG) == processID else { return nil }
            known = Self.exit(status)
            return known
        }
    }

    private static func exit(_ status: Int32) -> Exit {
        let signal = status & 0x7F
        return signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
    }

    private func waitForever() {
        knownExit.withLock { known in
            var status: Int32 = 0
            if known == nil, waitpid(processID, &status, 0) == processID { known = Self.exit(status) }
        }
    }

    /// Waits for the end; `nil` when it still runs after that time.
    public func waitForExit(withinMilliseconds: Int) -> Exit? {
        let deadline = Deadline(milliseconds: withinMilliseconds)
        while exit == nil, !deadline.isOver { MonotonicClock.sleep(milliseconds: 1) }
        return exit
    }

    public func send(signal: Int32) { if exit == nil { kill(processID, signal) } }

    /// Ends it as a power cut would: nothing is written any more.
    public func killNow() {
        guard exit == nil else { return }
        kill(processID, SIGKILL)
        waitForever()
    }

    /// Direct children of this process, as of now.
    public var childIDs: [Int32] {
        let text = (try? Files.text("/proc/\(processID)/task/\(processID)/children")) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }
}
