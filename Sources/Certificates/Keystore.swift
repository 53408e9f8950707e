internal import COpenSSL

/// A PKCS #12 file (RFC 7292) with a certificate and its key: what the original keeps in `linkoraServerCert.jks`
/// (OPERATING §1: PBES2, AES-256, HMAC-SHA256; the name does not say it).
public enum Keystore {
    /// Java's own old format begins with this.
    private static let javaMagic: [UInt8] = [0xFE, 0xED, 0xFE, 0xED]

    public static func read(_ bytes: [UInt8], password: String) throws(CertificateProblem) -> Issuer {
        if bytes.starts(with: javaMagic) { throw .javaKeystore }
        defer { ERR_clear_error() }
        let store = bytes.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_PKCS12(nil, &next, bytes.count)
        }
        guard let store else { throw .noKeystore }
        defer { PKCS12_free(store) }
        guard PKCS12_verify_mac(store, password, -1) == 1 else { throw .wrongPassword }
        var key: OpaquePointer?
        var certificate: OpaquePointer?
        guard PKCS12_parse(store, password, &key, &certificate, nil) == 1 else { throw .wrongPassword }
        let ownedKey = key.map(PrivateKey.init)
        let ownedCertificate = certificate.map(Certificate.init)
        guard let ownedKey else { throw .noKey }
        guard let ownedCertificate else { throw .noCertificate }
        return try Issuer(certificate: ownedCertificate, key: ownedKey)
    }

    /// The name that the original gives to its entry.
    public static let alias = "linkora-sync-server-cert"

    /// A file that ``read(_:password:)``, Java and browsers can read.
    public static func write(_ issuer: Issuer, password: String) throws(CertificateProblem) -> [UInt8] {
        let store = PKCS12_create(
            password, alias, issuer.key.pointer, issuer.certificate.pointer, nil, 0, 0, 0, 0, 0)
        guard let store else { throw .ofLibrary("no keystore could be made") }
        defer { PKCS12_free(store) }
        return MemoryText.der { i2d_PKCS12(store, $0) }
    }
}
