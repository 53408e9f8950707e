internal import COpenSSL
internal import Glibc

/// An X.509 certificate (RFC 5280).
///
/// `@unchecked Sendable`: the library counts references atomically, and nobody changes a certificate once it is made.
public final class Certificate: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over a reference.
    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_free(pointer) }

    /// All certificates of a PEM text, in their order.
    public static func all(pem: [UInt8]) -> [Certificate] {
        var found: [Certificate] = []
        withUnsafeMutablePointer(to: &found) { list in
            _ = linkora_read_certificates(pem, Int32(pem.count), list) { context, pointer in
                context!.assumingMemoryBound(to: [Certificate].self).pointee.append(Certificate(pointer!))
            }
        }
        return found
    }

    public convenience init(der: [UInt8]) throws(CertificateProblem) {
        let pointer = der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_X509(nil, &next, bytes.count)
        }
        ERR_clear_error()
        guard let pointer else { throw .noCertificate }
        self.init(pointer)
    }

    public var der: [UInt8] { MemoryText.der { i2d_X509(pointer, $0) } }

    public var pem: [UInt8] { MemoryText.write { PEM_write_bio_X509($0, pointer) == 1 } }

    // MARK: Facts

    public var validity: Validity {
        Validity(
            notBefore: Self.seconds(X509_get0_notBefore(pointer)), notAfter: Self.seconds(X509_get0_notAfter(pointer)))
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return 0 }
        return Int64(timegm(&parts))
    }

    /// `CN=nas,O=Linkora`
    public var subject: String { text(X509_get_subject_name(pointer)) }
    public var issuer: String { text(X509_get_issuer_name(pointer)) }

    private func text(_ name: OpaquePointer?) -> String {
        String(decoding: MemoryText.write { linkora_print_name($0, name) >= 0 }, as: UTF8.self)
    }

    /// The names that it is for; those that are none are left out.
    public var names: [SubjectName] {
        var found: [SubjectName] = []
        withUnsafeMutablePointer(to: &found) { list in
            linkora_each_name(pointer, list) { context, isAddress, bytes, count in
                let bytes = Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
                let name: SubjectName? =
                    isAddress != 0 ? .address(bytes) : .dns(String(decoding: bytes, as: UTF8.self).lowercased())
                if let name { context!.assumingMemoryBound(to: [SubjectName].self).pointee.append(name) }
            }
        }
        return found
    }

    /// SHA-256 over the whole, as browsers and phones show it: `A3:D3:…`
    public var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        X509_digest(pointer, EVP_sha256(), &digest, &count)
        let digits = Array("0123456789ABCDEF")
        return digest.prefix(Int(count)).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined(separator: ":")
    }

    /// Whether its signature was made with the key of the other one: what the apps look at (they ask for nothing else).
    public func isSigned(by other: Certificate) -> Bool {
        defer { ERR_clear_error() }
        guard let key = X509_get0_pubkey(other.pointer) else { return false }
        return X509_verify(pointer, key) == 1
    }

    func belongs(to key: PrivateKey) -> Bool {
        defer { ERR_clear_error() }
        return X509_check_private_key(pointer, key.pointer) == 1
    }

    /// Whether apps up to 0.16 can check its signature: ECDSA or RSA (PKCS #1) with SHA-256 or SHA-384.
    public var signatureSuitsApps: Bool {
        [NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA384, NID_sha256WithRSAEncryption, NID_sha384WithRSAEncryption]
            .contains(X509_get_signature_nid(pointer))
    }
}

/// From when to when a certificate counts, both inclusive; seconds since 1970.
public struct Validity: Equatable, Sendable {
    public let notBefore: Int64
    public let notAfter: Int64

    public init(notBefore: Int64, notAfter: Int64) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    public func contains(_ nowSeconds: Int64) -> Bool { (notBefore...max(notBefore, notAfter)).contains(nowSeconds) }

    static let daySeconds: Int64 = 86_400
}
