internal import Certificates

/// The operator's certificate and key, as their files are now.
enum OwnPair {
    /// - Returns: the pair, or a sentence, without a full stop, that says why it can't be used.
    static func read(_ settings: HTTPSSettings, nowSeconds: Int64) -> Result<Leaf, CommandFailure> {
        do {
            let certificates = try read(settings.certificatePath)
            let key = try read(settings.keyPath)
            let leaf = try Leaf(certificates: certificates, key: key)
            let validity = leaf.certificate.validity
            if nowSeconds > validity.notAfter { throw CertificateProblem.expired(at: validity.notAfter) }
            if nowSeconds < validity.notBefore { throw CertificateProblem.notYetValid(until: validity.notBefore) }
            return .success(leaf)
        } catch let failure as CommandFailure {
            return .failure(failure)
        } catch {
            let path = error as? CertificateProblem == .noKey ? settings.keyPath : settings.certificatePath
            return .failure(Self.failure("\(path) \(CertificateSource.sentence(error))"))
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        switch WholeFile.read(path) {
        case .success(let bytes): return bytes
        case .failure(let problem): throw failure("\(path) \(problem.sentence)")
        }
    }

    private static func failure(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence: sentence, exitCode: ExitCode.configuration)
    }
}
