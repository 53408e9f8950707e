import Observing
import Synchronization
import Testing

@testable import Certificates

@Suite struct ServerCertificatesTests {
    /// A clock that the test sets.
    final class Clock: Sendable {
        private let seconds = Atomic<Int64>(1_800_000_000)
        var now: Int64 { seconds.load(ordering: .relaxed) }
        func pass(days: Int64) { seconds.add(days * 86_400, ordering: .relaxed) }
        func set(_ value: Int64) { seconds.store(value, ordering: .relaxed) }
    }

    let clock = Clock()
    let certificates: ServerCertificates
    let authority: Issuer

    init() throws {
        certificates = ServerCertificates(nowSeconds: { [clock] in clock.now }, logger: .none)
        authority = try .makeAuthority(host: "nas", nowSeconds: clock.now)
        certificates.use(.init(issuer: authority, names: [.dns("localhost"), .address([192, 168, 0, 9])]))
    }

    func names(_ serverName: String?) -> [SubjectName]? {
        certificates.leaf(for: serverName.map { Array($0.utf8) })?.certificate.names
    }

    @Test func theLeafFollowsTheName() {
        #expect(names(nil) == [.dns("localhost"), .address([192, 168, 0, 9])])
        #expect(names("192.168.0.9") == names(nil))
        #expect(names("my_nas.fritz.box") == [.dns("my_nas.fritz.box")])
        #expect(names("fd00:0:0:0:0:0:0:2") == [SubjectName("fd00::2")!])
        #expect(names("fe80:0:0:0:0:0:0:1%2") == [])
    }

    @Test func theSameNameGetsTheSameLeaf() {
        #expect(certificates.main === certificates.main)
        #expect(certificates.leaf(for: [0x61]) === certificates.leaf(for: [0x41, 0x2E]))
    }

    @Test func inventedNamesTakeNoMemory() {
        let first = certificates.leaf(for: Array("a0".utf8))
        for number in 0...ServerCertificates.othersMax { _ = certificates.leaf(for: Array("a\(number)".utf8)) }
        #expect(certificates.leaf(for: Array("a0".utf8)) !== first)
        #expect(names("a1") == [.dns("a1")])
    }

    @Test func leavesAreIssuedAnewBeforeTheirEnd() throws {
        let main = try #require(certificates.main)
        let other = certificates.leaf(for: [0x61])
        clock.pass(days: 365)
        #expect(certificates.main === main)
        clock.pass(days: 2)
        let next = try #require(certificates.main)
        #expect(next !== main && next.certificate.validity.contains(clock.now + 365 * 86_400))
        #expect(certificates.leaf(for: [0x61]) !== other)
        // No device needs to import anything: the same authority signs.
        #expect(next.certificate.isSigned(by: authority.certificate))
    }

    /// A board without a battery begins in 1970.
    @Test func aClockThatWasWrongIsMended() throws {
        clock.set(1_000)
        let early = try #require(certificates.main)
        clock.set(1_900_000_000)
        #expect(certificates.main !== early)
        #expect(certificates.main?.certificate.validity.contains(clock.now) == true)
        clock.set(1_800_000_000)
        #expect(certificates.main?.certificate.validity.contains(clock.now) == true)
    }

    @Test func newNamesCountAtOnce() {
        certificates.use(.init(issuer: authority, names: [.dns("nas")]))
        #expect(names(nil) == [.dns("nas")])
        #expect(names("localhost") == [.dns("localhost")])
    }

    @Test func anIssuerNearItsEndIsUsedToTheLastSecondAndBeyond() throws {
        clock.set(authority.certificate.validity.notAfter - 10)
        let last = try #require(certificates.main)
        #expect(last.certificate.validity.notAfter == authority.certificate.validity.notAfter)
        #expect(certificates.main === last)
        clock.pass(days: 1)
        #expect(certificates.main?.certificate.validity.contains(clock.now) == true)
    }

    @Test func withoutAnIssuerThereIsNoLeaf() {
        certificates.use(.init(issuer: nil, names: []))
        #expect(certificates.main == nil && certificates.importable == nil)
    }

    /// The original's certificate stays the main one as long as it is good; later its key goes on signing.
    @Test func theOriginalsCertificateGoesOn() throws {
        let original = try KeystoreTests.original()
        clock.set(original.certificate.validity.notBefore + 100)
        certificates.use(.init(issuer: original, issuerServesItself: true, names: [.dns("nas")]))
        #expect(certificates.main?.certificate.der == original.certificate.der)
        #expect(names("nas") == [.dns("nas")])
        #expect(certificates.importable?.der == original.certificate.der)
        clock.set(original.certificate.validity.notAfter + 1)
        let later = try #require(certificates.main)
        #expect(later.certificate.names == [.dns("nas")])
        #expect(later.certificate.isSigned(by: original.certificate))
        #expect(later.certificate.validity.contains(clock.now + 300 * 86_400))
    }

    @Test func theOperatorsPairComesFirst() throws {
        let own = try Issuer.makeAuthority(host: "x", nowSeconds: clock.now)
            .issue(names: [.dns("links.example.com")], key: .make(), nowSeconds: clock.now)
        certificates.use(.init(issuer: authority, own: own, names: [.dns("localhost")]))
        #expect(certificates.main === own)
        #expect(names("links.example.com") == [.dns("links.example.com")])
        #expect(names("localhost") == [.dns("localhost")])
        // Nobody here has the certificate that signed it.
        #expect(certificates.importable == nil)
    }
}
