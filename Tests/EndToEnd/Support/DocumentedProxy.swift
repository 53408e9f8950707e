import Glibc
import SyncTesting

/// A real proxy with the lines of docs/proxies.md, as they stand there but for names of files, addresses and ports.
final class DocumentedProxy {
    enum Kind: String, CaseIterable, Sendable {
        case nginx, caddy, apache
    }

    let port: UInt16
    /// What signed the proxy's certificate: what a device imports.
    let authorityPath: String
    private let folder: TemporaryFolder
    private let process: ChildProcess
    static let name = "links.example.org"

    /// - Parameter change: of the snippet, before it is run.
    init(_ kind: Kind, to serverPort: UInt16, _ change: (String) -> String = { $0 }) throws {
        folder = try TemporaryFolder()
        port = try FreePort.take()
        authorityPath = folder.file("ca.pem")
        try Self.makeCertificate(in: folder)
        let snippet = change(try Self.snippet(kind))
            .replacing("/etc/ssl/links.example.org", with: folder.file("proxy"))
            .replacing("127.0.0.1:45454", with: "127.0.0.1:\(serverPort)")
        let path = folder.file("proxy.conf")
        try Files.write(Self.configuration(kind, snippet, folder, port), to: path)
        let words = Self.command(kind, path, folder)
        process = try ChildProcess(
            .init(
                words[0], Array(words.dropFirst()), environment: ["HOME": folder.path], folder: folder.path,
                outputPath: folder.file("output"), errorPath: folder.file("errors")))
        try waitUntilReady(kind)
    }

    deinit {
        process.send(signal: SIGTERM)
        if process.waitForExit(withinMilliseconds: 5_000) == nil { process.killNow() }
    }

    /// The first block of this language under the proxy's heading.
    private static func snippet(_ kind: Kind) throws -> String {
        let page = try Files.text("\(Package.root)/docs/proxies.md")
        guard let start = page.firstRange(of: "```\(kind.rawValue)\n")?.upperBound,
            let end = page[start...].firstRange(of: "\n```")?.lowerBound
        else { throw NetworkError.malformed("docs/proxies.md has no lines for \(kind)") }
        return String(page[start..<end])
    }

    /// By an authority of its operator, as `mkcert` does it: the one kind that the apps can be made to trust.
    private static func makeCertificate(in folder: TemporaryFolder) throws {
        let script = """
            cd "$0" && set -e
            openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=proxys
            openssl req -newkey rsa:2048 -nodes -keyout proxy.key -out proxy.csr -subj /CN=proxy
            echo subjectAltName=DNS:\(name) >names
            openssl x509 -req -in proxy.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out proxy.pem -days 20 -extfile names
            """
        let result = try ChildProcess.run("sh", ["-c", script, folder.path])
        guard result.succeeded else { throw NetworkError.malformed(result.errors) }
    }

    private static func configuration(
        _ kind: Kind, _ snippet: String, _ folder: TemporaryFolder, _ port: UInt16
    ) -> String {
        switch kind {
        case .nginx:
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: "\n")
            return """
                \(getuid() == 0 ? "user root;" : "")
                daemon off;
                pid \(folder.file("nginx.pid"));
                error_log \(folder.file("error.log"));
                events { }
                http {
                access_log off;
                \(temporary)
                \(snippet.replacing("listen 443 ssl", with: "listen 127.0.0.1:\(port) ssl"))
                }
                """
        case .caddy:
            return """
                {
                    admin off
                    auto_https disable_redirects
                    storage file_system \(folder.file("storage"))
                }
                \(snippet.replacing("\(name) {", with: "\(name):\(port) {"))
                """
        case .apache:
            let modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "proxy_wstunnel", "ssl", "headers"]
                .map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so" }.joined(separator: "\n")
            return """
                ServerRoot \(folder.path)
                ServerName \(name)
                PidFile \(folder.file("apache.pid"))
                ErrorLog \(folder.file("error.log"))
                Mutex file:\(folder.path) default
                \(getuid() == 0 ? "User www-data\nGroup www-data" : "")
                Listen 127.0.0.1:\(port)
                \(modules)
                \(snippet.replacing("*:443", with: "*:\(port)"))
                """
        }
    }

    private static func command(_ kind: Kind, _ path: String, _ folder: TemporaryFolder) -> [String] {
        switch kind {
        case .nginx:
            [ChildProcess.find("nginx") ?? "nginx", "-p", folder.path, "-c", path, "-e", folder.file("error.log")]
        case .caddy: ["caddy", "run", "--config", path, "--adapter", "caddyfile"]
        case .apache: [ChildProcess.find("apache2") ?? "apache2", "-f", path, "-DFOREGROUND"]
        }
    }

    private func waitUntilReady(_ kind: Kind) throws {
        let deadline = Deadline(milliseconds: 10_000)
        while (try? TCPConnection(port: port)) == nil {
            guard !deadline.isOver, process.exit == nil else {
                let complaint = ["errors", "error.log"].map { (try? Files.text(folder.file($0))) ?? "" }.joined()
                throw NetworkError.malformed("\(kind) does not start: \(complaint)")
            }
            MonotonicClock.sleep(milliseconds: 10)
        }
    }
}
