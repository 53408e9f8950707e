import SyncCore
import SyncModel
import Transport

/// A path that the server knows, and what stands at it.
struct Route: Sendable {
    private let endpoints: [(method: String, endpoint: Endpoint)]

    var methods: [String] { endpoints.map(\.method) }

    /// `nil` for a path that is not known: one segment, exact to the letter, no slash behind it; empty segments before
    /// it do not count, because apps store their base URL with a slash (PROTOCOL §1.2).
    init?(path: [UInt8], listener: RequestHead.Listener) {
        let name = path.drop { $0 == UInt8(ascii: "/") }
        guard path.first == UInt8(ascii: "/"), let text = String(validating: name, as: UTF8.self),
            let route = Self.routes[text] ?? (listener == .control ? Self.controlRoutes[text] : nil)
        else { return nil }
        self = route
    }

    private init(_ endpoints: [(String, Endpoint)]) { self.endpoints = endpoints }

    func endpoint(method: String) -> Endpoint? { endpoints.first { $0.method == method }?.endpoint }

    private static let controlRoutes = [
        "control/alive": Route([("GET", .alive)]), "control/status": Route([("GET", .status)]),
        "control/tokens": Route([("POST", .tokens)]),
        "control/certificates": Route([("GET", .certificates), ("POST", .renewCertificatesByCommand)]),
    ]

    private static let routes: [String: Route] = {
        var routes = [
            "": Route([("GET", .test)]),
            OperationName.testBearer.rawValue: Route([("GET", .test)]),
            "events": Route([("GET", .events)]),
            "SERVER_IS_CONFIGURED": Route([("GET", .page(.serverIsConfigured))]),
            "browser-extension": Route([("GET", .page(.browserExtension))]),
            "generate/certs-and-keystore": Route([("GET", .page(.certificates)), ("POST", .renewCertificates)]),
            "ca.cer": Route([("GET", .importable(.der))]),
            "ca.pem": Route([("GET", .importable(.pem))]),
        ]
        for write in Catalog.writes {
            routes[write.name.rawValue] = Route(write.methods.map { ($0.rawValue, .write(write, $0)) })
        }
        for read in Catalog.reads { routes[read.name.rawValue] = Route([(read.method, .read(read))]) }
        return routes
    }()
}

extension ReadOperation {
    /// Reads with a body are posted.
    fileprivate var method: String {
        switch input {
        case .nothing, .watermark: "GET"
        case .json, .text: "POST"
        }
    }
}

/// What a request reaches.
enum Endpoint: Sendable {
    case write(WriteOperation, WriteOperation.Method)
    case read(ReadOperation)
    /// 200 and nothing: apps test their token here.
    case test
    case events
    case page(Page)
    /// The certificate that a device imports.
    case importable(ImportableForm)
    /// Where the original makes certificates.
    case renewCertificates
    /// For our own commands.
    case alive
    case status
    case tokens
    case certificates
    case renewCertificatesByCommand

    /// Two pages are for people who have no way to send a token (PROTOCOL §1.3), and so is the certificate, which every
    /// handshake shows anyway; who can open the control socket owns the
    /// library anyway; the socket's token is checked after its handshake.
    var needsToken: Bool {
        switch self {
        case .page(.serverIsConfigured), .page(.certificates), .importable: false
        case .alive, .status, .tokens, .certificates, .renewCertificatesByCommand, .events: false
        default: true
        }
    }
}

/// How a certificate is written down.
enum ImportableForm: Sendable {
    case der
    case pem
}

/// A page for people or for the extension.
enum Page: Sendable {
    case serverIsConfigured
    case browserExtension
    case certificates
}
