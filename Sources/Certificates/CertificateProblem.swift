internal import COpenSSL

/// Why a certificate, a key or a keystore can't be used; continues the sentence "the file X …".
public enum CertificateProblem: Error, Equatable, Sendable {
    case noCertificate
    case noKey
    case keyDoesNotFit
    /// Seconds since 1970.
    case expired(at: Int64)
    case notYetValid(until: Int64)
    case wrongPassword
    /// Java's own format of before 2017, which only Java reads.
    case javaKeystore
    case noKeystore
    /// What the library says about work of ours.
    case library(String)

    /// How moments are shown is the caller's business.
    public func sentence(moment: (Int64) -> String) -> String {
        switch self {
        case .noCertificate: "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"
        case .noKey: "holds no private key in PEM that can be read without a passphrase"
        case .keyDoesNotFit: "holds a key that does not belong to the certificate"
        case .expired(let seconds): "holds a certificate that expired at \(moment(seconds))"
        case .notYetValid(let seconds): "holds a certificate that is not valid before \(moment(seconds))"
        case .wrongPassword: "can't be opened with keyStorePassword"
        case .javaKeystore:
            "is a keystore in Java's own old format. Make it PKCS #12: keytool -importkeystore -srckeystore OLD "
                + "-destkeystore NEW -deststoretype pkcs12"
        case .noKeystore: "is no PKCS #12 keystore"
        case .library(let reason): "can't be used (\(reason))"
        }
    }

    /// What this thread's last call of the library stumbled over; forgets it.
    static func ofLibrary(_ what: String) -> CertificateProblem {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else { return .library(what) }
        return .library("\(what): \(String(cString: reason))")
    }
}
