/// What the server shows in a handshake: its certificate, whatever stands between it and what the client trusts, and the
/// certificate's key.
public final class Leaf: Sendable {
    /// The server's own first.
    public let chain: [Certificate]
    public let key: PrivateKey
    /// In DER, for whoever makes handshakes: the certificates, and the key.
    public let chainDER: [[UInt8]]
    public let keyDER: [UInt8]

    init(chain: [Certificate], key: PrivateKey) {
        self.chain = chain
        self.key = key
        chainDER = chain.map(\.der)
        keyDER = key.der
    }

    /// A pair that somebody else has made, in PEM: the server's certificate first, what stands between behind it.
    ///
    /// Its dates are the caller's business, who knows what time it is.
    public convenience init(certificates: [UInt8], key: [UInt8]) throws(CertificateProblem) {
        let chain = Certificate.all(pem: certificates)
        guard let first = chain.first else { throw .noCertificate }
        let key = try PrivateKey(pem: key)
        guard first.belongs(to: key) else { throw .keyDoesNotFit }
        self.init(chain: chain, key: key)
    }

    public var certificate: Certificate { chain[0] }

    /// What a device must import to trust it: the certificate that signed it, if that is at hand. `nil` otherwise.
    public var importable: Certificate? {
        chain.dropFirst().first(where: certificate.isSigned)
            ?? (certificate.isSigned(by: certificate) ? certificate : nil)
    }

    /// Why the apps would refuse it, each continuing "the certificate …"; empty when they would not.
    public var objectionsOfApps: [String] {
        var objections: [String] = []
        if !key.suitsApps { objections.append("has a key that the apps can't check: they know RSA, P-256 and P-384") }
        if !certificate.signatureSuitsApps {
            objections.append(
                "is signed in a way that apps up to 0.16 can't check: they know ECDSA and RSA with SHA-256")
        }
        return objections
    }
}
