import SyncTesting
import Testing

@testable import Certificates

@Suite struct IssuerTests {
    static let now: Int64 = 1_800_000_000
    static let daySeconds: Int64 = 86_400

    /// What the `openssl` command says of a certificate.
    static func text(_ certificate: Certificate) throws -> String {
        let folder = try TemporaryFolder()
        try Files.write(certificate.pem, to: folder.file("c.pem"))
        return try ChildProcess.run("openssl", ["x509", "-in", folder.file("c.pem"), "-noout", "-text"]).output
    }

    @Test func anAuthorityMaySignAndNothingElse() throws {
        let authority = try Issuer.makeAuthority(host: "nas", nowSeconds: Self.now).certificate
        let text = try Self.text(authority)
        #expect(text.contains("CA:TRUE, pathlen:0"))
        #expect(text.contains("Certificate Sign, CRL Sign"))
        #expect(text.contains("ASN1 OID: prime256v1"))
        #expect(text.contains("ecdsa-with-SHA256"))
        #expect(authority.isSigned(by: authority))
        #expect(authority.subject == "CN=Linkora Sync-Server on nas,O=Linkora")
        #expect(authority.validity.notAfter - Self.now > 3_650 * Self.daySeconds)
        #expect(authority.validity.notBefore == Self.now - Self.daySeconds)
    }

    @Test func aLeafCarriesExactlyItsNamesAndIsSignedDirectly() throws {
        let authority = try Issuer.makeAuthority(host: "nas", nowSeconds: Self.now)
        let names = ["localhost", "my_nas", "192.168.0.9", "fd00::2"].compactMap { SubjectName($0) }
        let leaf = try authority.issue(names: names, key: .make(), nowSeconds: Self.now)
        #expect(leaf.chain.count == 1)
        #expect(leaf.certificate.names == names)
        #expect(leaf.certificate.isSigned(by: authority.certificate))
        #expect(leaf.objectionsOfApps.isEmpty)
        let validity = leaf.certificate.validity
        #expect(validity.notAfter - validity.notBefore == 397 * Self.daySeconds)
        let text = try Self.text(leaf.certificate)
        #expect(text.contains("CA:FALSE"))
        #expect(text.contains("TLS Web Server Authentication"))
    }

    @Test func aLeafWithoutNamesHasNoSuchExtension() throws {
        let authority = try Issuer.makeAuthority(host: "nas", nowSeconds: Self.now)
        let leaf = try authority.issue(names: [], key: .make(), nowSeconds: Self.now)
        #expect(!(try Self.text(leaf.certificate).contains("Alternative Name")))
    }

    /// Browsers look at both dates; the apps only at the leaf's.
    @Test func aLeafEndsWithItsIssuerUnlessThatIsOverAlready() throws {
        let authority = try Issuer.makeAuthority(host: "nas", nowSeconds: Self.now)
        let end = authority.certificate.validity.notAfter
        let late = try authority.issue(names: [], key: .make(), nowSeconds: end - 5 * Self.daySeconds)
        #expect(late.certificate.validity.notAfter == end)
        let after = try authority.issue(names: [], key: .make(), nowSeconds: end + 1)
        #expect(after.certificate.validity.notAfter > end + 390 * Self.daySeconds)
    }

    @Test func comesBackFromItsFile() throws {
        let authority = try Issuer.makeAuthority(host: "nas", nowSeconds: Self.now)
        let again = try Issuer(pem: authority.pem)
        #expect(again.certificate.der == authority.certificate.der)
        #expect(again.key.der == authority.key.der)
        let other = try Issuer.makeAuthority(host: "nas", nowSeconds: Self.now)
        #expect(throws: CertificateProblem.keyDoesNotFit) {
            try Issuer(pem: authority.certificate.pem + other.key.pem)
        }
        #expect(throws: CertificateProblem.noKey) { try Issuer(pem: authority.certificate.pem) }
        #expect(throws: CertificateProblem.noCertificate) { try Issuer(pem: authority.key.pem) }
    }

    @Test func fingerprintsAreThoseOfOpenSSL() throws {
        let authority = try Issuer.makeAuthority(host: "nas", nowSeconds: Self.now).certificate
        let folder = try TemporaryFolder()
        try Files.write(authority.pem, to: folder.file("c.pem"))
        let shown = try ChildProcess.run(
            "openssl", ["x509", "-in", folder.file("c.pem"), "-noout", "-fingerprint", "-sha256"])
        #expect(shown.output.contains(authority.fingerprint))
    }
}
