import SyncTesting
import Testing

/// A server with its certificates, for tests of HTTPS.
extension ServerProcess {
    /// One that listens on all addresses, IPv6 among them.
    static func startedEverywhere(_ environment: [String: String] = [:]) throws -> ServerProcess {
        var settings = Settings()
        settings.environment = ["LINKORA_HOST_ADDRESS": ""].merging(environment) { $1 }
        return try started(settings)
    }

    /// What devices import.
    var importablePath: String { folder.file("linkoraServerCert.cer") }
    var importablePEMPath: String { folder.file("linkoraServerCert.pem") }
    var authorityPath: String { folder.file("linkoraAuthority.pem") }

    /// A device that imported the certificate as it is now.
    func device(hosts: [(address: String, name: String)] = []) throws -> AppClient {
        let copy = folder.file("imported-\(try Files.names(in: folder.path).count).cer")
        try Files.write(Files.read(importablePath), to: copy)
        return AppClient(token: token, importedPath: copy, hosts: hosts)
    }

    func secureURL(_ host: String) throws -> String { "https://\(host):\(try #require(securePort))/" }

    /// What the `openssl` command says of the certificate that is shown for this name.
    func shownCertificate(serverName: String? = nil, arguments: [String] = []) throws -> String {
        let name = serverName.map { "-servername '\($0)'" } ?? "-noservername"
        let port = try #require(securePort)
        let command =
            "openssl s_client -connect 127.0.0.1:\(port) \(name) \(arguments.joined(separator: " ")) </dev/null 2>/dev/null "
            + "| openssl x509 -noout -subject -issuer -enddate -serial -ext subjectAltName"
        return try ChildProcess.run("sh", ["-c", command]).output
    }

    /// Waits until this holds.
    func eventually(withinMilliseconds: Int = 5_000, _ isSo: () throws -> Bool) throws -> Bool {
        let deadline = Deadline(milliseconds: withinMilliseconds)
        while !deadline.isOver {
            if try isSo() { return true }
            MonotonicClock.sleep(milliseconds: 50)
        }
        return false
    }

    func send(signal: Int32) { process?.send(signal: signal) }
}
