/// Who stands at the door, as far as the request itself says: the token that it brought.
///
/// With a token of its own a device is known at every request. With the shared one it is known by the correlation in
/// what it writes, and by the number that it shows when it pulls (``Claim``).
public struct Asker: Sendable, Hashable {
    /// The row of ``Table/tokens``; 0 for the shared token.
    public var token: Int64

    public static let shared = Asker(token: 0)

    public init(token: Int64) { self.token = token }

    public var isKnown: Bool { token != 0 }
}
