internal import COpenSSL

/// A certificate that is being made.
final class CertificateDraft {
    private let pointer: OpaquePointer

    init(commonName: String, validity: Validity, key: PrivateKey) throws(CertificateProblem) {
        guard let pointer = X509_new() else { throw .ofLibrary("no certificate could be made") }
        self.pointer = pointer
        try setSerialNumber()
        let isSet =
            X509_set_version(pointer, 2) == 1 && X509_set_pubkey(pointer, key.pointer) == 1
            && Self.setTime(validity.notBefore) { X509_set1_notBefore(pointer, $0) }
            && Self.setTime(validity.notAfter) { X509_set1_notAfter(pointer, $0) }
            && addToSubject("O", "Linkora") && addToSubject("CN", commonName)
        guard isSet else { throw .ofLibrary("no certificate could be made") }
    }

    deinit { X509_free(pointer) }

    /// 127 random bits: no two certificates of one issuer may share a number.
    private func setSerialNumber() throws(CertificateProblem) {
        guard let number = BN_new() else { throw .ofLibrary("no number could be drawn") }
        defer { BN_free(number) }
        guard BN_rand(number, 127, 0, 0) == 1, BN_to_ASN1_INTEGER(number, X509_get_serialNumber(pointer)) != nil else {
            throw .ofLibrary("no number could be drawn")
        }
    }

    private static func setTime(_ seconds: Int64, _ set: (UnsafePointer<ASN1_TIME>) -> Int32) -> Bool {
        guard let time = ASN1_TIME_set(nil, Int(seconds)) else { return false }
        defer { ASN1_TIME_free(time) }
        return set(time) == 1
    }

    private func addToSubject(_ field: String, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return X509_NAME_add_entry_by_txt(
            X509_get_subject_name(pointer), field, Int32(V_ASN1_UTF8STRING), bytes, Int32(bytes.count), -1, 0) == 1
    }

    // MARK: Completing

    func name(issuer: Certificate) throws(CertificateProblem) { try setIssuer(issuer.pointer) }

    /// Self-signed.
    func name(issuer: CertificateDraft) throws(CertificateProblem) { try setIssuer(issuer.pointer) }

    private func setIssuer(_ issuer: OpaquePointer) throws(CertificateProblem) {
        guard X509_set_issuer_name(pointer, X509_get_subject_name(issuer)) == 1 else {
            throw .ofLibrary("the issuer can't be named")
        }
    }

    /// - Parameters:
    ///   - kind: the library's number of the extension.
    ///   - value: in the library's text form.
    func add(_ kind: Int32, _ value: String) throws(CertificateProblem) {
        guard linkora_add_extension(pointer, pointer, kind, value) == 1 else {
            throw .ofLibrary("an extension can't be added")
        }
    }

    /// The names, if there are any: an empty list would be none that the standard knows.
    func add(_ names: [SubjectName]) throws(CertificateProblem) {
        guard !names.isEmpty else { return }
        guard let list = linkora_new_names() else { throw .ofLibrary("the names can't be added") }
        defer { GENERAL_NAMES_free(list) }
        let areAdded = names.allSatisfy { name in
            switch name {
            case .dns(let text): linkora_append_name(list, 0, Array(text.utf8), Int32(text.utf8.count)) == 1
            case .address(let bytes): linkora_append_name(list, 1, bytes, Int32(bytes.count)) == 1
            }
        }
        guard areAdded, linkora_set_names(pointer, list) == 1 else { throw .ofLibrary("the names can't be added") }
    }

    /// With SHA-256, by ECDSA or RSA as the key is: what apps up to 0.16 can check.
    func sign(with key: PrivateKey) throws(CertificateProblem) -> Certificate {
        guard X509_sign(pointer, key.pointer, EVP_sha256()) > 0, X509_up_ref(pointer) == 1 else {
            throw .ofLibrary("a certificate can't be signed")
        }
        return Certificate(pointer)
    }
}
