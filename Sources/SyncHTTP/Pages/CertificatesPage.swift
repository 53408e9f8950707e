import Transport

/// The page of the certificates, where the original makes its own (PROTOCOL §2.7): what to import, and how to issue anew.
struct CertificatesPage {
    let facts: CertificateFacts

    var html: String {
        PlainPage(
            title: "Certificates",
            body: """
                <h1>Certificates</h1>
                <p>\(escaped(facts.source))</p>
                \(importing)
                \(showing)
                \(facts.publicNotes.map { "<p>\(escaped($0))</p>" }.joined(separator: "\n"))
                \(Self.renewing)
                <script>\(Self.script)</script>
                """
        ).html
    }

    /// Links go up from `/generate/certs-and-keystore`, so that they work below any base path.
    private var importing: String {
        guard let importable = facts.importable else {
            return "<p>The certificate that devices must import is not here.</p>"
        }
        return """
            <h2>On each device, once</h2>
            <p>Load <a href="../ca.cer" download="linkoraServerCert.cer">linkoraServerCert.cer</a>
            (or as <a href="../ca.pem" download="linkoraServerCert.pem">PEM</a>) and import it in the app's sync settings.
            Compare the fingerprint with what <code>linkora-sync-server certificate show</code> says on the server: whoever
            stands between could hand out another.</p>
            <dl>
            <dt>Name</dt><dd>\(escaped(importable.subject))</dd>
            <dt>SHA-256</dt><dd><code>\(importable.fingerprint)</code></dd>
            <dt>Until</dt><dd>\(CertificateFacts.moment(importable.notAfter))</dd>
            </dl>
            """
    }

    private var showing: String {
        guard let until = facts.serverNotAfter else { return "" }
        return """
            <h2>What the server shows</h2>
            <dl>
            <dt>Names</dt><dd>\(escaped(facts.serverNames.joined(separator: ", "))); every other name gets its own</dd>
            <dt>Until</dt><dd>\(CertificateFacts.moment(until)), issued anew before</dd>
            </dl>
            """
    }

    private static let renewing = """
        <h2>Issue anew</h2>
        <p>Takes effect at once. It is hardly ever needed: the server does it by itself.</p>
        <form id="renew">
        <input id="token" type="password" placeholder="Token" autocomplete="off" required>
        <button type="submit">Issue anew</button>
        <button type="submit" value="download">Issue anew and download</button>
        </form>
        <p id="outcome" role="status"></p>
        """

    /// The token goes into a header, which a form alone can't set.
    private static let script = """
        document.getElementById('renew').addEventListener('submit', async event => {
          event.preventDefault();
          const outcome = document.getElementById('outcome');
          const download = event.submitter && event.submitter.value === 'download';
          try {
            const answer = await fetch(download ? '?download=true' : '', {
              method: 'POST',
              headers: { Authorization: 'Bearer ' + document.getElementById('token').value }
            });
            if (!answer.ok || !download) {
              outcome.textContent = await answer.text();
              return;
            }
            const link = document.createElement('a');
            link.href = URL.createObjectURL(await answer.blob());
            link.download = 'linkora-certs-and-keystore.zip';
            link.click();
            outcome.textContent = 'Issued anew.';
          } catch (error) {
            outcome.textContent = 'The server did not answer.';
          }
        });
        """

    /// The one script that may run here.
    static let allowedScript = "'sha256-\(Base64.text(of: SHA256Digest.of(Array(script.utf8))))'"
}
