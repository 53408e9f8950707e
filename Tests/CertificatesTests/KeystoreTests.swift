import SyncTesting
import Testing

@testable import Certificates

/// The keystore that the original left (Tests/Fixtures/original-install).
@Suite struct KeystoreTests {
    static let password = "pwpwpwpw"

    static func bytes(_ name: String) throws -> [UInt8] {
        try Files.read("\(Package.fixtures)/original-install/\(name)")
    }

    static func original() throws -> Issuer {
        try Keystore.read(bytes("linkoraServerCert.jks"), password: password)
    }

    @Test func theOriginalsIsRead() throws {
        let issuer = try Self.original()
        #expect(issuer.certificate.der == (try Self.bytes("linkoraServerCert.cer")))
        #expect(issuer.certificate.subject == "CN=linkora-sync,OU=Linkora,O=Linkora,C=West Elizabeth")
        #expect(issuer.key.suitsApps)
    }

    /// A device that imported the original's certificate checks others with its key (OPERATING §1).
    @Test func itsKeySignsForOtherNames() throws {
        let issuer = try Self.original()
        let leaf = try issuer.issue(names: [.dns("nas.fritz.box")], key: .make(), nowSeconds: 1_800_000_000)
        #expect(leaf.certificate.isSigned(by: issuer.certificate))
        #expect(leaf.objectionsOfApps.isEmpty)
    }

    @Test func saysWhyItCannotBeRead() throws {
        let bytes = try Self.bytes("linkoraServerCert.jks")
        #expect(throws: CertificateProblem.wrongPassword) { try Keystore.read(bytes, password: "wrong") }
        #expect(throws: CertificateProblem.wrongPassword) { try Keystore.read(bytes, password: "") }
        #expect(throws: CertificateProblem.noKeystore) { try Keystore.read(Array("no keystore".utf8), password: "") }
        #expect(throws: CertificateProblem.noKeystore) { try Keystore.read([], password: "") }
        #expect(throws: CertificateProblem.javaKeystore) {
            try Keystore.read([0xFE, 0xED, 0xFE, 0xED, 0, 0], password: Self.password)
        }
        for length in stride(from: 1, to: bytes.count, by: 97) {
            #expect(throws: CertificateProblem.self) {
                try Keystore.read(Array(bytes.prefix(length)), password: Self.password)
            }
        }
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let authority = try Issuer.makeAuthority(host: "nas", nowSeconds: 1_800_000_000)
        let again = try Keystore.read(Keystore.write(authority, password: "pässword"), password: "pässword")
        #expect(again.certificate.der == authority.certificate.der)
        #expect(again.key.der == authority.key.der)
    }
}
