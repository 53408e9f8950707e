internal import Certificates
internal import Glibc
internal import Observing

/// Putting another authority in the place of the one before.
extension CertificateCommandLine {
    func makeAuthority() throws(CommandFailure) -> Issuer {
        do throws(CertificateProblem) {
            return try Issuer.makeAuthority(host: HostName.current, nowSeconds: Int64(time(nil)))
        } catch {
            throw CommandFailure(
                sentence: "No authority can be made: it \(CertificateSource.sentence(error)).",
                exitCode: ExitCode.unavailable)
        }
    }

    /// The one before is kept beside it: whoever has lost the way can go back.
    func replaceAuthority(_ issuer: Issuer, _ settings: Settings) throws(CommandFailure) {
        let files = loader.certificateFiles(settings)
        do throws(FileProblem) {
            if WholeFile.exists(files.authorityPath) {
                let former = try WholeFile.read(files.authorityPath).get()
                try WholeFile.replace(files.formerAuthorityPath, former, readers: .owner)
            }
            try WholeFile.replace(files.authorityPath, issuer.pem, readers: .owner)
        } catch {
            throw CommandFailure(
                sentence: "The authority \(files.authorityPath) can't be written: it \(error.sentence).",
                exitCode: ExitCode.cannotCreate)
        }
    }

    func readIssuer(_ path: String, _ settings: Settings) throws(CommandFailure) -> Issuer {
        do {
            let bytes = try WholeFile.read(path).get()
            let isPEM = String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ")
            let issuer =
                try isPEM ? Issuer(pem: bytes) : Keystore.read(bytes, password: settings.keyStorePassword.reveal())
            guard issuer.certificate.isSigned(by: issuer.certificate) else { throw Self.notSelfSigned(path) }
            return issuer
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(
                sentence: "The file \(path) \(CertificateSource.sentence(error)).", exitCode: ExitCode.refused)
        }
    }

    private static func notSelfSigned(_ path: String) -> CommandFailure {
        CommandFailure(
            sentence:
                "The certificate in \(path) was signed by another one, so devices would not check others with it. "
                + "To show it itself, name it with certificateFile and certificateKeyFile.",
            exitCode: ExitCode.refused)
    }
}
