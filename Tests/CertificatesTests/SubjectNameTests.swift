import Testing

@testable import Certificates

@Suite struct SubjectNameTests {
    @Test(arguments: [
        ("NAS.Fritz.Box.", SubjectName.dns("nas.fritz.box")),
        ("my_nas", .dns("my_nas")),
        ("*.example.org", .dns("*.example.org")),
        ("192.168.0.9", .address([192, 168, 0, 9])),
        ("fd00:0:0:0:0:0:0:2", .address([0xFD, 0] + [UInt8](repeating: 0, count: 13) + [2])),
        ("::1", .address([UInt8](repeating: 0, count: 15) + [1])),
    ])
    func readsNames(text: String, name: SubjectName) { #expect(SubjectName(text) == name) }

    @Test(arguments: [
        "", ".", "a..b", "a b", "münchen.example", "fe80:0:0:0:0:0:0:1%eth0", "a:b", "*", "a.*.b", "b*.example",
        String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "a.a", "a\0b",
    ])
    func knowsWhatNoCertificateCanCarry(text: String) { #expect(SubjectName(text) == nil) }

    @Test func aHelloNamesNoPatterns() {
        #expect(SubjectName(serverName: Array("*.example.org".utf8)) == nil)
        #expect(SubjectName(serverName: [0xFF, 0x61]) == nil)
        #expect(SubjectName(serverName: Array("Nas.Local.".utf8)) == .dns("nas.local"))
    }

    @Test func aWildcardStandsForOneLabel() throws {
        let pattern = try #require(SubjectName("*.example.org"))
        #expect(pattern.covers(.dns("a.example.org")))
        #expect(!pattern.covers(.dns("example.org")))
        #expect(!pattern.covers(.dns("a.b.example.org")))
        #expect(!pattern.covers(.dns(".example.org")))
        #expect(!pattern.covers(.address([1, 2, 3, 4])))
    }

    @Test func showsAddressesShort() { #expect("\(SubjectName("fd00:0:0:0:0:0:0:2")!)" == "fd00::2") }
}
