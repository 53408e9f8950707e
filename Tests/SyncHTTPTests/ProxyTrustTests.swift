import Testing
import Transport

@testable import SyncHTTP

@Suite struct ProxyTrustTests {
    static func head(
        _ path: String = "/", from peer: String = "127.0.0.1", _ lines: [(String, String)] = [], isSecure: Bool = false
    ) -> RequestHead {
        var headers = HTTPHeaders()
        for (name, value) in lines { headers.append(name: name.utf8, value: value.utf8) }
        var head = RequestHead(
            method: "GET", path: Array(path.utf8), headers: headers, peer: PeerAddress(peer))
        head.isSecure = isSecure
        return head
    }

    static let trust = ProxyTrust(proxies: ProxyTrust.privateNetworks, basePath: "")

    static func client(_ forwarded: [String], from peer: String = "127.0.0.1", _ trust: ProxyTrust = trust) -> String {
        trust.resolve(head(from: peer, forwarded.map { ("X-Forwarded-For", $0) })).peer.text
    }

    @Test func theLastAddressThatIsNoProxyOfOursCounts() {
        #expect(Self.client([]) == "127.0.0.1")
        #expect(Self.client(["203.0.113.9"]) == "203.0.113.9")
        #expect(Self.client(["198.51.100.1, 203.0.113.9"]) == "203.0.113.9")
        #expect(Self.client(["198.51.100.1", "203.0.113.9, 10.0.0.7"]) == "203.0.113.9")
        // All of the own network: the first.
        #expect(Self.client(["192.168.0.9, 10.0.0.7"]) == "192.168.0.9")
        #expect(Self.client(["[2001:db8::9]:4711"]) == "2001:db8::9")
        #expect(Self.client(["203.0.113.9:4711"]) == "203.0.113.9")
    }

    @Test func whatIsNoAddressEndsTheSearch() {
        #expect(Self.client(["203.0.113.9, unknown"]) == "127.0.0.1")
        #expect(Self.client(["203.0.113.9, evil, 10.0.0.7"]) == "10.0.0.7")
        #expect(Self.client(["10.0.0.0/8"]) == "127.0.0.1")
        #expect(Self.client([""]) == "127.0.0.1")
    }

    @Test func whoIsNoProxyIsNotBelieved() {
        let lines = [
            ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/x"),
        ]
        let head = Self.trust.resolve(Self.head(from: "203.0.113.9", lines))
        #expect(head.peer.text == "203.0.113.9" && !head.isSecure && head.basePath == "")
        let nobody = ProxyTrust(proxies: [], basePath: "")
        #expect(Self.client(["203.0.113.9"], nobody) == "127.0.0.1")
    }

    @Test func theSchemeIsThatOfTheClient() {
        #expect(Self.trust.resolve(Self.head("/", [("X-Forwarded-Proto", "https")])).isSecure)
        #expect(!Self.trust.resolve(Self.head("/", [("X-Forwarded-Proto", "http")], isSecure: true)).isSecure)
        #expect(Self.trust.resolve(Self.head("/", isSecure: true)).isSecure)
    }

    @Test(arguments: [
        ("/linkora/TEST_BEARER", "/TEST_BEARER", "/linkora"), ("/linkora", "/", "/linkora"),
        ("/linkora/", "/", "/linkora"), ("/linkora//TEST_BEARER", "//TEST_BEARER", "/linkora"),
        ("//linkora/TEST_BEARER", "/TEST_BEARER", "/linkora"), ("/TEST_BEARER", "/TEST_BEARER", ""),
        ("/linkorator", "/linkorator", ""), ("/Linkora/x", "/Linkora/x", ""), ("*", "*", ""), ("//", "//", ""),
    ])
    func theBasePathIsTakenOffWhereItIs(path: String, rest: String, basePath: String) {
        let head = ProxyTrust(proxies: [], basePath: "/linkora").resolve(Self.head(path))
        #expect(String(decoding: head.path, as: UTF8.self) == rest)
        #expect(head.basePath == basePath)
    }

    @Test func aPrefixIsAPlainPathOrNothing() {
        func prefix(_ text: String) -> String {
            Self.trust.resolve(Self.head("/", [("X-Forwarded-Prefix", text)])).basePath
        }
        #expect(prefix("/linkora/") == "/linkora")
        for odd in ["linkora", "/<script>", "/a b", "/a\"b", ""] { #expect(prefix(odd) == "") }
    }
}

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("192.168.0.0/16", "192.168.77.9", true), ("192.168.0.0/16", "192.169.0.1", false),
        ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false), ("172.16.0.0/12", "172.31.255.255", true),
        ("172.16.0.0/12", "172.32.0.0", false), ("0.0.0.0/0", "8.8.8.8", true), ("fc00::/7", "fd00::9", true),
        ("fc00::/7", "fe00::9", false), ("::ffff:10.0.0.1", "10.0.0.1", true), ("10.0.0.0/8", "::1", false),
        ("10.0.0.0/8", "", false),
    ])
    func contains(range: String, address: String, isIn: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(PeerAddress(address)) == isIn)
    }

    @Test(arguments: [
        "", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/+8", "a", "::1/129", "10.0.0.0/8/8",
    ])
    func knowsWhatIsNone(text: String) { #expect(AddressRange(text) == nil) }
}
