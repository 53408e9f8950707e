internal import Certificates
internal import Transport

extension Setting {
    /// HTTPS and its certificates.
    static let https: [Setting] = [
        .choice(
            "httpsEnabled", default: "true", [("true", true), ("false", false)],
            "Whether HTTPS is served, on its own port and on that of HTTP."
        ) { $0.https.isEnabled = $1 },
        .text("certificateFolder", "Where the certificates are kept. Empty: beside the database.") {
            $0.https.folder = $1.withoutBlanksAround
        },
        certificateNames,
        publicURL,
        .text("certificateFile", "A certificate of your own, in PEM, with what stands between it and its root.") {
            $0.https.certificatePath = $1.withoutBlanksAround
        },
        .text("certificateKeyFile", "Its private key, in PEM, without a passphrase.") {
            $0.https.keyPath = $1.withoutBlanksAround
        },
    ]

    private static let certificateNames = Setting(
        key: "certificateNames", defaultText: "",
        meaning: "Further names and addresses for the certificate, with commas between them."
    ) { text, settings in
        var names: [SubjectName] = []
        for word in text.listWords {
            guard let name = SubjectName(word) else {
                return .wrong(
                    "names \(word.quoted), which no certificate can carry: write names like nas.example.org or "
                        + "*.example.org and addresses like 192.168.0.9")
            }
            names.append(name)
        }
        settings.https.names = names
        return .taken
    }

    private static let publicURL = Setting(
        key: "publicUrl", defaultText: "",
        meaning: "Under which the server is reached from outside, for example https://links.example.org/."
    ) { text, settings in
        let text = text.withoutBlanksAround
        guard !text.isEmpty else { return .taken }
        guard let url = PublicURL(text) else {
            return .wrong("is \(text.quoted): write it like https://links.example.org/")
        }
        settings.https.publicURL = url
        return .taken
    }

    /// What stands in front of this server.
    static let proxies: [Setting] = [
        Setting(
            key: "trustedProxies", defaultText: ProxySettings.privateWord,
            meaning: "Whose X-Forwarded- headers count: addresses, networks, private (with this machine), or none."
        ) { text, settings in
            guard let networks = ProxySettings.networks(text) else {
                return .wrong(
                    "is \(text.quoted): write addresses and networks like 203.0.113.7 and 10.0.0.0/8 with commas between "
                        + "them, \(ProxySettings.privateWord), or none")
            }
            settings.proxies.trusted = networks
            return .taken
        },
        Setting(
            key: "basePath", defaultText: "",
            meaning: "The path below which a proxy serves this server, for example /linkora."
        ) { text, settings in
            guard let path = ProxySettings.basePath(text) else {
                return .wrong("is \(text.quoted): write a path of letters and digits like /linkora")
            }
            settings.proxies.basePath = path
            return .taken
        },
    ]
}
