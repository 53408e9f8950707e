import Certificates
import Testing

@testable import LinkoraSyncServer

@Suite("Settings of HTTPS and of proxies")
struct HTTPSSettingsTests {
    private static func read(_ key: String, _ text: String) -> (Setting.Acceptance?, Settings) {
        var settings = Settings()
        return (Setting.all.first { $0.key == key }?.accept(text, &settings), settings)
    }

    @Test func namesAreALooseList() {
        let (taken, settings) = Self.read("certificateNames", "NAS.local, *.example.org 192.168.0.9,fd00::2")
        #expect(taken == .taken)
        #expect(settings.https.names.map { "\($0)" } == ["nas.local", "*.example.org", "192.168.0.9", "fd00::2"])
    }

    @Test(arguments: [
        ("certificateNames", "https://nas"), ("certificateNames", "a b/c"), ("publicUrl", "links.example.org"),
        ("publicUrl", "ftp://x"), ("publicUrl", "https://"), ("publicUrl", "https://a:b:c"), ("trustedProxies", "all"),
        ("trustedProxies", "10.0.0.0/99"), ("basePath", "/a//b"), ("basePath", "/a b"), ("httpsEnabled", "maybe"),
    ])
    func slipsAreSentences(key: String, text: String) {
        guard case .wrong(let sentence) = Self.read(key, text).0 else {
            Issue.record("accepted")
            return
        }
        #expect(!sentence.isEmpty)
    }

    @Test(arguments: [
        ("https://links.example.org/", "links.example.org"), ("HTTP://Nas:8080/x?y", "nas"),
        ("https://[fd00::2]:8443", "fd00::2"), ("https://192.168.0.9", "192.168.0.9"),
    ])
    func publicURLs(text: String, host: String) { #expect(PublicURL(text).map { "\($0.host)" } == host) }

    @Test func pathsAndProxies() {
        #expect(ProxySettings.basePath("linkora/") == "/linkora" && ProxySettings.basePath("/") == "")
        #expect(ProxySettings.networks("none") == [])
        #expect(ProxySettings.networks("private, 203.0.113.7")?.count == 9)
    }

    @Test func whatCannotBeMeantIsSaid() {
        var settings = Settings()
        #expect(settings.contradictions.isEmpty)
        settings.httpsPort = settings.httpPort
        settings.https.keyPath = "/k.pem"
        #expect(settings.contradictions.count == 2)
        settings.https.isEnabled = false
        #expect(settings.contradictions.count == 1)
    }

    /// Beside the database, which lies on the volume that outlives a container.
    @Test func theFolderIsTheDatabases() {
        var https = HTTPSSettings()
        https.certificatePath = "c.pem"
        https.makePathsAbsolute(from: "/srv/app", database: .sqlite(path: "/data/l.db"))
        #expect(https.folder == "/data" && https.certificatePath == "/srv/app/c.pem")
        https.folder = "certs"
        https.makePathsAbsolute(from: "/srv/app", database: .sqlite(path: "/data/l.db"))
        #expect(https.folder == "/srv/app/certs")
    }
}
