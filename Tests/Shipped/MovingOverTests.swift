import SyncTesting
import Testing

/// The original's install moved over by the words of docs/moving-over.md, to each of the ways that this server comes in, and
/// back again.
@Suite struct MovingOverTests {
    private static let token = "my-token"
    private static let original = "common/17-original-database.jsonl"
    /// The tests leave the original's ports alone; nothing else differs from what the page says.
    private static let otherPorts = ["--server-port=0", "--https-port=0"]

    /// The original's folder, its database in it, in a root of its own.
    private static func putOriginal(_ root: Root, at folder: String) throws {
        try root.run("mkdir -p \(folder)")
        for name in try Files.names(in: Package.fixtures + "/original-install") {
            try root.put("\(Package.fixtures)/original-install/\(name)", at: folder)
        }
        try OriginalDatabase.make(at: "\(root.path)\(folder)/linkora")
    }

    /// What the original finds when it opens the file again: its tables, made by the very same words.
    private static func expectOriginalTables(_ path: String) throws {
        let scratch = try TemporaryFolder()
        let pristine = scratch.file("linkora")
        try OriginalDatabase.make(at: pristine)
        let names = try SQLiteShell.run(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", on: pristine)
        for table in names.split(separator: "\n") where !table.hasPrefix("sqlite_") {
            let columns = "SELECT sql FROM sqlite_master WHERE name = '\(table)'"
            let before = try SQLiteShell.run(columns, on: pristine)
            #expect(!before.isEmpty)
            #expect(try SQLiteShell.run(columns, on: path) == before, "\(table)")
        }
        #expect(try SQLiteShell.run("PRAGMA integrity_check", on: path) == "ok\n")
        #expect(!Files.exists(path + "-wal"))
    }

    /// Devices that imported the original's certificate are shown that very one.
    private static func expectOriginalCertificate(_ server: ServerProcess) throws {
        let port = try #require(server.securePort)
        let shown = try Root.mustSucceed(
            "sh",
            [
                "-c",
                "openssl s_client -connect 127.0.0.1:\(port) </dev/null 2>/dev/null | openssl x509 -fingerprint -noout",
            ])
        let kept = try Root.mustSucceed(
            "openssl",
            ["x509", "-in", Package.fixtures + "/original-install/linkoraServerCert.pem", "-fingerprint", "-noout"])
        #expect(shown == kept)
    }

    private static func expectMovedOver(_ server: ServerProcess, database: String) throws {
        try server.start()
        #expect(server.log.contains("library=\"opened, "), "\(server.log)")
        try expectOriginalCertificate(server)
        try server.play(original, onOriginalDatabase: true)
        #expect(try server.stopInside().exit == .code(0), "\(server.log)")
        try expectOriginalTables(database)
    }

    @Test("From the JAR: the tarball's program in the same folder, with its configuration as it is")
    func jar() throws {
        let root = try Root(of: "bookworm")
        try Self.putOriginal(root, at: "/srv/linkora")
        try Root.mustSucceed("tar", ["-xzf", Prepared.file("-linux-amd64.tar.gz"), "-C", root.path + "/opt"])
        let name = try #require(try Files.names(in: root.path + "/opt").first { $0.hasPrefix("linkora") })
        let config = try root.text("/srv/linkora/linkoraConfig.json")
        let program = "/opt/\(name)/linkora-sync-server"
        let check = try root.run("cd /srv/linkora && \(program) check")
        #expect(check.contains("/srv/linkora/linkoraConfig.json") && check.contains("Nothing is wrong"), "\(check)")
        let server = try root.server(program, in: "/srv/linkora", arguments: Self.otherPorts, token: Self.token)
        try Self.expectMovedOver(server, database: root.path + "/srv/linkora/linkora")
        #expect(try root.text("/srv/linkora/linkoraConfig.json") == config)
    }

    @Test("From its image: the same variables, its database and its keystore in /data")
    func image() throws {
        let root = try Root(of: "image")
        try Self.putOriginal(root, at: "/data")
        try root.run("rm /data/linkoraConfig.json && chown -R 10001:10001 /data")
        let server = try root.server(
            "/usr/bin/linkora-sync-server", as: ["setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"],
            in: "/data", writableFolder: "/data", arguments: Self.otherPorts,
            environment: [
                "LINKORA_SERVER_USE_ENV_VAL": "true", "LINKORA_DATABASE_URL": "sqlite:/data/linkora",
                "LINKORA_DATABASE_USER": "", "LINKORA_DATABASE_PASSWORD": "", "LINKORA_SERVER_AUTH_TOKEN": Self.token,
                "LINKORA_KEY_STORE_PASSWORD": "pwpwpwpw",
            ], token: Self.token)
        try Self.expectMovedOver(server, database: root.path + "/data/linkora")
    }

    @Test("From systemd: its files in the package's folder, which go before the package's own configuration")
    func package() throws {
        let root = try Root(of: "bookworm")
        try root.put(Prepared.file(".deb"), at: "/linkora.deb")
        try root.run("apt-get install -qq -y --no-install-recommends /linkora.deb >/dev/null")
        try Self.putOriginal(root, at: "/var/lib/linkora-sync-server")
        try root.run("chown -R linkora-sync-server: /var/lib/linkora-sync-server")
        let server = try root.server(
            "/usr/bin/linkora-sync-server",
            as: ["setpriv", "--reuid=linkora-sync-server", "--regid=linkora-sync-server", "--init-groups"],
            in: "/var/lib/linkora-sync-server", arguments: Self.otherPorts, token: Self.token)
        try Self.expectMovedOver(server, database: root.path + "/var/lib/linkora-sync-server/linkora")
    }
}
