/// What a person reads who has just started the server: where it is, and what to do in the app.
struct Banner {
    let databasePath: String
    let library: LibrarySummary
    let plan: ListenPlan
    let port: UInt16
    let tokenOrigin: SettingsReport.Origin

    var text: String {
        """
        Linkora Sync-Server \(ServerVersion.text)

          Database  \(databasePath) (\(libraryInWords))
          Token     \(tokenInWords)
          Address   \(urls.joined(separator: "\n            "))

          In the app's settings, under Data, set up the sync server: enter one of the addresses above (apps on
          this machine may use localhost) and the token. HTTPS comes in a later version: until then switch
          on the app's "skip certificate check".


        """
    }

    /// Addresses that other devices can dial first, `localhost` last.
    var urls: [String] {
        let isLoopbackOnly = plan.host.map { $0.hasPrefix("127.") || $0 == "::1" } ?? false
        let hosts = plan.reachable.map { $0.contains(":") ? "[\($0)]" : $0 }
        let local = plan.host == nil ? ["localhost"] : []
        let note = isLoopbackOnly ? "  (this machine only: see hostAddress)" : ""
        return (hosts + local).map { "http://\($0):\(port)/\(note)" }
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
