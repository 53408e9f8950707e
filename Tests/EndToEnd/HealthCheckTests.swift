import Glibc
import SyncTesting
import Testing

/// `healthcheck` asks the running server as a container does: with the same settings, in a process of its own.
@Suite struct HealthCheckTests {
    /// A server on ports that a second process can know.
    private static func started(_ environment: [String: String] = [:]) throws -> ServerProcess {
        var settings = ServerProcess.Settings()
        settings.environment = [
            "LINKORA_SERVER_PORT": "\(try FreePort.take())", "LINKORA_HTTPS_PORT": "\(try FreePort.take())",
        ].merging(environment) { $1 }
        return try ServerProcess.started(settings)
    }

    @Test(
        "It answers on both ports, on one, below a path, and on all addresses",
        arguments: [
            ([:], " and port "), (["LINKORA_HTTPS_ENABLED": "false"], "The server answers on port "),
            (["LINKORA_BASE_PATH": "/linkora"], " and port "), (["LINKORA_HOST_ADDRESS": ""], " and port "),
            (["LINKORA_HOST_ADDRESS": "192.0.2.77"], " and port "),
        ] as [([String: String], String)])
    func healthy(environment: [String: String], words: String) throws {
        let server = try Self.started(environment)
        let result = try server.run(["healthcheck"])
        #expect(result.exit == .code(0), "\(result.errors)\(server.log)")
        #expect(result.output.contains(words) && result.errors.isEmpty)
    }

    @Test("With ports that the system chose it asks on the server's own socket")
    func anyPorts() throws {
        let server = try ServerProcess.started()
        #expect(try server.run(["healthcheck"]).output.contains("answers behind"))
    }

    @Test("A token from a file")
    func tokenFile() throws {
        let server = try ServerProcess(
            ServerProcess.settings(environment: [
                "LINKORA_SERVER_PORT": "\(try FreePort.take())", "LINKORA_HTTPS_ENABLED": "false",
                "LINKORA_DATABASE_URL": "sqlite:library.db", "LINKORA_SERVER_AUTH_TOKEN_FILE": "token",
            ]))
        try Files.write(Array("tok-7Q\n".utf8), to: server.folder.file("token"))
        try server.start()
        #expect(try server.run(["healthcheck"]).exit == .code(0))
    }

    @Test("Nobody, a server that stands still, another's token, wrong settings: 1, and one sentence")
    func unhealthy() throws {
        let server = try Self.started()
        func complaint() throws -> String {
            let result = try server.run(["healthcheck"])
            #expect(result.exit == .code(1) && result.output.isEmpty)
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            return result.errors
        }
        server.settings.environment["LINKORA_SERVER_AUTH_TOKEN"] = "another"
        #expect(try complaint().contains("refuses the token"))
        server.settings.environment["LINKORA_SERVER_AUTH_TOKEN"] = nil
        server.process?.send(signal: SIGSTOP)
        #expect(try complaint().contains("no answer came within"))
        server.process?.send(signal: SIGCONT)
        try server.stop()
        #expect(try complaint().contains("Connection refused"))
        server.settings.environment["LINKORA_SERVER_PORT"] = "70000"
        #expect(try complaint().contains("LINKORA_SERVER_PORT"))
    }

    @Test("HTTPS that is not there is noticed, though HTTP is")
    func otherPort() throws {
        let server = try Self.started()
        let port = try FreePort.take()
        server.settings.environment["LINKORA_HTTPS_PORT"] = "\(port)"
        let result = try server.run(["healthcheck"])
        #expect(result.exit == .code(1) && result.errors.hasPrefix("https://127.0.0.1:\(port)/: "))
    }

    @Test("--version names the program, its commit and its libraries")
    func version() throws {
        let server = try ServerProcess()
        let lines = try server.run(["--version"]).output.split(separator: "\n").map(String.init)
        #expect(lines.first?.wholeMatch(of: /linkora-sync-server [0-9]+\.[0-9]+\.[0-9]+/) != nil)
        #expect(lines.contains { $0.wholeMatch(of: /commit +([0-9a-f]{40}(-dirty)?|unknown)/) != nil }, "\(lines)")
        for library in ["OpenSSL", "libmicrohttpd", "SQLite", "libpq", "libmariadb"] {
            #expect(lines.contains { Self.isVersion($0, of: library) }, "\(library): \(lines)")
        }
    }

    private static func isVersion(_ line: String, of library: String) -> Bool {
        line.hasPrefix(library + " ") && line.wholeMatch(of: /[A-Za-z]+ +[0-9]+\.[0-9.]+/) != nil
    }

    @Test("systemd is told twice in its time that the server lives, and not while it stands still")
    func watchdog() throws {
        let listener = try NotifyListener()
        var settings = ServerProcess.Settings()
        settings.environment = ["NOTIFY_SOCKET": listener.path, "WATCHDOG_USEC": "400000"]
        let server = try ServerProcess.started(settings)
        #expect(listener.next(withinMilliseconds: 5_000) == "READY=1")
        for _ in 0..<3 { #expect(listener.next(withinMilliseconds: 1_000) == "WATCHDOG=1") }
        try server.stop()
        var last: String?
        while let state = listener.next(withinMilliseconds: 200) { last = state }
        #expect(last == "STOPPING=1")
    }
}
