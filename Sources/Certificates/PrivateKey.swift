internal import COpenSSL

/// A private key. It never prints, and leaves only by ``pem`` and ``der``, for a file of its owner or for the handshake.
///
/// `@unchecked Sendable`: the library counts references atomically, and nobody changes a key once it is made.
public final class PrivateKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over a reference.
    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// A new one on the curve P-256, which all apps can do (PROTOCOL §1.8).
    public static func make() throws(CertificateProblem) -> PrivateKey {
        guard let pointer = linkora_new_p256_key() else { throw .ofLibrary("no key could be made") }
        return PrivateKey(pointer)
    }

    /// The first key of a PEM text.
    public convenience init(pem: [UInt8]) throws(CertificateProblem) {
        defer { ERR_clear_error() }
        guard let pointer = linkora_read_key(pem, Int32(pem.count)) else { throw .noKey }
        self.init(pointer)
    }

    /// PKCS #8 in PEM, not encrypted.
    public var pem: [UInt8] {
        MemoryText.write { PEM_write_bio_PKCS8PrivateKey($0, pointer, nil, nil, 0, nil, nil) == 1 }
    }

    /// PKCS #8 is not needed within the process: the algorithm's own structure.
    public var der: [UInt8] { MemoryText.der { i2d_PrivateKey(pointer, $0) } }

    /// Whether the TLS client of the apps can check a signature of it: RSA, P-256 and P-384 (PROTOCOL §1.8).
    public var suitsApps: Bool {
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_RSA: true
        case EVP_PKEY_EC: [256, 384].contains(EVP_PKEY_get_bits(pointer))
        default: false
        }
    }
}
