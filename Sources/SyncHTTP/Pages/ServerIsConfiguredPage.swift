/// What a person sees who opens the server in a browser (PROTOCOL §2.7). It needs no token and tells nothing secret.
struct ServerIsConfiguredPage {
    let version: String

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="UTF-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Linkora Sync-Server</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
        code { background: #8882; padding: .1em .3em; border-radius: .2em; }
        :root { color-scheme: light dark; }
        </style>
        </head>
        <body>
        <h1>This server runs.</h1>
        <p>Linkora Sync-Server \(escaped(version)). Apps and the browser extension can sync with it.</p>
        <ol>
        <li>In the Linkora app open <b>Settings</b>, <b>Data</b>, <b>Sync</b> and choose to connect to a server.</li>
        <li>Enter the address of this page without <code>SERVER_IS_CONFIGURED</code>, and the token: it stands in the
        server's <code>linkoraConfig.json</code> under <code>serverAuthToken</code>, or where its operator has put it.</li>
        <li>While this server has no certificate of its own, switch on <b>skip certificate check</b> in the app first.</li>
        </ol>
        </body>
        </html>

        """
    }
}

/// Stands where the original makes certificates.
enum CertificatesPage {
    static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="UTF-8"><title>Certificates</title></head>
        <body>
        <h1>Certificates</h1>
        <p>This version of the server speaks plain HTTP and makes no certificates. Put a proxy with a certificate in
        front of it, or switch on the app's <b>skip certificate check</b>.</p>
        </body>
        </html>

        """
}
