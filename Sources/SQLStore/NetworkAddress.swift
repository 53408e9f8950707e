public import Observing

/// Where a database server is, as whom to speak to it, and how far its word is trusted.
public struct NetworkAddress: Sendable {
    /// A name or an address.
    public var host: String
    public var port: UInt16
    /// The folder (PostgreSQL) or file (MySQL) of the server's unix socket, spoken to instead of host and port.
    public var socketPath: String?
    public var database: String
    /// Where the tables are, other than the user's default; only PostgreSQL has several in one database.
    public var schema: String?
    public var user: String
    public var password: Secret
    public var encryption: Encryption
    /// Of a file with the certificates that may vouch for the server; `nil`: the system's.
    public var authorityPath: String?

    /// By PostgreSQL's words for `sslmode`, which the other drivers take too.
    public enum Encryption: String, CaseIterable, Sendable {
        case disable
        /// If the server can; anybody in between may say that it can't.
        case prefer
        case require
        /// And the certificate must be one that the authority vouches for.
        case verifyAuthority = "verify-ca"
        /// And it must bear the host's name.
        case verifyFull = "verify-full"
    }

    public init(
        host: String, port: UInt16, socketPath: String? = nil, database: String, schema: String? = nil,
        user: String = "", password: Secret = Secret(""), encryption: Encryption = .prefer,
        authorityPath: String? = nil
    ) {
        self.host = host
        self.port = port
        self.socketPath = socketPath
        self.database = database
        self.schema = schema
        self.user = user
        self.password = password
        self.encryption = encryption
        self.authorityPath = authorityPath
    }

    /// For people: without user and password.
    public var shown: String {
        let place = socketPath ?? "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        return "\(database) at \(place)" + (schema.map { ", schema \($0)" } ?? "")
    }
}
