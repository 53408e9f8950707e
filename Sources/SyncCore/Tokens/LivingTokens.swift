/// The named tokens in memory, so that no request has to ask the database who it comes from. A value.
public struct LivingTokens: Sendable {
    private struct Entry: Sendable {
        var token: DeviceToken
        let digest: TokenDigest
        let scope: TokenScope?
        /// The last use is not in the database yet.
        var isUseUnwritten = false
    }

    private var entries: [Entry] = []
    private var placesByShelf: [UInt64: [Int]] = [:]
    /// Those that nothing matches, for the list.
    private var unusable: [DeviceToken] = []

    public init(_ kept: [KeptToken] = []) {
        for kept in kept { add(kept) }
    }

    /// Takes over what a command changed: the token of this name is gone, and another may have taken its place.
    public mutating func replace(named name: String, with kept: KeptToken?) {
        entries.removeAll { Self.isSame($0.token.name, name) }
        unusable.removeAll { Self.isSame($0.name, name) }
        placesByShelf = [:]
        for (place, entry) in entries.enumerated() { placesByShelf[entry.digest.shelf, default: []].append(place) }
        if let kept { add(kept) }
    }

    private mutating func add(_ kept: KeptToken) {
        guard let digest = kept.digest else {
            unusable.append(kept.token)
            return
        }
        placesByShelf[digest.shelf, default: []].append(entries.count)
        entries.append(Entry(token: kept.token, digest: digest, scope: TokenScope(rawValue: kept.token.scope)))
    }

    /// By bytes, as databases compare names.
    private static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    /// In the order in which they were made.
    public var all: [DeviceToken] { (entries.map(\.token) + unusable).sorted { $0.id < $1.id } }

    // MARK: At the door

    /// Who brings a token with this digest; `nil` for a wrong, revoked or expired one. Takes note of the use.
    /// - Parameter nowSeconds: epoch seconds.
    public mutating func identify(_ digest: TokenDigest, from address: String, nowSeconds: Int64) -> Bearer? {
        let places = placesByShelf[digest.shelf] ?? []
        guard let place = places.first(where: { entries[$0].digest.isSame(as: digest) }),
            let scope = entries[place].scope, !entries[place].token.isExpired(nowSeconds: nowSeconds)
        else { return nil }
        entries[place].token.lastUsed = nowSeconds
        if entries[place].token.lastAddress != address { entries[place].token.lastAddress = address }
        entries[place].isUseUnwritten = true
        return Bearer(asker: Asker(token: entries[place].token.id), scope: scope)
    }

    /// When a token will be refused.
    public enum Term: Sendable, Equatable {
        case never
        case until(Int64)
        /// Revoked or expired.
        case over
    }

    public func term(of id: Int64, nowSeconds: Int64) -> Term {
        guard let token = entries.first(where: { $0.token.id == id })?.token, !token.isExpired(nowSeconds: nowSeconds)
        else { return .over }
        return token.expires.map { .until($0) } ?? .never
    }

    // MARK: Last uses

    public var unwrittenUses: [DeviceToken] { entries.filter(\.isUseUnwritten).map(\.token) }

    /// These are in the database now; a use that came since is still to be written.
    public mutating func wrote(_ uses: [DeviceToken]) {
        let written = Dictionary(uniqueKeysWithValues: uses.map { ($0.id, $0) })
        for place in entries.indices where written[entries[place].token.id] == entries[place].token {
            entries[place].isUseUnwritten = false
        }
    }
}
