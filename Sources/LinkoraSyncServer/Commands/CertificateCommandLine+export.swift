internal import Certificates
internal import Observing
internal import SyncHTTP

/// Writing down what devices import, or the authority with its key.
extension CertificateCommandLine {
    func export(to path: String?, _ settings: Settings) throws(CommandFailure) -> String {
        let keeper = loader.certificateKeeper(settings, mayMake: false, .none)
        keeper.refresh()
        guard let path else {
            guard let importable = keeper.facts.importable else { throw Self.nothingToExport }
            return String(decoding: importable.pem, as: UTF8.self)
        }
        let target = path.path(from: loader.workingDirectory)
        let bytes = try exported(target, keeper, settings)
        do throws(FileProblem) {
            try WholeFile.create(target, bytes)
        } catch {
            throw CommandFailure(sentence: "The file \(target) \(error.sentence).", exitCode: ExitCode.cannotCreate)
        }
        return "Wrote \(target).\n"
    }

    func exported(
        _ path: String, _ keeper: CertificateKeeper, _ settings: Settings
    ) throws(CommandFailure) -> [UInt8] {
        switch path.lowercased().split(separator: ".").last {
        case "cer", "crt", "der":
            guard let importable = keeper.facts.importable else { throw Self.nothingToExport }
            return importable.der
        case "pem":
            guard let importable = keeper.facts.importable else { throw Self.nothingToExport }
            return importable.pem
        case "p12", "pfx", "jks": return try keystore(settings)
        default:
            throw Invocation.usage("Name a file that ends in .cer or .pem, or in .p12 or .jks for one with the key.")
        }
    }

    private func keystore(_ settings: Settings) throws(CommandFailure) -> [UInt8] {
        let password = settings.keyStorePassword
        guard !password.isEmpty else {
            throw CommandFailure(
                sentence: "A keystore holds the private key and needs a password: set keyStorePassword.",
                exitCode: ExitCode.refused)
        }
        let source = CertificateSource.read(loader.certificateFiles(settings), password: password.reveal())
        if case .broken(let sentence) = source {
            throw CommandFailure(sentence: "It can't be exported: \(sentence).", exitCode: ExitCode.refused)
        }
        guard let issuer = source.issuer else { throw Self.nothingToExport }
        do throws(CertificateProblem) { return try Keystore.write(issuer, password: password.reveal()) } catch {
            throw CommandFailure(
                sentence: "The keystore \(CertificateSource.sentence(error)).", exitCode: ExitCode.unavailable)
        }
    }

    private static let nothingToExport = CommandFailure(
        sentence: "There is nothing here that devices import: start the server once, or see `certificate show`.",
        exitCode: ExitCode.refused)
}
