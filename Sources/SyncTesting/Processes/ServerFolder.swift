import Glibc

/// The folder of a database server that runs as a user of its own, and what is needed to run it so.
final class ServerFolder: Sendable {
    let path: String
    private let user: String
    private let isMounted: Bool

    /// - Parameters:
    ///   - user: whom the server runs as when the tests run as root, which database servers refuse.
    ///   - bytesMax: the folder is a file system of its own, with so much room; only root can make one.
    init(user: String, bytesMax: Int? = nil) throws {
        self.user = user
        isMounted = bytesMax != nil
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/linkora-db-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Files.Failure(parent) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let bytesMax {
            try expect(ChildProcess.run("mount", ["-t", "tmpfs", "-o", "size=\(bytesMax)", "tmpfs", path]))
        }
        if getuid() == 0 { try expect(ChildProcess.run("chown", [user, path])) }
    }

    deinit {
        if isMounted { _ = try? ChildProcess.run("umount", ["-l", path]) }
        Files.removeTree(path)
    }

    /// Takes all the room that is left.
    func fill() throws {
        _ = try ChildProcess.run("dd", ["if=/dev/zero", "of=\(file("fill"))", "bs=4096"])
    }

    func makeRoom() { Files.removeTree(file("fill")) }

    func file(_ name: String) -> String { path + "/" + name }

    /// The words of a command, run as the server's user.
    func words(_ command: [String]) -> [String] {
        guard getuid() == 0 else { return command }
        return ["setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups"] + command
    }

    /// Runs a command as the server's user.
    func run(_ command: [String]) throws {
        let words = words(command)
        try expect(
            ChildProcess.run(
                words[0], Array(words.dropFirst()), environment: ["HOME": path], folder: path,
                withinMilliseconds: 120_000))
    }

    /// Starts the server, and beside it somebody who ends it when the tests end, however they end.
    func start(_ command: [String]) throws -> (server: ChildProcess, guardian: ChildProcess) {
        let words = words(command)
        let server = try ChildProcess(
            .init(
                words[0], Array(words.dropFirst()), environment: ["HOME": path], folder: path,
                outputPath: nil, errorPath: nil))
        let script = """
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            kill -CONT "$2" 2>/dev/null; kill -QUIT "$2" 2>/dev/null; sleep 1; kill -KILL "$2" 2>/dev/null
            umount -l "$3" 2>/dev/null; rm -rf "$3"
            """
        let guardian = try ChildProcess(
            .init("sh", ["-c", script, "guardian", "\(getpid())", "\(server.processID)", path]))
        return (server, guardian)
    }
}

private func expect(_ result: ChildProcess.Result) throws {
    guard result.succeeded else {
        throw ChildProcess.CannotStart(
            program: "a command of a database server", reason: "\(result.exit): \(result.errors)\(result.output)")
    }
}
