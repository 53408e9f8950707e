/// The files of the certificates, by the original's names where it has some (PROTOCOL §1.1).
struct CertificateFiles: Equatable, Sendable {
    let folder: String
    /// Where the original may have left its keystore, the best place first.
    let keystorePaths: [String]

    static let keystoreName = "linkoraServerCert.jks"

    /// - Parameter otherFolders: where a keystore may lie beside the folder itself.
    init(folder: String, otherFolders: [String] = []) {
        self.folder = folder
        keystorePaths = ([folder] + otherFolders).map { Self.keystoreName.path(from: $0) }
    }

    /// The authority of this server: certificate and key in one file, so that both always fit.
    var authorityPath: String { "linkoraAuthority.pem".path(from: folder) }
    /// What it was before somebody had it replaced.
    var formerAuthorityPath: String { "linkoraAuthority.former.pem".path(from: folder) }
    /// What a device imports, as the original leaves it for people to find.
    var importableDERPath: String { "linkoraServerCert.cer".path(from: folder) }
    var importablePEMPath: String { "linkoraServerCert.pem".path(from: folder) }

    /// The original's keystore, if there is one.
    var keystorePath: String? { keystorePaths.first(where: WholeFile.exists) }
}

extension SettingsLoader {
    /// Where the certificates of a server with these settings lie. The original keeps its keystore beside its
    /// configuration, which is beside its program.
    func certificateFiles(_ settings: Settings) -> CertificateFiles {
        var folders = [workingDirectory]
        if case .found(let path) = location { folders.append(path.parentFolder) }
        if let binaryDirectory { folders.append(binaryDirectory) }
        return CertificateFiles(folder: settings.https.folder, otherFolders: folders)
    }
}
