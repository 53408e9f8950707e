import SyncCore
import Transport

/// Certificates: the page, the file to import, and issuing anew (PROTOCOL §2.7).
extension Door {
    private static let switchedOff =
        "HTTPS is switched off (httpsEnabled): what speaks it for this server has the certificate."

    func certificatesPage() -> HTTPReply {
        let facts = services.certificates?.facts() ?? CertificateFacts(source: Self.switchedOff)
        return .html(CertificatesPage(facts: facts).html, scripts: CertificatesPage.allowedScript)
    }

    func importable(_ form: ImportableForm) -> HTTPReply {
        guard let desk = services.certificates else { return .text(404, Self.switchedOff) }
        let facts = desk.facts()
        guard let importable = facts.importable else {
            return .text(404, ([facts.source] + facts.publicNotes).joined(separator: " "))
        }
        return switch form {
        case .der: .file("linkoraServerCert.cer", "application/x-x509-ca-cert", importable.der)
        case .pem: .file("linkoraServerCert.pem", "application/x-pem-file", importable.pem)
        }
    }

    /// The private key stays here, unlike the original's, which put its keystore into the archive.
    func renewCertificates(_ head: RequestHead) -> HTTPReply {
        guard let desk = services.certificates else { return .text(409, Self.switchedOff) }
        let facts = desk.renew()
        guard let importable = facts.importable, facts.serverNotAfter != nil else {
            return .text(409, ([facts.source] + facts.publicNotes).joined(separator: " "))
        }
        guard QueryText(head.query)["download"] == Array("true".utf8) else {
            return .text(
                200, "The server's certificate was issued anew and is in use. Devices need not import anything again.")
        }
        var archive = ZipArchive()
        archive.add("linkoraServerCert.cer", importable.der)
        archive.add("linkoraServerCert.pem", importable.pem)
        return .file("linkora-certs-and-keystore.zip", "application/zip", archive.bytes)
    }

    /// For our own command: as it shows it.
    func certificateFacts(_ ask: KeyPath<CertificateDesk, @Sendable () -> CertificateFacts>) -> HTTPReply {
        guard let desk = services.certificates else { return .text(409, Self.switchedOff) }
        return .text(200, desk[keyPath: ask]().text)
    }
}

extension HTTPReply {
    fileprivate static func file(_ name: String, _ contentType: String, _ bytes: [UInt8]) -> HTTPReply {
        HTTPReply(
            status: 200,
            headers: [
                ("Content-Type", contentType), ("Content-Disposition", "attachment; filename=\"\(name)\""),
            ], body: .bytes(bytes))
    }
}
