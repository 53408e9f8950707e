import Glibc

/// IP addresses that belong together: `192.168.0.0/16`, `fd00::/8`, `203.0.113.7`.
public struct AddressRange: Hashable, Sendable {
    /// 4 or 16; an IPv4 address that is written as IPv6 (`::ffff:1.2.3.4`) counts as IPv4.
    private let bytes: [UInt8]
    private let bits: Int

    /// - Returns: `nil` for what is no address, or has more bits than there are.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.bytes(String(parts[0])) else { return nil }
        self.bytes = bytes
        guard parts.count > 1 else {
            bits = bytes.count * 8
            return
        }
        guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits), !parts[1].hasPrefix("+") else {
            return nil
        }
        self.bits = bits
    }

    public func contains(_ peer: PeerAddress) -> Bool {
        guard let other = Self.bytes(peer.text), other.count == bytes.count else { return false }
        let whole = bits / 8
        guard other.prefix(whole) == bytes.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || (other[whole] ^ bytes[whole]) >> (8 - rest) == 0
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        if text.utf8.contains(UInt8(ascii: ":")) {
            var bytes = [UInt8](repeating: 0, count: 16)
            guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
            let isMapped = bytes[..<12].elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255])
            return isMapped ? Array(bytes[12...]) : bytes
        }
        var bytes = [UInt8](repeating: 0, count: 4)
        return inet_pton(AF_INET, text, &bytes) == 1 ? bytes : nil
    }
}
