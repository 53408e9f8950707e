internal import Observing
internal import Transport

/// Everything that can be set, read once at start. Where each value came from stands in ``SettingsReport``.
struct Settings: Sendable {
    var database = DatabaseURL.sqlite(path: "linkora.db")
    /// For network databases; SQLite has no users.
    var databaseUser = ""
    var databasePassword = Secret("")
    /// Other servers use the database too.
    var databaseIsShared = false
    var hostAddress = HostAddress.everywhere
    /// 0 takes any free port.
    var httpPort: UInt16 = 45_454
    /// 0 takes any free port.
    var httpsPort: UInt16 = 54_545
    var authToken = Secret("")
    /// Opens the keystore of the original; empty when none was given.
    var keyStorePassword = Secret("")
    var https = HTTPSSettings()
    var proxies = ProxySettings()
    var logLevel = LogLevel.info
    var logFormat = LogFormat.text
    var limits = TransportLimits()
    /// The largest request body that is read; beyond it: 413.
    var bodyBytesMax = 64 * 1_024 * 1_024
    /// How deep the JSON of a request may be nested.
    var nestingLevelsMax = 1_000

    /// What can't be meant, a sentence each, without a full stop.
    var contradictions: [String] {
        let isSamePort = https.isEnabled && httpPort == httpsPort && httpPort != 0
        let ports = "serverPort and httpsPort are both \(httpPort): choose two (each of them takes HTTP and HTTPS)"
        return https.contradictions + (isSamePort ? [ports] : [])
    }
}
