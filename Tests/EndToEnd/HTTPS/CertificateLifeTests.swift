import Glibc
import JSONText
import SyncTesting
import Testing

/// Certificates while a server lives: made once, issued anew without a new import.
@Suite struct CertificateLifeTests {
    static func mode(_ path: String) -> UInt32 {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
    }

    @Test func theAuthorityIsMadeOnceAndItsKeyIsItsOwnersAlone() throws {
        let server = try ServerProcess.started()
        #expect(Self.mode(server.authorityPath) == 0o600)
        #expect(Self.mode(server.importablePath) == 0o644 && Self.mode(server.importablePEMPath) == 0o644)
        let authority = try Files.read(server.authorityPath)
        let device = try server.device()
        #expect(try !Files.text(server.importablePEMPath).contains("PRIVATE"))
        try server.restart()
        #expect(try Files.read(server.authorityPath) == authority)
        let outcome = try device.test(server.secureURL("127.0.0.1"))
        #expect(outcome.passed, "\(outcome)")
        #expect(!server.log.contains("PRIVATE"))
    }

    @Test func theFileToImportIsHandedOutToWhoHasNoToken() throws {
        let server = try ServerProcess.started()
        let der = try server.send(HTTPCall("GET", "/ca.cer"))
        #expect(der.status == 200 && der.header("Content-Type") == "application/x-x509-ca-cert")
        #expect(der.body == (try Files.read(server.importablePath)))
        #expect(try server.send(HTTPCall("GET", "/ca.pem")).body == Files.read(server.importablePEMPath))
        let page = try server.send(HTTPCall("GET", "/generate/certs-and-keystore")).text
        #expect(page.contains("../ca.cer") && !page.contains("http://") && !page.contains("https://"))
        #expect(!page.contains(server.folder.path))
    }

    static func serial(_ server: ServerProcess) throws -> String {
        let shown = try server.shownCertificate()
        return try #require(shown.split(separator: "\n").first { $0.hasPrefix("serial=") }.map(String.init), "\(shown)")
    }

    /// On request over the wire, by command, and by SIGHUP; sockets live on, and nobody imports again.
    @Test func issuedAnewOnRequestAtOnce() throws {
        let server = try ServerProcess.started()
        let device = try server.device()
        _ = try server.pull()
        let listening = try device.listen(server.secureURL("127.0.0.1"), events: 1)
        var serials = [try Self.serial(server)]
        let refused = try server.send(HTTPCall("POST", "/generate/certs-and-keystore", token: "wrong"))
        #expect(refused.status == 401)
        #expect(try Self.serial(server) == serials[0])
        let answer = try server.send(HTTPCall("POST", "/generate/certs-and-keystore", token: server.token))
        #expect(answer.status == 200 && answer.text.contains("issued anew"), "\(answer.text)")
        serials.append(try Self.serial(server))
        let renewed = try server.run(["certificate", "renew"])
        #expect(renewed.succeeded && renewed.output.contains("in use at once"), "\(renewed.errors)")
        serials.append(try Self.serial(server))
        server.send(signal: SIGHUP)
        #expect(try server.eventually { try !serials.contains(Self.serial(server)) })
        #expect(Set(serials).count == 3)
        #expect(try device.test(server.secureURL("127.0.0.1")).passed)
        _ = try server.create("CREATE_FOLDER", Bodies.folder("still here"))
        #expect(listening.finished(), "\(listening.text)")
    }

    @Test func theArchiveHoldsWhatIsImportedAndNoKey() throws {
        let server = try ServerProcess.started()
        let answer = try server.send(
            HTTPCall("POST", "/generate/certs-and-keystore?download=true", token: server.token))
        #expect(answer.status == 200 && answer.header("Content-Type") == "application/zip")
        #expect(answer.header("Content-Disposition")?.contains("linkora-certs-and-keystore.zip") == true)
        try Files.write(answer.body, to: server.folder.file("all.zip"))
        let program = """
            import sys, zipfile
            archive = zipfile.ZipFile(sys.argv[1])
            print(archive.testzip(), sorted(archive.namelist()), archive.read("linkoraServerCert.cer") == open(sys.argv[2], "rb").read())
            """
        let listed = try ChildProcess.run(
            "python3", ["-c", program, server.folder.file("all.zip"), server.importablePath])
        #expect(
            listed.output == "None ['linkoraServerCert.cer', 'linkoraServerCert.pem'] True\n",
            "\(listed.output)\(listed.errors)")
    }

    @Test func namesOfTheSettingsAreInTheCertificate() throws {
        let server = try ServerProcess.started(
            Self.settings([
                "LINKORA_CERTIFICATE_NAMES": "nas.example.org, *.home.example, 203.0.113.7",
                "LINKORA_PUBLIC_URL": "https://links.example.org:8443/linkora",
            ]))
        let shown = try server.shownCertificate()
        for name in [
            "DNS:nas.example.org", "DNS:*.home.example", "IP Address:203.0.113.7", "DNS:links.example.org",
            "DNS:localhost", "IP Address:127.0.0.1",
        ] { #expect(shown.contains(name), "\(shown)") }
        let host = try ChildProcess.run("hostname", []).output.filter { $0 != "\n" }
        let first = host.split(separator: ".").first.map(String.init)?.lowercased() ?? ""
        #expect(shown.contains("DNS:\(first).local"), "\(shown)")
    }

    static func settings(_ environment: [String: String]) -> ServerProcess.Settings {
        var settings = ServerProcess.Settings()
        settings.environment = environment
        return settings
    }

    /// Saved, and counts: no signal, no restart.
    @Test func anEditOfTheSettingsIsFollowed() throws {
        let server = try ConfigFile.server(Array(ConfigFile.text().utf8))
        try server.start()
        #expect(try !server.shownCertificate().contains("nas.example.org"))
        let more = ", \"certificateNames\": \"nas.example.org\""
        try Files.write(ConfigFile.text(more: more), to: server.configPath)
        #expect(
            try server.eventually { try server.shownCertificate().contains("DNS:nas.example.org") }, "\(server.log)")
    }

    @Test func httpsCanBeSwitchedOff() throws {
        let server = try ServerProcess.started(Self.settings(["LINKORA_HTTPS_ENABLED": "false"]))
        #expect(server.securePort == nil)
        #expect(!Files.exists(server.authorityPath) && !Files.exists(server.importablePath))
        #expect(try server.send(HTTPCall("GET", "/ca.cer")).status == 404)
        #expect(try server.send(HTTPCall("GET", "/generate/certs-and-keystore")).text.contains("switched off"))
        #expect(try server.run(["certificate", "show"]).exit == .code(65))
    }

    /// Nothing is made in the place of what devices trust.
    @Test func aBrokenAuthorityIsToldAndNotReplaced() throws {
        let server = try ServerProcess.started()
        let good = try Files.read(server.authorityPath)
        try server.stop()
        try Files.write("no certificate", to: server.authorityPath)
        try server.start()
        #expect(server.log.contains("HTTPS does not work"), "\(server.log)")
        #expect(try Files.text(server.authorityPath) == "no certificate")
        #expect(try server.get("/TEST_BEARER").status == 200)
        let answer = try server.send(HTTPCall("POST", "/generate/certs-and-keystore", token: server.token))
        #expect(answer.status == 409 && !answer.text.contains(server.folder.path), "\(answer.text)")
        try Files.write(good, to: server.authorityPath)
        #expect(try server.run(["certificate", "renew"]).succeeded)
        #expect(try server.device().test(server.secureURL("127.0.0.1")).passed)
    }

    // MARK: Moving

    @Test func anAuthorityMovesToAnotherMachine() throws {
        let (old, new) = (try ServerProcess.started(), try ServerProcess.started())
        let device = try old.device()
        #expect(try !device.test(new.secureURL("127.0.0.1")).passed)
        let file = new.folder.file("authority.p12")
        let exported = try old.run(["certificate", "export", file])
        #expect(exported.succeeded && Self.mode(file) == 0o600, "\(exported.errors)")
        let imported = try new.run(["certificate", "import", file])
        #expect(imported.succeeded, "\(imported.errors)")
        let outcome = try device.test(new.secureURL("127.0.0.1"))
        #expect(outcome.passed, "\(outcome)\(new.log)")
        #expect(try Files.read(new.importablePath) == Files.read(old.importablePath))
        #expect(Self.mode(new.authorityPath) == 0o600)
        // Twice is refused: nothing is overwritten.
        #expect(try old.run(["certificate", "export", file]).exit == .code(73))
    }

    @Test func whatCannotBeImportedChangesNothing() throws {
        let server = try ServerProcess.started()
        let before = try Files.read(server.authorityPath)
        let junk = server.folder.file("junk.p12")
        try Files.write("junk", to: junk)
        for path in [junk, server.folder.file("absent.pem"), server.importablePEMPath] {
            let result = try server.run(["certificate", "import", path])
            #expect(result.exit == .code(65) && !result.errors.isEmpty, "\(result.errors)")
        }
        #expect(try Files.read(server.authorityPath) == before)
    }

    @Test func exportWritesWhatDevicesImport() throws {
        let server = try ServerProcess.started()
        #expect(try server.run(["certificate", "export"]).output == Files.text(server.importablePEMPath))
        #expect(try server.run(["certificate", "export", "a.cer"]).succeeded)
        #expect(try Files.read(server.folder.file("a.cer")) == Files.read(server.importablePath))
        #expect(try server.run(["certificate", "export", "a.txt"]).exit == .code(64))
        let shown = try server.run(["certificate", "show"])
        let fingerprint = try ChildProcess.run(
            "openssl", ["x509", "-in", server.importablePEMPath, "-noout", "-fingerprint", "-sha256"]
        ).output.split(separator: "=").last.map { $0.filter { $0 != "\n" } }
        #expect(shown.output.contains(try #require(fingerprint)), "\(shown.output)")
        try server.stop()
        #expect(try server.run(["certificate", "show"]).output.contains(try #require(fingerprint)))
    }
}
