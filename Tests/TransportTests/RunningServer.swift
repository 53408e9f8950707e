import Observing
import Synchronization
import Transport

/// A server on a free port for one test, and the lines that it logged.
final class RunningServer: Sendable {
    final class Lines: LogSink {
        let lines = Mutex<[(LogLevel, String)]>([])
        func write(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
            lines.withLock { $0.append((level, message)) }
        }
    }

    let server: HTTPServer
    let service: EchoService
    let port: UInt16
    let securePort: UInt16
    let log = Lines()

    init(
        _ service: EchoService = EchoService(), hasCertificates: Bool = true,
        _ change: (inout TransportLimits) -> Void = { _ in }
    ) throws {
        var limits = TransportLimits()
        change(&limits)
        self.service = service
        server = HTTPServer(
            service: service, limits: limits, logger: Logger(log),
            chooseIdentity: hasCertificates ? TestCertificates.shared.choose : nil)
        try server.start()
        port = try server.listen(.http, on: [ListenAddress(host: "127.0.0.1", port: 0)])[0].port
        securePort = try server.listen(.https, on: [ListenAddress(host: "127.0.0.1", port: 0)])[0].port
    }

    deinit { server.finishStop(withinSeconds: 1) }

    func client() throws -> RawClient { try RawClient(port: port) }

    /// A client that has shaken hands.
    func secureClient(port: UInt16? = nil, _ settings: TLSClient.Settings = .init()) throws -> RawClient {
        let client = try RawClient(port: port ?? securePort)
        client.tls = try TLSClient(on: client.descriptor, settings)
        return client
    }

    func count(_ level: LogLevel) -> Int { log.lines.withLock { lines in lines.count { $0.0 == level } } }
}

let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

/// A request with some more lines, and a body after the head.
func request(_ line: String, _ headers: String..., body: String = "") -> String {
    ([line + " HTTP/1.1", "Host: a"] + headers).joined(separator: "\r\n") + "\r\n\r\n" + body
}
