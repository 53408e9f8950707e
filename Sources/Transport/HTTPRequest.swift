/// The first part of an HTTP request, as it stood on the wire.
///
/// Paths, queries and header values are bytes: nothing was decoded, nothing needs to be UTF-8.
public struct RequestHead: Sendable {
    /// Which door the request came in by. Each of the first two takes TLS and plain HTTP: see ``isSecure``.
    public enum Listener: Sendable, Equatable {
        case http
        case https
        /// The unix socket that our own commands use; whoever can open it owns the database file anyway.
        case control
    }

    public enum Version: Sendable, Equatable {
        case http10
        case http11
    }

    public let method: String
    /// The raw target up to `?`; what stands behind a proxy may take its own part off.
    public var path: [UInt8]
    /// The raw target after `?`; `nil` without one.
    public let query: [UInt8]?
    public let version: Version
    public let headers: HTTPHeaders
    public let listener: Listener
    /// Who is at the other end, or the client behind it when that is a proxy of ours.
    public var peer: PeerAddress
    /// Whether the client itself speaks TLS.
    public var isSecure: Bool
    /// What stands before ``path`` in the client's URL, a slash before and none behind it; mostly empty.
    public var basePath = ""

    public init(
        method: String, path: [UInt8], query: [UInt8]? = nil, version: Version = .http11,
        headers: HTTPHeaders = HTTPHeaders(), listener: Listener = .http, peer: PeerAddress = .unknown
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.version = version
        self.headers = headers
        self.listener = listener
        self.peer = peer
        isSecure = false
    }
}

/// Who is at the other end, without the port: `192.168.0.9`, `fd00::9`, or empty for a unix socket.
public struct PeerAddress: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public static let unknown = PeerAddress("")

    public var description: String { text }
}
