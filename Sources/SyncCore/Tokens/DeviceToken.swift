public import SyncModel

/// A named token, as it is listed. The token itself is known to nobody but its device.
public struct DeviceToken: WireObject, Equatable {
    /// The row; what ``Asker/token`` names. Never given twice.
    public var id: Int64 = 0
    public var name = ""
    /// A ``TokenScope``, or what somebody else has written there: that opens nothing.
    public var scope = ""
    /// Epoch seconds, as all times here.
    public var created: Int64 = 0
    /// From this second on it is refused; `nil` for never.
    public var expires: Int64?
    /// `nil` before the first request.
    public var lastUsed: Int64?
    /// Where that request came from: a proxy's own address, behind one.
    public var lastAddress: String?

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.field("name", &name, .required)
        try visitor.field("scope", &scope, .required)
        try visitor.field("created", &created, .required)
        try visitor.field("expires", &expires, .optional)
        try visitor.field("lastUsed", &lastUsed, .optional)
        try visitor.field("lastAddress", &lastAddress, .optional)
    }

    public func isExpired(nowSeconds: Int64) -> Bool { expires.map { $0 <= nowSeconds } ?? false }
}

/// A token with what it is recognised by.
public struct KeptToken: Sendable, Equatable {
    public var token: DeviceToken
    /// `nil` when the row holds none that can be one: nothing matches it.
    public let digest: TokenDigest?

    public init(_ token: DeviceToken, _ digest: TokenDigest?) {
        self.token = token
        self.digest = digest
    }

    /// What ``init(_:)-(Cursor)`` reads, in this order.
    static let columns: [Column] = [
        .tokenId, .tokenName, .tokenScope, .tokenCreated, .tokenExpires, .tokenLastUsed, .tokenLastAddress,
        .tokenDigest,
    ]

    init(_ row: any Cursor) {
        token = DeviceToken()
        token.id = row.integer(0)
        token.name = row.text(1)
        token.scope = row.text(2)
        token.created = row.integer(3)
        token.expires = row.optionalInteger(4)
        token.lastUsed = row.optionalInteger(5)
        token.lastAddress = row.optionalText(6)
        digest = TokenDigest(text: row.text(7))
    }
}

/// A token to be added. Whoever draws it hands over its digest alone.
public struct NewToken: Sendable, Equatable {
    public let name: String
    public let scope: TokenScope
    public let expires: Int64?
    public let digest: TokenDigest

    public init(name: String, scope: TokenScope, expires: Int64?, digest: TokenDigest) {
        self.name = name
        self.scope = scope
        self.expires = expires
        self.digest = digest
    }
}
