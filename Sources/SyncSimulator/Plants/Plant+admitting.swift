import SyncCore

/// Who is let in.
extension Plant {
    static let admitting = [
        Plant("token-not-checked", "whoever brings a token is let in") { $0.door = { _, bearer in bearer ?? .shared } },
        Plant("read-token-may-write", "a token's scope is not looked at") {
            $0.door = { _, bearer in bearer.map { Bearer(asker: $0.asker, scope: .full) } }
        },
        Plant("revoked-token-still-good", "a token that was revoked opens the door until the next version") {
            $0.door = { token, bearer in token == .stranger(.revoked) ? .shared : bearer }
        },
    ]
}
