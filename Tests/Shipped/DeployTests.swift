import SyncTesting
import Testing

/// The files in `deploy/`: no engine runs them here, so what they say is tried one by one.
@Suite struct DeployTests {
    static let folder = Package.root + "/deploy"
    static let files =
        ((try? Files.names(in: folder)) ?? []).filter { $0.hasPrefix("compose") && $0.hasSuffix(".yaml") }.sorted()

    @Test func allSixAreThere() {
        let kinds = ["caddy.", "mariadb.", "nginx.", "postgresql.", "traefik.", ""]
        #expect(Self.files == kinds.map { "compose.\($0)yaml" })
    }

    @Test("Each is shut in, watched and keeps its secrets; the server takes its variables", arguments: files)
    func compose(name: String) throws {
        let variables = try Root.mustSucceed(
            Package.root + "/packaging/tests/compose", ["\(Self.folder)/\(name)"])
        let scratch = try TemporaryFolder()
        for secret in ["token", "database-password"] { try Files.write("secret-7Q\n", to: scratch.file(secret)) }
        var environment: [String: String] = [:]
        for line in variables.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            environment[parts[0]] = parts[1].replacing("/run/secrets", with: scratch.path)
        }
        // The image's own.
        let image = ["LINKORA_DATABASE_URL": "sqlite:\(scratch.path)/linkora.db"]
        let check = try ChildProcess.run(
            Package.binary, ["check"], environment: image.merging(environment) { $1 }, folder: scratch.path)
        #expect(check.exit == .code(0) && check.output.contains("Nothing is wrong."), "\(check.output)")
    }

    @Test("nginx takes its configuration")
    func nginx() throws {
        let scratch = try TemporaryFolder()
        try Root.mustSucceed(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x",
                "-keyout", scratch.file("certificate-key"), "-out", scratch.file("certificate"),
            ])
        let site = try Files.text(Self.folder + "/nginx/linkora.conf").replacing("/run/secrets", with: scratch.path)
            .replacing("linkora:45454", with: "127.0.0.1:45454")
        let whole = "pid \(scratch.file("pid"));\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n\(site)\n}\n"
        try Files.write(whole, to: scratch.file("nginx.conf"))
        let program = try #require(ChildProcess.find("nginx"))
        try Root.mustSucceed(program, ["-t", "-c", scratch.file("nginx.conf")])
    }

    @Test("Caddy takes its configuration")
    func caddy() throws {
        let scratch = try TemporaryFolder()
        let result = try ChildProcess.run(
            "caddy", ["validate", "--adapter", "caddyfile", "--config", Self.folder + "/caddy/Caddyfile"],
            environment: ["HOME": scratch.path])
        #expect(result.succeeded, "\(result.errors)")
    }
}
