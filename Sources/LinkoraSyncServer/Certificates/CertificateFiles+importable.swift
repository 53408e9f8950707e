internal import Certificates

/// What devices import, as files for people to find.
extension CertificateFiles {
    /// Whether a former start left the authority and what is imported, as far as their texts show: then there is nothing to
    /// make, to write or to tell.
    var areAsLeft: Bool {
        guard !WholeFile.isOpenToOthers(authorityPath), WholeFile.exists(importableDERPath),
            let authority = try? WholeFile.read(authorityPath).get(),
            let importable = try? WholeFile.read(importablePEMPath).get(), !importable.isEmpty
        else { return false }
        return authority.starts(with: importable) && authority.count > importable.count
    }

    /// Writes both forms; one that is right already is left alone, however it is written.
    /// - Returns: what went wrong, a sentence each, without a full stop.
    func write(importable: Certificate) -> [String] {
        var problems: [String] = []
        for (path, bytes) in [(importableDERPath, importable.der), (importablePEMPath, importable.pem)]
        where Self.certificate(at: path) != importable.der {
            do {
                try WholeFile.replace(path, bytes, readers: .everybody)
            } catch {
                problems.append("the file to import, \(path), \(error.sentence)")
            }
        }
        return problems
    }

    /// In DER, whichever form it has there.
    private static func certificate(at path: String) -> [UInt8]? {
        guard let bytes = try? WholeFile.read(path).get() else { return nil }
        return Certificate.all(pem: bytes).first?.der ?? bytes
    }
}
