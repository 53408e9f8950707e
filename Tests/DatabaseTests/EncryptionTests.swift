import MySQLDriver
import PostgresDriver
import SQLStore
import SyncCore
import SyncTesting
import Testing

/// TLS to the database: what is asked for is had, or there is no connection.
@Suite struct EncryptionTests {
    private static func connect(
        _ kind: DatabaseKind, _ database: DatabaseOfTest, _ encryption: NetworkAddress.Encryption, authority: String?
    ) throws {
        var address = database.address
        (address.encryption, address.authorityPath) = (encryption, authority)
        let connector: any NetworkConnector =
            try kind == .postgres
            ? PostgresConnector(address, .exclusive, NetworkLimits())
            : MySQLConnector(address, .exclusive, NetworkLimits())
        try connector.connect(.reader).close()
    }

    @Test(arguments: DatabaseKind.allCases) func aServerIsTrustedByItsAuthorityAndNameAlone(_ kind: DatabaseKind) throws
    {
        let right = try Authority()
        let wrong = try Authority()
        let server: any DatabaseServer =
            try kind == .postgres
            ? PostgresServer(waitsForDisk: false, certificate: right.certificate, key: right.key)
            : MariaDBServer(
                waitsForDisk: false, settings: ["--ssl-cert=\(right.certificate)", "--ssl-key=\(right.key)"])
        let database = try server.newDatabase()
        for encryption in NetworkAddress.Encryption.allCases {
            try Self.connect(kind, database, encryption, authority: right.authority)
        }
        for encryption in [NetworkAddress.Encryption.verifyAuthority, .verifyFull] {
            #expect(throws: StoreError.self) {
                try Self.connect(kind, database, encryption, authority: wrong.authority)
            }
        }
    }

    @Test(arguments: DatabaseKind.allCases) func whoWantsEncryptionIsNotSpokenToWithout(_ kind: DatabaseKind) throws {
        let database = try kind.shared.newDatabase()
        try Self.connect(kind, database, .prefer, authority: nil)
        #expect(throws: StoreError.self) { try Self.connect(kind, database, .require, authority: nil) }
    }
}

/// A certificate authority of one test, and what it signed for this machine.
private final class Authority {
    private let folder: TemporaryFolder
    var authority: String { folder.file("ca.pem") }
    var certificate: String { folder.file("server.pem") }
    var key: String { folder.file("server.key") }

    init() throws {
        folder = try TemporaryFolder()
        let new = ["req", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        try Self.openssl(
            new + ["-x509", "-subj", "/CN=Test", "-keyout", folder.file("ca.key"), "-out", authority])
        try Self.openssl(
            new + [
                "-x509", "-CA", authority, "-CAkey", folder.file("ca.key"), "-subj", "/CN=127.0.0.1", "-addext",
                "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out",
                certificate,
            ])
        // Database servers read it as users of their own.
        try Files.setMode(0o644, of: key)
    }

    private static func openssl(_ arguments: [String]) throws {
        let result = try ChildProcess.run("openssl", arguments)
        guard result.succeeded else { throw NetworkError.malformed("openssl: \(result.errors)") }
    }
}
