import SyncTesting
import Testing

@testable import Certificates

/// Pairs that operators bring.
@Suite struct LeafTests {
    /// Keys, certificates and chains as `openssl` and `mkcert` make them.
    struct Workshop {
        let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        func openssl(_ words: String) throws {
            let result = try ChildProcess.run(
                "openssl", words.split(separator: " ").map(String.init), folder: folder.path)
            guard result.succeeded else { throw NetworkError.malformed(result.errors) }
        }

        func read(_ name: String) throws -> [UInt8] { try Files.read(folder.file(name)) }

        /// `ca.pem`, and `leaf.pem` signed by it.
        func makeChain() throws {
            try openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=ca")
            try openssl("req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=links.example.com")
            try Files.write("subjectAltName=DNS:links.example.com,IP:192.168.0.9", to: folder.file("names"))
            try openssl(
                "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out leaf.pem -days 20 -extfile names")
        }
    }

    @Test func aPairWithItsChainSaysWhatToImport() throws {
        let workshop = try Workshop()
        try workshop.makeChain()
        let (leafPEM, authorityPEM) = (try workshop.read("leaf.pem"), try workshop.read("ca.pem"))
        let key = try workshop.read("leaf.key")
        let alone = try Leaf(certificates: leafPEM, key: key)
        #expect(alone.importable == nil)
        #expect(alone.certificate.names == [.dns("links.example.com"), .address([192, 168, 0, 9])])
        let whole = try Leaf(certificates: leafPEM + authorityPEM, key: key)
        #expect(whole.importable?.subject == "CN=ca")
        #expect(whole.chainDER.count == 2)
        #expect(whole.objectionsOfApps.isEmpty)
        // In one file, as some tools write it.
        let together = try Leaf(certificates: key + leafPEM, key: key + leafPEM)
        #expect(together.certificate.der == alone.certificate.der)
    }

    @Test func aSelfSignedOneIsImportedItself() throws {
        let workshop = try Workshop()
        try workshop.openssl("req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj /CN=self")
        let leaf = try Leaf(certificates: workshop.read("c.pem"), key: workshop.read("k.pem"))
        #expect(leaf.importable?.der == leaf.certificate.der)
    }

    @Test func whatAppsCannotCheckIsSaid() throws {
        let workshop = try Workshop()
        try workshop.openssl("req -x509 -newkey ed25519 -nodes -keyout k.pem -out c.pem -days 30 -subj /CN=ed")
        let leaf = try Leaf(certificates: workshop.read("c.pem"), key: workshop.read("k.pem"))
        #expect(leaf.objectionsOfApps.count == 2)
    }

    @Test func badPairsAreRefused() throws {
        let workshop = try Workshop()
        try workshop.makeChain()
        let leafPEM = try workshop.read("leaf.pem")
        #expect(throws: CertificateProblem.keyDoesNotFit) {
            try Leaf(certificates: leafPEM, key: workshop.read("ca.key"))
        }
        #expect(throws: CertificateProblem.noCertificate) { try Leaf(certificates: [], key: workshop.read("leaf.key")) }
        #expect(throws: CertificateProblem.noKey) { try Leaf(certificates: leafPEM, key: leafPEM) }
        // A key with a passphrase must not ask for it at a terminal.
        try workshop.openssl("rsa -in leaf.key -aes128 -passout pass:abcd -out locked.key")
        #expect(throws: CertificateProblem.noKey) {
            try Leaf(certificates: leafPEM, key: workshop.read("locked.key"))
        }
    }
}
