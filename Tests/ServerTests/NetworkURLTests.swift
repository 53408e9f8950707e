import Testing

@testable import LinkoraSyncServer

@Suite("URLs of databases on servers")
struct NetworkURLTests {
    private static func url(_ text: String) throws -> NetworkURL {
        guard case .url(.network(let url), warning: nil) = DatabaseURL.read(text) else {
            throw Unexpected(reading: "\(DatabaseURL.read(text))")
        }
        return url
    }

    private struct Unexpected: Error { let reading: String }

    @Test(
        arguments: [
            ("postgresql://db.example:5433/links", NetworkURL.Kind.postgres, "db.example", 5_433),
            ("jdbc:postgresql://db.example/links", .postgres, "db.example", 5_432),
            ("postgres://[fd00::2]:1/links", .postgres, "fd00::2", 1),
            ("postgres:///links", .postgres, "localhost", 5_432),
            ("mysql://10.0.0.1/links", .mySQL, "10.0.0.1", 3_306), ("JDBC:mariadb://h:7/links", .mySQL, "h", 7),
        ] as [(String, NetworkURL.Kind, String, UInt16)])
    func whatIsUnderstood(text: String, kind: NetworkURL.Kind, host: String, port: UInt16) throws {
        let url = try Self.url(text)
        #expect(url.kind == kind && url.host == host && url.port == port && url.database == "links")
    }

    @Test func parametersAreRead() throws {
        let url = try Self.url(
            "postgresql://h/my%20links?sslmode=verify-full&sslrootcert=/ca.pem&schema=sync&socket=/run/postgresql")
        #expect(url.database == "my links" && "\(url.encryption)" == "verifyFull" && url.authorityPath == "/ca.pem")
        #expect(url.schema == "sync" && url.socketPath == "/run/postgresql")
        #expect(url.shown == "postgresql my links at /run/postgresql, schema sync")
    }

    @Test func unknownParametersAreLeftOutWithAWarning() {
        guard case .url(.network, let warning?) = DatabaseURL.read("mysql://h/x?useSSL=false&a=b") else {
            Issue.record("no warning")
            return
        }
        #expect(warning == "has parameters that are left out: useSSL, a")
    }

    @Test(arguments: [
        ("postgresql:h/x", "lacks the two slashes"), ("mysql://h", "names no database"),
        ("mysql://h/", "names no database"), ("mysql://h/a/b", "names no database"),
        ("mysql://h:0/x", "a port is"), ("mysql://h:99999/x", "a port is"), ("mysql://h:x/x", "a port is"),
        ("postgresql://ann:secret@h/x", "write user and password as databaseUser"),
        ("postgresql://h/x?password=s", "holds a password"), ("postgresql://h/x?sslmode=yes", "write one of disable"),
        ("postgresql://h/x%2", "names no database"), ("postgresql://h/x?schema=%zz", "no two digits"),
    ])
    func whatIsNot(text: String, words: String) {
        guard case .wrong(let problem) = DatabaseURL.read(text) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(problem.contains(words), "\(problem)")
        #expect(!problem.contains("secret"))
    }
}
