import Glibc
import SyncTesting
import Testing

/// The Debian package in fresh roots of Debian: installed, started, upgraded, removed, purged.
@Suite struct PackageTests {
    private static let settings = """
        {
            "databaseUrl": "sqlite:/var/lib/linkora-sync-server/linkora.db",
            "serverAuthTokenFile": "/etc/linkora-sync-server/token",
            "serverPort": 0,
            "httpsPort": 0,
            "publicUrl": "https://links.example.org/"
        }

        """
    private static let configFile = "/etc/linkora-sync-server/linkoraConfig.json"
    private static let tokenFile = "/etc/linkora-sync-server/token"
    private static let stateFolder = "/var/lib/linkora-sync-server"

    private static func install(_ package: String, in root: Root) throws {
        try root.put(package, at: "/linkora.deb")
        try root.run("apt-get install -qq -y --no-install-recommends /linkora.deb >/dev/null")
    }

    /// The unit as the package installed it.
    private static func unit(_ root: Root, _ key: String) throws -> String {
        let line = try root.text("/lib/systemd/system/linkora-sync-server.service").split(separator: "\n").map(
            String.init
        )
        .first { $0.hasPrefix(key + "=") }
        return String(try #require(line).dropFirst(key.count + 1))
    }

    /// What systemd would do: the state folder, the user, the unit's command in the unit's folder.
    private static func server(_ root: Root) throws -> ServerProcess {
        let user = try unit(root, "User")
        #expect(try unit(root, "StateDirectory") == "linkora-sync-server")
        try root.run(
            "install -d -m \(unit(root, "StateDirectoryMode")) -o \(user) -g \(unit(root, "Group")) \(stateFolder)")
        let token = try root.text(tokenFile).split(separator: "\n").joined()
        return try root.server(
            unit(root, "ExecStart"),
            as: [
                "setpriv", "--reuid=\(user)", "--regid=\(unit(root, "Group"))", "--init-groups", "--no-new-privs",
                "--bounding-set=-all",
            ],
            in: unit(root, "WorkingDirectory"), writableFolder: stateFolder, token: token)
    }

    @Test("Installed, started, upgraded, started again, removed, purged")
    func life() throws {
        let root = try Root(of: "bookworm")
        try Self.install(Prepared.file(".deb", in: "before"), in: root)
        #expect(try root.rights(of: Self.configFile) == "640 root linkora-sync-server")
        #expect(try root.rights(of: Self.tokenFile) == "640 root linkora-sync-server")
        #expect(try root.text("/etc/passwd").contains("linkora-sync-server:"))
        #expect(try root.exists("/etc/systemd/system/multi-user.target.wants/linkora-sync-server.service"))
        try root.write(Self.settings, to: Self.configFile)

        let server = try Self.server(root)
        try server.start()
        try server.play(aDay)
        let library = try server.library()
        #expect(try server.stopInside().exit == .code(0), "\(server.log)")
        #expect(
            try root.rights(of: Self.stateFolder + "/linkora.db").hasSuffix(" linkora-sync-server linkora-sync-server"))

        let token = try root.text(Self.tokenFile)
        try Self.install(Prepared.file(".deb"), in: root)
        #expect(try root.run("dpkg-query -W -f '${Version}' linkora-sync-server") != "0.0.9")
        #expect(try root.text(Self.configFile) == Self.settings)
        #expect(try root.rights(of: Self.configFile) == "640 root linkora-sync-server")
        #expect(try root.text(Self.tokenFile) == token)
        let again = try Self.server(root)
        try again.start()
        #expect(try again.library() == library)
        #expect(try again.stopInside().exit == .code(0))

        try root.run("apt-get remove -qq -y linkora-sync-server >/dev/null")
        #expect(try !root.exists("/usr/bin/linkora-sync-server") && root.exists(Self.configFile))
        #expect(try root.exists(Self.stateFolder + "/linkora.db"))
        try root.run("apt-get purge -qq -y linkora-sync-server >/dev/null")
        #expect(try !root.exists("/etc/linkora-sync-server") && !root.exists(Self.stateFolder))
    }

    @Test("A first start needs nothing but the installation", arguments: ["bookworm", "trixie"])
    func firstStart(system: String) throws {
        let root = try Root(of: system)
        try Self.install(Prepared.file(".deb"), in: root)
        #expect(try root.text(Self.tokenFile).utf8.count == 44)
        #expect(
            try root.run("cd \(Self.stateFolder) 2>/dev/null || cd /; linkora-sync-server check").contains(
                "Nothing is wrong"))
        let server = try Self.server(root)
        // The tests leave the original's ports alone.
        server.settings.arguments = ["--server-port=0", "--https-port=0"]
        try server.start()
        try server.play(aDay)
        #expect(try server.stopInside().exit == .code(0), "\(server.log)")
    }

    @Test("PostgreSQL and MariaDB are reached with the libraries that it suggests", arguments: DatabaseKind.allCases)
    func databases(kind: DatabaseKind) throws {
        let root = try Root(of: "bookworm")
        try Self.install(Prepared.file(".deb"), in: root)
        let database = try kind.shared.newDatabase()
        let environment = [
            "LINKORA_SERVER_USE_ENV_VAL": "true", "LINKORA_DATABASE_URL": database.url,
            "LINKORA_DATABASE_USER": database.server.user, "LINKORA_DATABASE_PASSWORD": database.server.password,
            "LINKORA_SERVER_AUTH_TOKEN": "tok-7Q", "LINKORA_SERVER_PORT": "0", "LINKORA_HTTPS_PORT": "0",
        ]
        let server = try root.server("/usr/bin/linkora-sync-server", in: "/srv", environment: environment)
        #expect { try server.start() } throws: { "\($0)".contains("apt install lib") }
        let suggested = kind == .postgres ? "libpq5" : "libmariadb3"
        try root.run("apt-get install -qq -y --no-install-recommends \(suggested) >/dev/null")
        try server.start()
        #expect(try server.stopInside().exit == .code(0))
    }

    @Test("lintian finds no error")
    func lintian() throws {
        let package = try Prepared.file(".deb")
        let result = try ChildProcess.run("lintian", ["--allow-root", "--fail-on=error", package])
        print("lintian: \(result.output.split(separator: "\n").count) remarks\n\(result.output)")
        #expect(result.succeeded, "\(result.output)\(result.errors)")
    }

    @Test("systemd takes the unit without a word, and finds it well shut in")
    func unit() throws {
        let root = try Root(of: "bookworm")
        try Self.install(Prepared.file(".deb"), in: root)
        let verified = try ChildProcess.run(
            "systemd-analyze", ["verify", "--root=\(root.path)", "--man=no", "linkora-sync-server.service"])
        #expect(verified.succeeded && verified.errors.isEmpty, "\(verified.output)\(verified.errors)")
        let judged = try ChildProcess.run(
            "systemd-analyze",
            [
                "security", "--offline=true", "--threshold=15", "--no-pager", "--root=\(root.path)",
                "linkora-sync-server.service",
            ])
        let figure = judged.output.split(separator: "\n").last { $0.contains("exposure level") } ?? "no figure"
        print("systemd-analyze security: \(figure)")
        #expect(
            judged.succeeded && figure.contains("OK") || figure.contains("SAFE"), "\(judged.output)\(judged.errors)")
    }
}
