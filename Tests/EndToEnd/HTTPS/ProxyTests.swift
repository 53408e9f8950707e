import SyncTesting
import Testing

/// The lines of docs/proxies.md in the real proxies: requests, long bodies, WebSockets, whose request it is.
@Suite(.serialized) struct ProxyTests {
    static func server(_ more: [String: String] = [:]) throws -> ServerProcess {
        var settings = ServerProcess.Settings()
        settings.environment = ["LINKORA_HTTPS_ENABLED": "false"].merging(more) { $1 }
        return try ServerProcess.started(settings)
    }

    static func device(_ server: ServerProcess, _ proxy: DocumentedProxy) -> AppClient {
        AppClient(
            token: server.token, importedPath: proxy.authorityPath,
            hosts: [("127.0.0.1", DocumentedProxy.name)])
    }

    static func curl(_ proxy: DocumentedProxy, _ target: String, _ arguments: [String] = []) throws -> String {
        let url = "https://\(DocumentedProxy.name):\(proxy.port)\(target)"
        let resolve = "\(DocumentedProxy.name):\(proxy.port):127.0.0.1"
        return try ChildProcess.run(
            "curl", ["-sS", "--cacert", proxy.authorityPath, "--resolve", resolve, url] + arguments
        ).output
    }

    @Test(arguments: DocumentedProxy.Kind.allCases)
    func appsSyncAndHearThroughIt(kind: DocumentedProxy.Kind) throws {
        let server = try Self.server()
        let proxy = try DocumentedProxy(kind, to: server.port)
        _ = try server.pull()
        let url = "https://\(DocumentedProxy.name):\(proxy.port)/"
        let listening = try Self.device(server, proxy).listen(url, events: 1)
        _ = try server.create("CREATE_FOLDER", Bodies.folder("through \(kind)"))
        #expect(listening.finished(), "\(listening.text)\(server.log)")
    }

    @Test(arguments: DocumentedProxy.Kind.allCases)
    func longBodiesPass(kind: DocumentedProxy.Kind) throws {
        let server = try Self.server()
        let proxy = try DocumentedProxy(kind, to: server.port)
        let body = server.folder.file("body.json")
        try Files.write(Bodies.duplicates((0..<300_000).map { 5_000_000 + Int64($0) }), to: body)
        let answer = try Self.curl(
            proxy, "/DELETE_DUPLICATE_LINKS",
            [
                "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: Bearer \(server.token)", "-H",
                "Content-Type: application/json", "--data-binary", "@\(body)",
            ])
        #expect(answer == "200")
    }

    /// The client's own address reaches the list of tokens, and its scheme the page.
    @Test(arguments: DocumentedProxy.Kind.allCases)
    func whoAsksIsKnown(kind: DocumentedProxy.Kind) throws {
        let server = try Self.server()
        let proxy = try DocumentedProxy(kind, to: server.port)
        let added = try server.run(["token", "add", "phone"])
        let token = try #require(added.output.split(separator: "\n").last.map(String.init))
        let asked = ["--interface", "127.0.0.7", "-H", "Authorization: Bearer \(token)"]
        _ = try Self.curl(proxy, "/TEST_BEARER", asked)
        let listed = try server.run(["token", "list"]).output
        #expect(listed.contains("127.0.0.7"), "\(listed)")
        let page = try Self.curl(proxy, "/SERVER_IS_CONFIGURED")
        #expect(page.contains("https://\(DocumentedProxy.name):\(proxy.port)/<"), "\(page)")
    }

    /// A client in front of the proxies can claim what it likes.
    @Test func whoIsNoProxyIsNotBelieved() throws {
        let server = try Self.server(["LINKORA_TRUSTED_PROXIES": "192.0.2.1"])
        let added = try server.run(["token", "add", "phone"])
        let token = try #require(added.output.split(separator: "\n").last.map(String.init))
        var call = HTTPCall("GET", "/TEST_BEARER", token: token)
        call.headers.append(HTTPLine("X-Forwarded-For", "203.0.113.9"))
        #expect(try server.send(call).status == 200)
        let listed = try server.run(["token", "list"]).output
        #expect(listed.contains("127.0.0.1") && !listed.contains("203.0.113.9"), "\(listed)")
    }

    @Test(arguments: [("/linkora", "location /linkora/"), ("", "location /linkora/")])
    func belowAPath(basePath: String, location: String) throws {
        let server = try Self.server(["LINKORA_BASE_PATH": basePath])
        // With a path behind it `proxy_pass` takes the location off; the prefix says so then.
        let proxy = try DocumentedProxy(.nginx, to: server.port) { snippet in
            let moved = snippet.replacing("location /", with: location)
            guard basePath.isEmpty else { return moved }
            return moved.replacing(
                "proxy_pass http://127.0.0.1:45454;",
                with: "proxy_pass http://127.0.0.1:45454/; proxy_set_header X-Forwarded-Prefix /linkora;")
        }
        _ = try server.pull()
        let url = "https://\(DocumentedProxy.name):\(proxy.port)/linkora/"
        let listening = try Self.device(server, proxy).listen(url, events: 1)
        _ = try server.create("CREATE_FOLDER", Bodies.folder("below"))
        #expect(listening.finished(), "\(listening.text)\(server.log)")
        let page = try Self.curl(proxy, "/linkora/SERVER_IS_CONFIGURED")
        #expect(page.contains("\(url)<"), "\(page)")
    }

    /// The proxy may dial the port of HTTPS, too, and be checked by the name that it asks for.
    @Test func theWayToTheServerMayBeTLS() throws {
        let server = try ServerProcess.started()
        let secure = try #require(server.securePort)
        let proxy = try DocumentedProxy(.nginx, to: secure) { snippet in
            snippet.replacing(
                "proxy_pass http://127.0.0.1:45454;",
                with: """
                    proxy_pass https://127.0.0.1:45454; proxy_ssl_verify on; proxy_ssl_server_name on;
                    proxy_ssl_name localhost; proxy_ssl_trusted_certificate \(server.importablePEMPath);
                    """)
        }
        let answer = try Self.curl(
            proxy, "/TEST_BEARER", ["-w", "%{http_code}", "-H", "Authorization: Bearer \(server.token)"])
        #expect(answer == "200")
    }
}
