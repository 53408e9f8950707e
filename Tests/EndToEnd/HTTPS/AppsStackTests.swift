import SyncTesting
import Testing

/// The rows of OPERATING §1, each dialled by a client with the apps' rules: what the app dials, what its machine says of the
/// address, and that it passes with the one certificate that was imported.
@Suite struct AppsStackTests {
    @Test(arguments: [
        "127.0.0.1 without a reverse name", "127.0.0.1 as my_nas.fritz.box", "127.0.0.1 as localhost", "[::1]",
        "nas.local", "some.other.name",
    ])
    func everyRowPasses(row: String) throws {
        let server = try ServerProcess.startedEverywhere()
        let words = row.split(separator: " ").map(String.init)
        let hosts: [(String, String)] =
            row.contains(" as ")
            ? [("127.0.0.1", words[2])] : words.count == 1 && words[0] != "[::1]" ? [("127.0.0.1", words[0])] : []
        let outcome = try server.device(hosts: hosts).test(server.secureURL(words[0]))
        #expect(outcome.passed, "\(outcome)\(server.log)")
    }

    /// The whole handshake, both sides' checks of its transcript included, with names that OpenSSL alone would refuse
    /// or that nobody could put into a certificate.
    @Test(arguments: [String(repeating: "a", count: 300), "fe80:0:0:0:0:0:0:1%eth0", "a b", "..", "müde"])
    func oddNamesPass(name: String) throws {
        let server = try ServerProcess.startedEverywhere()
        var device = try server.device()
        device.serverName = name
        let outcome = try device.test(server.secureURL("127.0.0.1"))
        #expect(outcome.passed && outcome.text.contains("machines [] addresses []"), "\(outcome)")
    }

    /// The apps dial `wss` on the port of their base URL even when that begins with `http://` (PROTOCOL F26).
    @Test func theSocketOnThePortOfHTTP() throws {
        let server = try ServerProcess.startedEverywhere()
        _ = try server.pull()
        let listening = try server.device().listen("http://127.0.0.1:\(server.port)/", events: 1)
        _ = try server.create("CREATE_FOLDER", Bodies.folder("live"))
        #expect(listening.finished(), "\(listening.text)\(server.log)")
        #expect(listening.text.contains("event {\"operation\":\"CREATE_FOLDER\""))
    }

    /// A device that imported another server's certificate is not let down its guard.
    @Test func anotherServersCertificateDoesNotDo() throws {
        let (server, other) = (try ServerProcess.startedEverywhere(), try ServerProcess.started())
        let outcome = try other.device().test(server.secureURL("127.0.0.1"))
        #expect(!outcome.passed && outcome.text.contains("SignatureException"), "\(outcome)")
    }
}
