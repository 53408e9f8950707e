import SyncTesting
import Testing

/// Clients that check a certificate by the book: chain, dates, name.
@Suite struct OtherClientsTests {
    static let appsSuites =
        "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"
        + "ECDHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256:AES256-SHA:AES128-SHA"

    @Test(arguments: [
        [
            "-tls1_2", "-cipher", appsSuites, "-curves", "P-256:P-384", "-sigalgs",
            "ECDSA+SHA384:ECDSA+SHA256:RSA+SHA256",
        ],
        ["-tls1_2"], ["-tls1_3"],
    ])
    func openssl(arguments: [String]) throws {
        let server = try ServerProcess.started()
        let port = try #require(server.securePort)
        for name in ["localhost", "my_nas.fritz.box", "192.168.77.9"] {
            let result = try ChildProcess.run(
                "openssl",
                [
                    "s_client", "-connect", "127.0.0.1:\(port)", "-servername", name, "-CAfile",
                    server.importablePEMPath,
                    "-verify_return_error", "-brief",
                ] + arguments)
            #expect(result.succeeded && result.errors.contains("Verification: OK"), "\(name): \(result.errors)")
        }
    }

    @Test(arguments: ["--tls-max 1.2", "--tlsv1.3"])
    func curl(version: String) throws {
        let server = try ServerProcess.startedEverywhere(["LINKORA_CERTIFICATE_NAMES": "nas.example.org"])
        let port = try #require(server.securePort)
        for name in ["127.0.0.1", "localhost", "nas.example.org", "nas.local", "[::1]"] {
            let result = try ChildProcess.run(
                "curl",
                [
                    "-sS", "--cacert", server.importablePEMPath, "-w", "%{http_code} %{ssl_verify_result}", "-H",
                    "Authorization: Bearer \(server.token)", "https://\(name):\(port)/TEST_BEARER",
                ] + (name.contains(":") ? [] : ["--resolve", "\(name):\(port):127.0.0.1"])
                    + version.split(separator: " ").map(String.init))
            #expect(result.output == "200 0", "\(name): \(result.output)\(result.errors)")
        }
    }

    @Test func python() throws {
        let server = try ServerProcess.started()
        let program = """
            import ssl, sys, urllib.request
            context = ssl.create_default_context(cafile=sys.argv[1])
            request = urllib.request.Request(sys.argv[2], headers={"Authorization": "Bearer " + sys.argv[3]})
            print(urllib.request.urlopen(request, context=context).status)
            """
        for host in ["127.0.0.1", "localhost"] {
            let result = try ChildProcess.run(
                "python3",
                ["-c", program, server.importablePEMPath, server.secureURL(host) + "TEST_BEARER", server.token])
            #expect(result.output == "200\n", "\(host): \(result.errors)")
        }
    }

    /// A browser with the authority imported shows the page without a warning.
    @Test func chromium() throws {
        let server = try ServerProcess.started()
        let page = try server.secureURL("localhost") + "generate/certs-and-keystore"
        let trusting = try Browser(importing: server.importablePEMPath)
        let shown = try trusting.open(page)
        #expect(shown.page.contains("On each device, once"), "\(shown)")
        // Its script is the one that the page's policy allows.
        #expect(!shown.console.contains("Content Security Policy"), "\(shown)")
        let byAddress = try trusting.open(server.secureURL("127.0.0.1") + "SERVER_IS_CONFIGURED")
        #expect(byAddress.page.contains("This server runs."), "\(byAddress)")
        let stranger = try Browser(importing: nil).open(page)
        #expect(!stranger.page.contains("On each device, once"), "\(stranger)")
    }
}

/// A headless Chromium with a profile of its own.
private struct Browser {
    private let folder: TemporaryFolder

    /// - Parameter importing: an authority, as its user would import it.
    init(importing path: String?) throws {
        folder = try TemporaryFolder()
        guard let path else { return }
        let store = "sql:\(folder.path)/.pki/nssdb"
        for words in [["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "linkora", "-i", path]] {
            let command = "mkdir -p \(folder.path)/.pki/nssdb && exec certutil -d \(store) \"$@\""
            let result = try ChildProcess.run("sh", ["-c", command, "certutil"] + words)
            guard result.succeeded else { throw NetworkError.malformed("certutil: \(result.errors)") }
        }
    }

    /// The page as it stands after its scripts, and what the browser had to say.
    func open(_ url: String) throws -> (page: String, console: String) {
        let result = try ChildProcess.run(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--user-data-dir=\(folder.path)/profile", "--virtual-time-budget=5000",
                "--enable-logging=stderr", "--dump-dom", url,
            ], environment: ["HOME": folder.path])
        return (result.output, result.errors)
    }
}
