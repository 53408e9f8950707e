/// What a client is shown in the handshake: certificates in DER, the server's own first, and that one's private key.
///
/// Equal ones are prepared once: hand out the same bytes again and again.
public struct TLSIdentity: Hashable, Sendable {
    public let chain: [[UInt8]]
    /// In DER, as the algorithm's own structure or PKCS #8. Never logged.
    let key: [UInt8]

    public init(chain: [[UInt8]], key: [UInt8]) {
        self.chain = chain
        self.key = key
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(chain.first) }
}

/// Chooses an identity by the name in the client's hello (RFC 6066): any bytes, at most some 16,000 of them, or `nil`
/// without a name. Called on the edge's thread in each handshake: it must not block. `nil` refuses the handshake.
public typealias TLSIdentityChoice = @Sendable (_ serverName: [UInt8]?) -> TLSIdentity?
