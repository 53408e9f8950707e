internal import COpenSSL

/// SHA-256 (FIPS 180-4), for who must recognise a text without keeping it.
public enum SHA256Digest {
    /// Looked up once: looking it up costs more than a short digest. Made before anybody sees it and never changed, which
    /// the compiler can't know.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    /// - Returns: 32 bytes.
    public static func of(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let isMade = EVP_Digest(bytes, bytes.count, &digest, nil, algorithm, nil)
        // All tokens would have one digest.
        precondition(isMade == 1, "libcrypto makes no SHA-256")
        return digest
    }
}
