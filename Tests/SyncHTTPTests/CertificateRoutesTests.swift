import SyncTesting
import Synchronization
import Testing
import Transport

@testable import SyncHTTP

@Suite struct CertificateRoutesTests {
    static let facts = CertificateFacts(
        source: "An authority signs.",
        importable: .init(der: [1, 2], pem: Array("PEM".utf8), subject: "CN=<nas>", fingerprint: "AB:CD", notAfter: 0),
        serverNames: ["nas", "192.168.0.9"], serverNotAfter: 86_400, notes: ["A note."])

    static func door(_ facts: CertificateFacts? = facts, renewals: Recorded<Int> = Recorded()) throws -> TestDoor {
        let desk = facts.map { facts in
            CertificateDesk(
                facts: { facts },
                renew: {
                    renewals.append(1)
                    return facts
                })
        }
        return try TestDoor(certificates: desk)
    }

    @Test func thePageSaysWhatToDoAndLoadsNothingFromElsewhere() throws {
        let page = try Self.door().send("GET", "/generate/certs-and-keystore", headers: [:])
        #expect(page.status == 200)
        for words in ["CN=&lt;nas&gt;", "AB:CD", "../ca.cer", "nas, 192.168.0.9", "1970-01-02T00:00:00Z", "A note."] {
            #expect(page.text.contains(words), "\(words)")
        }
        #expect(!page.text.contains("//") && !page.text.contains("src="))
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'sha256-"))
    }

    @Test func theFileNeedsNoToken() throws {
        let der = try Self.door().send("GET", "/ca.cer", headers: [:])
        #expect(der.status == 200 && der.text == "\u{1}\u{2}")
        #expect(der.header("Content-Type") == "application/x-x509-ca-cert")
        #expect(try Self.door().send("GET", "/ca.pem", headers: [:]).text == "PEM")
    }

    @Test func whatIsNotHereIsSaid() throws {
        var facts = Self.facts
        facts.importable = nil
        let reply = try Self.door(facts).send("GET", "/ca.cer", headers: [:])
        #expect(reply.status == 404 && reply.text.contains("A note."))
        #expect(try Self.door(nil).send("GET", "/ca.cer", headers: [:]).text.contains("switched off"))
        #expect(try Self.door(nil).send("POST", "/generate/certs-and-keystore").status == 409)
    }

    @Test func whatIsWrongIsToldOnTheServerAlone() throws {
        var facts = Self.facts
        facts.importable = nil
        facts.problems = ["/srv/secret/x can't be read."]
        let door = try Self.door(facts)
        for (method, target) in [
            ("GET", "/ca.cer"), ("GET", "/generate/certs-and-keystore"), ("POST", "/generate/certs-and-keystore"),
        ] {
            let text = door.send(method, target).text
            #expect(!text.contains("secret") && text.contains("certificate show"), "\(target): \(text)")
        }
        #expect(
            door.send("GET", "/control/certificates", headers: [:], listener: .control).text.contains("/srv/secret/x"))
    }

    @Test func issuingAnewNeedsTheToken() throws {
        let renewals = Recorded<Int>()
        let door = try Self.door(renewals: renewals)
        #expect(door.send("POST", "/generate/certs-and-keystore", headers: [:]).status == 401)
        #expect(renewals.all.isEmpty)
        let reply = door.send("POST", "/generate/certs-and-keystore")
        #expect(reply.status == 200 && reply.header("Content-Type") == HTTPReply.plainText)
        #expect(
            door.send("POST", "/generate/certs-and-keystore?download=true").header("Content-Type") == "application/zip")
        #expect(renewals.all.count == 2)
    }

    @Test func ourCommandsAskOverTheirOwnSocketAlone() throws {
        #expect(try Self.door().send("GET", "/control/certificates").status == 404)
        let text = try Self.door().send("GET", "/control/certificates", headers: [:], listener: .control).text
        #expect(text.contains("AB:CD") && text.contains("nas, 192.168.0.9"))
    }

    // MARK: The port of HTTPS

    @Test func plainHTTPThereGetsASentenceWithTheRightAddress() throws {
        let reply = try Self.door().send("GET", "/TEST_BEARER", headers: ["host": "nas:54545"], listener: .https)
        #expect(reply.status == 400 && reply.closesConnection)
        #expect(reply.text == "This port speaks HTTPS: https://nas:54545/")
        let odd = try Self.door().send("GET", "/", headers: ["host": "<b>"], listener: .https)
        #expect(odd.text == "This port speaks HTTPS, with https:// before the address")
        // Nobody talks himself out of it.
        let claimed = try Self.door().send("GET", "/", headers: ["x-forwarded-proto": "https"], listener: .https)
        #expect(claimed.status == 400)
    }

    /// Apps before 0.13.3 dial `ws` on the port of a base URL with `https`.
    @Test func aPlainSocketThereIsServed() throws {
        let headers = [
            "authorization": "Bearer tok-7Q", "connection": "Upgrade", "upgrade": "websocket",
            "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        #expect(try Self.door().send("GET", "/events", headers: headers, listener: .https).status == 101)
    }

    @Test func archivesAreReadByOthers() throws {
        var archive = ZipArchive()
        archive.add("a.txt", Array("first".utf8))
        archive.add("b.bin", (0..<3_000).map { UInt8(truncatingIfNeeded: $0) })
        archive.add("empty", [])
        let folder = try SyncTesting.TemporaryFolder()
        try Files.write(archive.bytes, to: folder.file("a.zip"))
        let program = """
            import sys, zipfile
            archive = zipfile.ZipFile(sys.argv[1])
            print(archive.testzip(), archive.namelist(), archive.read("a.txt"), len(archive.read("b.bin")))
            """
        let result = try ChildProcess.run("python3", ["-c", program, folder.file("a.zip")])
        #expect(result.output == "None ['a.txt', 'b.bin', 'empty'] b'first' 3000\n", "\(result.errors)")
    }

    @Test func theFirstPageSaysWhereItIsAndWhatToImport() throws {
        let page = try Self.door().send("GET", "/SERVER_IS_CONFIGURED", headers: ["host": "nas:45454"]).text
        #expect(page.contains("<code>http://nas:45454/</code>") && page.contains("ca.cer"))
        #expect(
            try Self.door(nil).send("GET", "/SERVER_IS_CONFIGURED", headers: [:]).text.contains(
                "skip certificate check"))
    }
}
