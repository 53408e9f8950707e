/// What a person reads who has just started the server: where it is, and what to do in the app.
struct Banner {
    let databasePath: String
    let library: LibrarySummary
    let plan: ListenPlan
    let ports: Listening.Ports
    let tokenOrigin: SettingsReport.Origin
    /// The file that devices import; `nil` when HTTPS is switched off.
    let certificatePath: String?

    var text: String {
        """
        Linkora Sync-Server \(ServerVersion.text)

          Database     \(databasePath) (\(libraryInWords))
          Token        \(tokenInWords)
          Address      \(urls.joined(separator: "\n               "))
          Certificate  \(certificatePath ?? "none: httpsEnabled is false")

          In the app's settings, under Data, set up the sync server:
          - \(importing)
          - enter an address (apps on this machine may use localhost) and the token.


        """
    }

    /// The apps ask for a certificate even when they are to speak plain HTTP.
    private var importing: String {
        guard certificatePath != nil else {
            return
                "import the certificate of what speaks HTTPS for this server, or switch on \"skip certificate check\";"
        }
        return "import the certificate, once (a browser on the device gets it as ca.cer below an address);"
    }

    /// Addresses that other devices can dial first, `localhost` last.
    var urls: [String] {
        let isLoopbackOnly = plan.host.map { $0.hasPrefix("127.") || $0 == "::1" } ?? false
        let hosts = plan.reachable.map { $0.contains(":") ? "[\($0)]" : $0 }
        let local = plan.host == nil ? ["localhost"] : []
        let note = isLoopbackOnly ? "  (this machine only: see hostAddress)" : ""
        let secure = ports.https.map { port in (hosts + local).map { "https://\($0):\(port)/\(note)" } } ?? []
        return secure + (hosts + local).map { "http://\($0):\(ports.http)/\(note)" }
    }

    private var libraryInWords: String {
        switch library {
        case .newAndEmpty: "new, empty"
        case .opened(let links, let folders): "opened, \(links) links, \(folders) folders"
        }
    }

    private var tokenInWords: String {
        switch tokenOrigin {
        case .byDefault: "none"
        case .file(let path): "serverAuthToken in \(path)"
        case .environment(let name): "in the variable \(name)"
        case .flag(let flag): "as --\(flag) gave it"
        case .secretFile(let path, _): "in \(path)"
        }
    }
}
