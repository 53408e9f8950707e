import Testing

@testable import Certificates

/// The rows of OPERATING §1: what a client asks for, and which certificate it is shown.
@Suite struct LeafChoiceTests {
    static let main: [SubjectName] = [
        .dns("localhost"), .dns("nas"), .dns("nas.local"), .dns("*.example.org"), .address([192, 168, 0, 9]),
        SubjectName("fd00::2")!,
    ]

    static func choice(_ name: String?, own: [String]? = nil) -> LeafChoice {
        LeafChoice(
            serverName: name.map { Array($0.utf8) }, main: main, own: own.map { $0.compactMap { SubjectName($0) } })
    }

    @Test func namesOfTheMainCertificateGetIt() {
        for name in [nil, "", "localhost", "NAS.", "nas.local", "a.example.org", "192.168.0.9"] as [String?] {
            #expect(Self.choice(name) == .main, "\(name ?? "-")")
        }
    }

    @Test func everyOtherNameGetsItsOwn() {
        #expect(Self.choice("nas.fritz.box") == .named(.dns("nas.fritz.box")))
        #expect(Self.choice("my_nas") == .named(.dns("my_nas")))
        #expect(Self.choice("10.0.0.1") == .named(.address([10, 0, 0, 1])))
    }

    /// The apps take an IPv6 address for a name and refuse it beside any DNS name.
    @Test func everyIPv6AddressGetsItsOwn() {
        let address = SubjectName("fd00::2")!
        #expect(Self.choice("fd00:0:0:0:0:0:0:2") == .named(address))
        #expect(Self.choice("fd00::2", own: ["::1", "nas"]) == .named(address))
    }

    @Test func whatCannotBeNamedGetsNone() {
        for name in [
            "fe80:0:0:0:0:0:0:1%2", "münchen.example", "a b", "\u{0}", "..", String(repeating: "a", count: 300),
        ] {
            #expect(Self.choice(name) == .nameless, "\(name)")
        }
    }

    /// Wherever the operator's pair can pass, it is shown; where it is sure to fail, the authority's may do.
    @Test func theOperatorsPairIsShownWhereItPasses() {
        let rows: [(name: String?, own: [String], isOwn: Bool)] = [
            (nil, ["links.example.com"], true),
            ("links.example.com", ["links.example.com"], true),
            ("a.links.example.com", ["*.links.example.com"], true),
            ("nas", ["links.example.com"], false),
            // An address beside DNS names alone, or among its own kind.
            ("192.168.0.9", ["links.example.com"], true),
            ("192.168.0.9", ["links.example.com", "192.168.0.9"], true),
            ("192.168.0.9", ["links.example.com", "192.168.0.8"], false),
            // A name beside addresses alone.
            ("nas.fritz.box", ["192.168.0.8"], true),
            ("nas.fritz.box", ["192.168.0.8", "nas"], false),
            ("fd00:0:0:0:0:0:0:2", ["192.168.0.8"], true),
            ("fd00:0:0:0:0:0:0:2", ["nas"], false),
            ("nas.fritz.box", [], true),
        ]
        for row in rows {
            #expect((Self.choice(row.name, own: row.own) == .own) == row.isOwn, "\(row)")
        }
    }
}
