/// What a person sees who opens the server in a browser (PROTOCOL §2.7). It needs no token and tells nothing secret.
struct ServerIsConfiguredPage {
    let version: String
    /// Under which this page was asked for; `nil` when that cannot be known.
    let address: String?
    let hasCertificates: Bool

    var html: String {
        PlainPage(
            title: "Linkora Sync-Server",
            body: """
                <h1>This server runs.</h1>
                <p>Linkora Sync-Server \(escaped(version)). Apps and the browser extension can sync with it.</p>
                <ol>
                \(hasCertificates ? Self.importing : Self.skipping)
                <li>In the Linkora app open <b>Settings</b>, <b>Data</b>, <b>Sync</b> and choose to connect to a server.</li>
                <li>Enter \(addressInWords), and the token: it stands in the server's
                <code>linkoraConfig.json</code> under <code>serverAuthToken</code>, or where its operator has put it.</li>
                </ol>
                """
        ).html
    }

    private var addressInWords: String {
        guard let address else { return "the address of this page without <code>SERVER_IS_CONFIGURED</code>" }
        return "<code>\(escaped(address))</code>"
    }

    /// The apps ask for it even when they are to speak plain HTTP (OPERATING §1).
    private static let importing = """
        <li>Load this server's certificate, <a href="ca.cer">linkoraServerCert.cer</a>, onto the device and import it in
        the app's sync settings, once; the app asks for it even when the address begins with <code>http://</code>.
        <a href="generate/certs-and-keystore">More about it.</a></li>
        """

    private static let skipping = """
        <li>Import the certificate of what speaks HTTPS for this server, or switch on <b>skip certificate check</b> in the
        app's sync settings: without one of both it does not sync at all.</li>
        """
}
