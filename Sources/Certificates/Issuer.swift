internal import COpenSSL

/// A certificate with its key that signs the server's certificates: what devices import, once.
///
/// It signs *directly*: the apps check the first certificate that the server sends with the key of the one that they
/// imported, and nothing between. They ask neither for its dates nor whether it may sign at all, so that the original's
/// self-signed certificate can go on as one.
public final class Issuer: Sendable {
    public let certificate: Certificate
    public let key: PrivateKey

    public init(certificate: Certificate, key: PrivateKey) throws(CertificateProblem) {
        guard certificate.belongs(to: key) else { throw .keyDoesNotFit }
        self.certificate = certificate
        self.key = key
    }

    /// The first certificate of a PEM text, and its key.
    public convenience init(pem: [UInt8]) throws(CertificateProblem) {
        guard let certificate = Certificate.all(pem: pem).first else { throw .noCertificate }
        try self.init(certificate: certificate, key: PrivateKey(pem: pem))
    }

    /// Certificate and key, for a file that only its owner may read.
    public var pem: [UInt8] { certificate.pem + key.pem }

    /// Ten years, counted from a day before: devices' clocks differ.
    public static let daysValid: Int64 = 3_652

    /// A new authority.
    /// - Parameter host: the machine's name, so that people tell two of them apart in a list.
    public static func makeAuthority(host: String, nowSeconds: Int64) throws(CertificateProblem) -> Issuer {
        let key = try PrivateKey.make()
        let from = nowSeconds - Validity.daySeconds
        let draft = try CertificateDraft(
            commonName: "Linkora Sync-Server on \(host)",
            validity: Validity(notBefore: from, notAfter: from + daysValid * Validity.daySeconds), key: key)
        try draft.name(issuer: draft)
        try draft.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        try draft.add(NID_key_usage, "critical,keyCertSign,cRLSign")
        try draft.add(NID_subject_key_identifier, "hash")
        return try Issuer(certificate: draft.sign(with: key), key: key)
    }

    /// At most so many days may a server's certificate count: browsers refuse longer ones.
    public static let daysOfServerMax: Int64 = 397

    /// A certificate for the server.
    /// - Parameters:
    ///   - names: any number, none included.
    ///   - key: the server's.
    public func issue(names: [SubjectName], key: PrivateKey, nowSeconds: Int64) throws(CertificateProblem) -> Leaf {
        let draft = try CertificateDraft(
            commonName: Self.commonName(names), validity: validityOfServer(nowSeconds), key: key)
        try draft.name(issuer: certificate)
        try draft.add(NID_basic_constraints, "critical,CA:FALSE")
        try draft.add(NID_key_usage, "critical,digitalSignature")
        try draft.add(NID_ext_key_usage, "serverAuth")
        try draft.add(NID_subject_key_identifier, "hash")
        try draft.add(names)
        return Leaf(chain: [try draft.sign(with: self.key)], key: key)
    }

    /// The field takes 64 letters; nobody matches it against anything.
    private static func commonName(_ names: [SubjectName]) -> String {
        guard let name = names.first.map({ "\($0)" }), name.utf8.count <= 64 else { return "Linkora Sync-Server" }
        return name
    }

    /// Not longer than our own, for browsers; an issuer that is over itself is of use to the apps alone, which ask only for
    /// the server's dates.
    private func validityOfServer(_ nowSeconds: Int64) -> Validity {
        let from = nowSeconds - Validity.daySeconds
        let end = from + Self.daysOfServerMax * Validity.daySeconds
        let ours = certificate.validity.notAfter
        return Validity(notBefore: from, notAfter: ours > nowSeconds ? min(end, ours) : end)
    }
}
