import SyncTesting
import Testing

/// The tarball: unpacked in a fresh root of each system, where nothing was installed.
@Suite struct TarballTests {
    private static func unpacked(on system: String) throws -> (root: Root, program: String) {
        let root = try Root(of: system)
        let archive = try Prepared.file("-linux-amd64.tar.gz")
        try Root.mustSucceed("tar", ["-xzf", archive, "-C", root.path + "/opt"])
        let name = try #require(try Files.names(in: root.path + "/opt").first { $0.hasPrefix("linkora") })
        return (root, "/opt/\(name)/linkora-sync-server")
    }

    @Test("Debian's two are there, and what is missing of Ubuntu's is said")
    func systems() {
        #expect(Prepared.systems.contains("bookworm") && Prepared.systems.contains("trixie"))
        for system in ["jammy", "noble"] where !Prepared.systems.contains(system) { print("NOT TRIED: \(system)") }
    }

    @Test("It starts, an app's day passes, TERM ends it", arguments: Prepared.systems)
    func starts(system: String) throws {
        let (root, program) = try Self.unpacked(on: system)
        try root.run("mkdir -p /srv/links")
        let version = try root.run("\(program) --version")
        for library in ["OpenSSL", "SQLite", "libmicrohttpd", "libpq", "libmariadb"] {
            #expect(!version.contains("not here") && version.contains("\n\(library) "), "\(version)")
        }
        let server = try root.server(
            program, in: "/srv/links",
            arguments: [
                "--server-port=0", "--https-port=0", "--server-auth-token=tok-7Q", "--database-url=sqlite:l.db",
            ])
        try server.start()
        try server.play(aDay)
        #expect(try server.stopInside().exit == .code(0), "\(server.log)")
        #expect(try root.exists("/srv/links/l.db") && !root.exists("/srv/links/l.db-wal"))
    }

    @Test(
        "Databases on servers are reached by the libraries beside it, where they are the least at home",
        arguments: ["trixie", "jammy"].filter(Prepared.systems.contains), DatabaseKind.allCases)
    func databases(system: String, kind: DatabaseKind) throws {
        let (root, program) = try Self.unpacked(on: system)
        let database = try kind.shared.newDatabase()
        let server = try root.server(
            program, in: "/srv",
            environment: [
                "LINKORA_SERVER_USE_ENV_VAL": "true", "LINKORA_DATABASE_URL": database.url,
                "LINKORA_DATABASE_USER": database.server.user, "LINKORA_DATABASE_PASSWORD": database.server.password,
                "LINKORA_SERVER_AUTH_TOKEN": "tok-7Q", "LINKORA_SERVER_PORT": "0", "LINKORA_HTTPS_PORT": "0",
            ])
        try server.start()
        try server.play("app-0.19/02-folders.jsonl")
        #expect(try server.stopInside().exit == .code(0), "\(server.log)")
    }

    @Test("Neither it nor what it brings asks for a C library newer than that of Ubuntu 22.04")
    func symbols() throws {
        let (root, program) = try Self.unpacked(on: "bookworm")
        let folder = root.path + program.dropLast("/linkora-sync-server".count)
        let found = try Root.mustSucceed(
            "sh",
            [
                "-c",
                "find \(folder) -type f -name '*.so*' -o -name linkora-sync-server | xargs -n1 objdump -T "
                    + "| grep -F '*UND*' | grep -o 'GLIBC_2\\.[0-9]*' | sort -uV",
            ])
        let minors = found.split(separator: "\n").compactMap { Int($0.dropFirst("GLIBC_2.".count)) }
        #expect(minors.count > 3 && minors.allSatisfy { $0 <= 35 }, "\(found)")
    }
}
