import SyncCore

/// Who may come in, as the door decides it (`Door+token.swift`): with the real tokens of the store and their scopes. The
/// shared token is a text to be compared and needs no store.
struct TokenDoor {
    private var living: LivingTokens

    /// Reads the tokens that there are, as every process does when it starts.
    /// - Throws: ``StoreError``.
    init(_ store: any Store) throws {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        living = LivingTokens(try snapshot.deviceTokens())
    }

    /// What the operator does before anything else: a token for each device that has one of its own, and those that are
    /// good for less, or not any more.
    /// - Throws: ``TokenProblem`` or ``StoreError``.
    static func makeTokens(of devices: [String], in store: any Store, nowSeconds: Int64) throws {
        let strangers: [(Stranger, TokenScope)] = [(.reader, .read), (.adder, .add), (.revoked, .full)]
        let tokens =
            devices.map { (Token.device($0), TokenScope.full) } + strangers.map { (Token.stranger($0.0), $0.1) }
        for (token, scope) in tokens {
            let new = NewToken(name: token.name, scope: scope, expires: nil, digest: digest(token))
            _ = try store.perform(.add(new), nowSeconds: nowSeconds)
        }
        _ = try store.perform(.revoke(name: Token.stranger(.revoked).name), nowSeconds: nowSeconds)
    }

    /// `nil` for a wrong or revoked token.
    mutating func identify(_ token: Token, from address: String, nowSeconds: Int64) -> Bearer? {
        if token == .shared { return .shared }
        return living.identify(Self.digest(token), from: address, nowSeconds: nowSeconds)
    }

    /// Any text has one; the names are told apart by their first bytes.
    private static func digest(_ token: Token) -> TokenDigest {
        let bytes = Array(token.name.utf8.prefix(TokenDigest.bytesCount))
        let filled = bytes + [UInt8](repeating: 0, count: TokenDigest.bytesCount - bytes.count)
        guard let digest = TokenDigest(bytes: filled) else { preconditionFailure("it has the right length") }
        return digest
    }
}

extension Token {
    fileprivate var name: String {
        switch self {
        case .shared: "shared"
        case .device(let name): name
        case .stranger(let stranger): "stranger \(stranger.rawValue)"
        }
    }
}
