import FuzzDriver
import Glibc
import Observing
import SyncCore
import SyncHTTP
import SyncTesting
import Synchronization
import Transport

/// The package manager names the main function of a product after it.
@_cdecl("FuzzConnections_main")
public func fuzzMain(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    runFuzzer(argumentCount, arguments) { start, count in
        fuzz(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
}

/// Any bytes on a connection to a whole server with a library in memory. The first byte says whether they come as they
/// are (a request head), behind the head of a good request (a body), or behind a handshake (WebSocket frames). Whatever
/// comes, what the server answers begins like HTTP, and after each thousand inputs it still answers a good request.
private func fuzz(_ input: [UInt8]) {
    guard let kind = input.first else { return }
    let opening =
        switch kind % 3 {
        case 0: ""
        case 1: "POST /CREATE_TAG HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n"
        default: FuzzedServer.handshake
        }
    // A request that never ends would wait for its time; this one behind it ends the connection.
    let closing = kind % 3 == 2 ? "" : "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    let answer = FuzzedServer.shared.exchange(Array(opening.utf8) + input.dropFirst() + Array(closing.utf8))
    precondition(answer.isEmpty || answer.starts(with: Array("HTTP/1.".utf8)), "an answer that is no HTTP")
    FuzzedServer.shared.count()
}

/// A server on a unix socket.
private final class FuzzedServer: Sendable {
    static let shared = FuzzedServer()
    static let handshake = """
        GET /events?correlation=%7B%22id%22%3A%22a%22%2C%22clientName%22%3A%22b%22%7D HTTP/1.1\r
        Host: x\r
        Authorization: Bearer t\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r

        """

    private let path = "/tmp/linkora-fuzz-\(getpid()).sock"
    private let server: HTTPServer
    private let inputs = Atomic(0)

    private init() {
        let store = InMemoryStore(idBase: 1_000)
        guard let engine = try? Engine(store) else { fatalError("no engine") }
        let gate = Mutex(engine)
        let services = Services(
            store: store, identify: { token, _ in token == Array("t".utf8) ? .shared : nil },
            submit: { write, completed in
                completed(gate.withLock { $0.commit([write], arrivalSeconds: 1_800_000_000) }[0])
                return true
            },
            pullNow: { _ in nil }, pull: { pull, completed in completed(gate.withLock { $0.pulled(pull, store) }) },
            socketOpened: { _, _, _, _ in }, socketClosed: { _ in }, socketPonged: { _, _ in },
            changeTokens: { _, _ in false }, status: { [] },
            logger: .none, limits: DoorLimits(),
            longAnswers: LongAnswers(spoolFolder: nil, nowSeconds: { 0 }), uptimeSeconds: { 0 }, version: "fuzzed")
        server = HTTPServer(service: Door(services), limits: TransportLimits(), logger: .none)
        do {
            try server.start()
            try server.listen(onUnixSocket: path)
        } catch { fatalError("no server: \(error)") }
    }

    /// Sends, says that nothing more comes, and reads to the end.
    func exchange(_ bytes: [UInt8]) -> [UInt8] {
        let descriptor = connect()
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = send(descriptor, Array(rest), rest.count, Int32(MSG_NOSIGNAL))
            if sent <= 0 { break }
            rest = rest.dropFirst(sent)
        }
        shutdown(descriptor, Int32(SHUT_WR))
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 { answer += piece[..<count] }
        return answer
    }

    func count() {
        guard inputs.add(1, ordering: .relaxed).newValue % 1_000 == 0 else { return }
        let good = "GET /TEST_BEARER HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n"
        let answer = exchange(Array(good.utf8))
        precondition(answer.starts(with: Array("HTTP/1.1 200".utf8)), "the server does not answer any more")
    }

    private func connect() -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 4, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        precondition(result == 0, "the server takes no connection: error \(errno)")
        return descriptor
    }
}
