internal import Certificates
internal import Observing
internal import SyncHTTP

/// What people are told about the certificates. It is shown to anybody who opens the page: it names no files of this
/// machine.
enum CertificateText {
    static func source(_ source: CertificateSource, _ own: Leaf?) -> String {
        let signing =
            switch source {
            case .authority: "An authority of this server signs its certificates."
            case .keystore: "The original's keystore is in use: devices that imported its certificate go on working."
            case .broken: "What signs this server's certificates can't be used."
            case .none:
                "There is nothing yet that signs this server's certificates; the first start makes an authority."
            }
        guard own != nil else { return signing }
        return "Your own certificate is shown wherever its names fit. Elsewhere: \(signing)"
    }

    static func importable(_ certificate: Certificate) -> CertificateFacts.Importable {
        .init(
            der: certificate.der, pem: certificate.pem, subject: certificate.subject,
            fingerprint: certificate.fingerprint, notAfter: certificate.validity.notAfter)
    }

    private static let daySeconds: Int64 = 86_400

    static func notes(_ source: CertificateSource, _ own: Leaf?, nowSeconds: Int64) -> [String] {
        var notes: [String] = []
        if let own { notes += self.notes(own, nowSeconds: nowSeconds) }
        switch source {
        case .keystore(let issuer, _): notes += self.notes(keystore: issuer, nowSeconds: nowSeconds)
        case .authority(let issuer) where issuer.certificate.validity.notAfter - nowSeconds < 365 * daySeconds:
            notes.append(
                "The authority ends at \(moment(issuer)). Apps go on, browsers don't: `certificate renew --authority` "
                    + "makes a new one, which each device must import.")
        case .authority, .broken, .none: break
        }
        return notes
    }

    private static func notes(keystore: Issuer, nowSeconds: Int64) -> [String] {
        let isOver = keystore.certificate.validity.notAfter < nowSeconds
        return [
            isOver
                ? "The original's certificate ended at \(moment(keystore)). The server signs new ones with its key: the apps "
                    + "accept them, browsers don't."
                : "The original's certificate ends at \(moment(keystore)). From then on the server signs new ones with its "
                    + "key: the apps accept them, browsers don't.",
            "To change over: `linkora-sync-server certificate renew --authority` makes an authority for ten years; then "
                + "import its certificate on each device, once.",
        ]
    }

    private static func notes(_ own: Leaf, nowSeconds: Int64) -> [String] {
        let end = own.certificate.validity.notAfter
        var notes = [
            "Your own certificate ends at \(Timestamp(secondsSince1970: end)); replace its files before, no restart."
        ]
        if own.importable == nil {
            notes.append(
                "It was signed by \(own.certificate.issuer), whose certificate is not in the file: devices import that one. "
                    + "Append it to the file, and this server hands it out.")
        }
        return notes
    }

    private static func moment(_ issuer: Issuer) -> String {
        "\(Timestamp(secondsSince1970: issuer.certificate.validity.notAfter))"
    }
}
