internal import COpenSSL

/// An identity as OpenSSL wants it: read from DER once, shared by all handshakes.
///
/// Used on the edge's thread only. A handshake under way holds references of its own.
final class PreparedIdentity {
    private let certificate: OpaquePointer
    private let key: OpaquePointer
    private let chain: OpaquePointer

    /// - Returns: `nil` when the bytes are none that OpenSSL can read.
    init?(_ identity: TLSIdentity) {
        defer { ERR_clear_error() }
        let certificates = identity.chain.compactMap(Self.certificate)
        guard let first = certificates.first, certificates.count == identity.chain.count,
            let key = Self.key(identity.key), let chain = linkora_new_chain()
        else {
            certificates.forEach { X509_free($0) }
            return nil
        }
        for certificate in certificates.dropFirst() {
            _ = linkora_append_certificate(chain, certificate)
            X509_free(certificate)
        }
        self.certificate = first
        self.key = key
        self.chain = chain
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
        linkora_free_chain(chain)
    }

    private static func certificate(_ der: [UInt8]) -> OpaquePointer? {
        der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_X509(nil, &next, bytes.count)
        }
    }

    private static func key(_ der: [UInt8]) -> OpaquePointer? {
        der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_AutoPrivateKey(nil, &next, bytes.count)
        }
    }

    /// Puts it into a handshake.
    func use(in session: OpaquePointer) -> Bool { SSL_use_cert_and_key(session, certificate, key, chain, 1) == 1 }
}
