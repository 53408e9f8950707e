import Certificates
import FuzzDriver
import Glibc
import Observing
import SyncTesting
import Transport

/// The package manager names the main function of a product after it.
@_cdecl("FuzzHandshakes_main")
public func fuzzMain(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    runFuzzer(argumentCount, arguments) { start, count in
        fuzz(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
}

/// Whatever a client names, it is shown a certificate; whatever a file holds, reading it ends with an answer. The first byte
/// says what the rest is: the content of a hello's server name, the name alone, a keystore, or a pair in PEM.
private func fuzz(_ input: [UInt8]) {
    guard let kind = input.first else { return }
    let rest = Array(input.dropFirst().prefix(15_000))
    switch kind % 4 {
    case 0: expectHandshake(HandMadeHello(serverNameExtension: rest))
    case 1: expectHandshake(HandMadeHello(serverName: rest))
    case 2: _ = try? Keystore.read(rest, password: "")
    default: _ = try? Leaf(certificates: rest, key: rest)
    }
}

private func expectHandshake(_ hello: HandMadeHello) {
    do {
        let stream = try TCPConnection(port: FuzzedEdge.shared.port)
        try stream.send(hello.bytes)
        let head = try stream.receive(count: 1, while: "shaking hands")
        precondition(head == [22], "a name ended the handshake: \(hello)")
    } catch { fatalError("no answer to \(hello): \(error)") }
}

/// A server whose certificates are the real ones.
private final class FuzzedEdge: Sendable {
    static let shared = FuzzedEdge()

    let port: UInt16
    private let server: HTTPServer

    private init() {
        let certificates = ServerCertificates(nowSeconds: { 1_800_000_000 }, logger: .none)
        do {
            let authority = try Issuer.makeAuthority(host: "fuzzed", nowSeconds: 1_800_000_000)
            certificates.use(
                .init(issuer: authority, names: ["localhost", "127.0.0.1"].compactMap { SubjectName($0) }))
            server = HTTPServer(
                service: Nothing(), limits: TransportLimits(), logger: .none,
                chooseIdentity: { name in
                    certificates.leaf(for: name).map { TLSIdentity(chain: $0.chainDER, key: $0.keyDER) }
                })
            try server.start()
            port = try server.listen(.https, on: [ListenAddress(host: "127.0.0.1", port: 0)])[0].port
        } catch { fatalError("no server: \(error)") }
    }

    private struct Nothing: HTTPService {
        func receive(_ head: RequestHead) -> Admission { .refuse(HTTPReply(status: 404)) }
    }
}
