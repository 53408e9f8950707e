internal import Certificates
internal import Observing

/// What signs the server's certificates, as its files say.
///
/// The authority's file decides: where it is, the original's keystore is not looked at any more.
enum CertificateSource {
    case authority(Issuer)
    case keystore(Issuer, path: String)
    /// There is something that should be used and can't be: a sentence. Nothing is made in its place, since devices trust
    /// what it is.
    case broken(String)
    /// There is nothing yet.
    case none

    static func read(_ files: CertificateFiles, password: String) -> CertificateSource {
        if WholeFile.exists(files.authorityPath) { return readAuthority(files.authorityPath) }
        guard let path = files.keystorePath else { return .none }
        return readKeystore(path, password: password)
    }

    private static func readAuthority(_ path: String) -> CertificateSource {
        do {
            return .authority(try Issuer(pem: WholeFile.read(path).get()))
        } catch {
            return .broken(
                "the authority \(path) \(sentence(error)). Put back a copy of it, or move it away for a new one")
        }
    }

    private static func readKeystore(_ path: String, password: String) -> CertificateSource {
        do {
            return .keystore(try Keystore.read(WholeFile.read(path).get(), password: password), path: path)
        } catch {
            return .broken(
                "the original's keystore \(path) \(sentence(error)). Set keyStorePassword to what it was, or move the "
                    + "keystore away for a new authority, which each device must import")
        }
    }

    /// Continues "the file X …".
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let problem as CertificateProblem: problem.sentence { "\(Timestamp(secondsSince1970: $0))" }
        case let problem as FileProblem: problem.sentence
        default: "can't be used"
        }
    }

    var issuer: Issuer? {
        switch self {
        case .authority(let issuer), .keystore(let issuer, _): issuer
        case .broken, .none: nil
        }
    }
}
