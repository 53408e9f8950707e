import SyncTesting
import Testing

/// Coming from the original: its keystore stays in use, and devices that imported its certificate notice nothing.
@Suite struct OriginalKeystoreTests {
    static let names = ["linkoraServerCert.jks", "linkoraServerCert.cer", "linkoraServerCert.pem"]
    static let password = "pwpwpwpw"

    /// A folder as the original left it; the server's own configuration beside it.
    static func server(password: String = password) throws -> ServerProcess {
        var settings = ServerProcess.Settings()
        settings.environment = ["LINKORA_KEY_STORE_PASSWORD": password, "LINKORA_HOST_ADDRESS": ""]
        let server = try ServerProcess(settings)
        for name in names {
            try Files.write(Files.read("\(Package.fixtures)/original-install/\(name)"), to: server.folder.file(name))
        }
        try server.start()
        return server
    }

    static func original(_ server: ServerProcess, hosts: [(address: String, name: String)] = []) -> AppClient {
        let path = "\(Package.fixtures)/original-install/linkoraServerCert.cer"
        return AppClient(token: server.token, importedPath: path, hosts: hosts)
    }

    @Test func devicesThatImportedItsCertificateGoOn() throws {
        let server = try Self.server()
        #expect(!Files.exists(server.authorityPath))
        for name in Self.names {
            let before = try Files.read("\(Package.fixtures)/original-install/\(name)")
            #expect(try Files.read(server.folder.file(name)) == before)
        }
        for (host, hosts) in [
            ("127.0.0.1", []), ("[::1]", []), ("127.0.0.1", [("127.0.0.1", "my_nas.fritz.box")]),
            ("nas.local", [("127.0.0.1", "nas.local")]),
        ] as [(String, [(address: String, name: String)])] {
            let outcome = try Self.original(server, hosts: hosts).test(server.secureURL(host))
            #expect(outcome.passed, "\(host): \(outcome)")
        }
        let shown = try server.run(["certificate", "show"]).output
        #expect(shown.contains("original's keystore is in use"), "\(shown)")
        #expect(shown.contains("2027-11-24") && shown.contains("renew --authority"), "\(shown)")
        // Issuing anew leaves the keystore in use.
        #expect(try server.send(HTTPCall("POST", "/generate/certs-and-keystore", token: server.token)).status == 200)
        #expect(try Self.original(server).test(server.secureURL("127.0.0.1")).passed)
    }

    /// Its folder as it stands, configuration and all; only the ports are others here.
    @Test func theOriginalsFolderIsTakenAsItStands() throws {
        var settings = ServerProcess.Settings()
        settings.readsEnvironment = false
        settings.token = "my-token"
        settings.arguments = ["--server-port=0", "--https-port=0"]
        let server = try ServerProcess(settings)
        for name in Self.names + ["linkoraConfig.json"] {
            try Files.write(Files.read("\(Package.fixtures)/original-install/\(name)"), to: server.folder.file(name))
        }
        try server.start()
        #expect(server.log.contains("the original's keystore is in use"), "\(server.log)")
        let outcome = try Self.original(server).test(server.secureURL("127.0.0.1"))
        #expect(outcome.passed, "\(outcome)")
    }

    @Test func changingOverIsOneCommandAndOneImport() throws {
        let server = try Self.server()
        let changed = try server.run(["certificate", "renew", "--authority"])
        #expect(changed.succeeded, "\(changed.errors)")
        #expect(try !Self.original(server).test(server.secureURL("127.0.0.1")).passed)
        let outcome = try server.device().test(server.secureURL("127.0.0.1"))
        #expect(outcome.passed, "\(outcome)")
        try server.restart()
        #expect(try server.device().test(server.secureURL("127.0.0.1")).passed)
        // And back.
        let jks = server.folder.file("linkoraServerCert.jks")
        #expect(try server.run(["certificate", "import", jks]).succeeded)
        #expect(try Self.original(server).test(server.secureURL("127.0.0.1")).passed)
    }

    @Test func aWrongPasswordIsToldAndNothingIsMadeInstead() throws {
        let server = try Self.server(password: "wrong")
        #expect(server.log.contains("keyStorePassword"), "\(server.log)")
        #expect(!server.log.contains("wrong"), "\(server.log)")
        let check = try server.run(["check"])
        #expect(check.output.contains("warning: HTTPS does not work"), "\(check.output)")
        #expect(!Files.exists(server.authorityPath))
        #expect(try server.get("/TEST_BEARER").status == 200)
        #expect(try !Self.original(server).test(server.secureURL("127.0.0.1")).passed)
    }
}
