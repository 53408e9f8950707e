import JSONText
import SyncTesting
import Testing

/// The container image: its root under its own user, read-only but for the volume, the server as process 1.
@Suite struct ImageTests {
    /// Exactly what the original's page says to give to `docker run`; ports, which the tests must leave alone, beside it.
    private static func line(
        url: String?, user: String = "", password: String = "", ports: [String] = ["0", "0"]
    ) -> [String: String] {
        var line = [
            "LINKORA_SERVER_USE_ENV_VAL": "true", "LINKORA_DATABASE_USER": user, "LINKORA_DATABASE_PASSWORD": password,
            "LINKORA_SERVER_AUTH_TOKEN": "tok-7Q", "LINKORA_SERVER_PORT": ports[0], "LINKORA_HTTPS_PORT": ports[1],
        ]
        line["LINKORA_DATABASE_URL"] = url
        return line
    }

    /// As a container engine starts it: the image's variables, user, folder and command, then what the line gives.
    private static func container(_ root: Root, _ line: [String: String]) throws -> ServerProcess {
        let config = try configuration()
        var environment: [String: String] = [:]
        for entry in config["Env"]?.arrayValue ?? [] {
            let parts = (entry.stringValue ?? "").split(separator: "=", maxSplits: 1)
            environment[String(parts[0])] = String(parts[1])
        }
        let ids = try #require(config["User"]?.stringValue).split(separator: ":")
        return try root.server(
            #require(config["Entrypoint"]?.arrayValue?.first?.stringValue),
            as: [
                "setpriv", "--reuid=\(ids[0])", "--regid=\(ids[1])", "--clear-groups", "--no-new-privs",
                "--bounding-set=-all",
            ],
            in: #require(config["WorkingDir"]?.stringValue), writableFolder: "/data",
            environment: environment.merging(line) { $1 })
    }

    /// What the image says of itself.
    private static func configuration() throws -> JSONValue {
        let archive = try Prepared.file("-image-amd64.tar.gz")
        let scratch = try TemporaryFolder()
        try Root.mustSucceed("tar", ["-xzf", archive, "-C", scratch.path])
        let manifest = try JSONReader.read(Files.read(scratch.file("manifest.json")))
        let name = try #require(manifest.arrayValue?.first?["Config"]?.stringValue)
        return try #require(try JSONReader.read(Files.read(scratch.file(name)))["config"])
    }

    @Test("Its user, ports, volume, health check, signal and labels")
    func configuration() throws {
        let config = try Self.configuration()
        #expect(config["User"] == .string("10001:10001") && config["WorkingDir"] == .string("/data"))
        #expect(config["ExposedPorts"]?["45454/tcp"] != nil && config["ExposedPorts"]?["54545/tcp"] != nil)
        #expect(config["Volumes"]?["/data"] != nil && config["StopSignal"] == .string("SIGTERM"))
        #expect(
            config["Healthcheck"]?["Test"]?.arrayValue?.compactMap(\.stringValue) == [
                "CMD", "/usr/bin/linkora-sync-server", "healthcheck",
            ])
        for label in ["title", "version", "revision", "licenses"] {
            #expect(config["Labels"]?["org.opencontainers.image.\(label)"]?.stringValue?.isEmpty == false, "\(label)")
        }
    }

    @Test("buildah runs it")
    func runs() throws {
        #expect(try Files.text(Prepared.folder + "/image-version").hasPrefix("linkora-sync-server "))
    }

    @Test(
        "The original's line without a URL: SQLite in /data, an app's day, the health check, TERM, again on its volume")
    func sqlite() throws {
        let root = try Root(of: "image")
        let line = Self.line(url: nil, ports: try (0..<2).map { _ in "\(try FreePort.take())" })
        let server = try Self.container(root, line)
        try server.start()
        try server.play(aDay)
        let health = try Self.container(root, line)
        #expect(try health.run(["healthcheck"]).exit == .code(0))
        let library = try server.library()
        let stop = try server.stopInside()
        #expect(stop.exit == .code(0) && stop.milliseconds <= 2_000, "\(stop) \(server.log)")
        #expect(try health.run(["healthcheck"]).exit == .code(1))
        let names = try Files.names(in: root.path + "/data")
        #expect(names.contains("linkora.db") && names.contains("linkoraAuthority.pem"), "\(names)")
        #expect(!names.contains { $0.hasSuffix("-wal") }, "\(names)")

        let again = try Self.container(root, line)
        try again.start()
        #expect(try again.library() == library)
        #expect(try again.stopInside().exit == .code(0))
    }

    @Test("The original's line with a database on a server", arguments: DatabaseKind.allCases)
    func databases(kind: DatabaseKind) throws {
        let root = try Root(of: "image")
        let database = try kind.shared.newDatabase()
        let url = kind == .mariaDB ? database.url.replacing("mariadb:", with: "mysql:") : database.url
        let line = Self.line(url: url, user: database.server.user, password: database.server.password)
        let server = try Self.container(root, line)
        try server.start()
        try server.play(aDay)
        #expect(try server.stopInside().exit == .code(0), "\(server.log)")
        #expect(try Files.names(in: root.path + "/data").contains("linkoraAuthority.pem"))
    }

    @Test("Without any variables the first start makes its configuration in /data")
    func firstStart() throws {
        let root = try Root(of: "image")
        let server = try Self.container(root, [:])
        server.settings.arguments = ["--server-port=0", "--https-port=0"]
        try server.launch()
        let deadline = Deadline(milliseconds: 10_000)
        while !server.log.contains("ready http="), !deadline.isOver { MonotonicClock.sleep(milliseconds: 10) }
        #expect(server.log.contains("database=/data/linkora.db"), "\(server.log)")
        #expect(try root.exists("/data/linkoraConfig.json"))
        #expect(try server.stopInside().exit == .code(0))
    }

    @Test("How long a start takes inside, from the process to the first answer with its token")
    func startTime() throws {
        let root = try Root(of: "image")
        let times = try (0..<7).map { _ in
            let server = try Self.container(root, Self.line(url: nil))
            let began = MonotonicClock.milliseconds
            try server.start()
            let time = Int(MonotonicClock.milliseconds - began)
            #expect(try server.stopInside().exit == .code(0))
            return time
        }
        print("start inside the image: \(times.sorted()[3]) ms (\(times)), namespaces and mounts among them")
        #expect(times.sorted()[3] < 2_000)
    }
}
