public import Transport

/// What a request says about the way that it came, and whether that is believed.
///
/// A proxy in front of this server names the client in `X-Forwarded-For`, the client's scheme in `X-Forwarded-Proto`,
/// and the part of the path that it has taken away in `X-Forwarded-Prefix`. Anybody can write these lines: they count
/// only from a peer that is one of our proxies, and of several addresses the last one that is none of them.
public struct ProxyTrust: Sendable {
    private let proxies: [AddressRange]
    /// With a slash before and none behind it; empty for none.
    private let basePath: [UInt8]

    /// - Parameter basePath: below which the server is reached: `/linkora`; empty for the root.
    public init(proxies: [AddressRange], basePath: String) {
        self.proxies = proxies
        self.basePath = Array(basePath.utf8)
    }

    /// This machine and private networks (RFC 1918, RFC 4193, link-local).
    public static let privateNetworks = [
        "127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7",
        "fe80::/10",
    ].compactMap { AddressRange($0) }

    private static let lines = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-prefix"]

    /// The request as its client sent it.
    func resolve(_ head: RequestHead) -> RequestHead {
        var head = head
        takeBasePath(from: &head)
        let isForwarded = Self.lines.contains { head.headers.count(of: $0) > 0 }
        guard isForwarded, head.listener != .control, isProxy(head.peer) else { return head }
        head.peer = client(head)
        // Of a chain of proxies the first one met the client.
        if let scheme = head.headers.words("x-forwarded-proto").first { head.isSecure = scheme == "https" }
        if let prefix = Self.prefix(head.headers.first("x-forwarded-prefix")) { head.basePath = prefix }
        return head
    }

    /// Nothing but a path of plain letters: it goes into pages.
    private static func prefix(_ header: [UInt8]?) -> String? {
        guard let header, header.first == UInt8(ascii: "/"), let text = String(validating: header, as: UTF8.self),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Array("\"'<>?#\\".utf8).contains($0) })
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private func isProxy(_ peer: PeerAddress) -> Bool { proxies.contains { $0.contains(peer) } }

    /// The last address that is not one of our proxies. When all are, the first: a client of the own network. An entry that
    /// is no address ends the search: nobody can vouch for what stands before it.
    private func client(_ head: RequestHead) -> PeerAddress {
        var client = head.peer
        for word in head.headers.words("x-forwarded-for").reversed() {
            guard let address = Self.address(word) else { return client }
            client = address
            if !isProxy(address) { return client }
        }
        return client
    }

    /// `192.0.2.9`, `192.0.2.9:4711`, `[fd00::9]:4711`, `fd00::9`.
    private static func address(_ word: String) -> PeerAddress? {
        var text = word[...]
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            text = text[text.index(after: text.startIndex)..<end]
        } else if let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") {
            text = text[..<colon]
        }
        return AddressRange(text) == nil || text.contains("/") ? nil : PeerAddress(String(text))
    }

    /// A proxy may have taken it away or not: both work. Slashes before it don't count, as before a route.
    private func takeBasePath(from head: inout RequestHead) {
        guard !basePath.isEmpty else { return }
        let start = head.path.firstIndex { $0 != UInt8(ascii: "/") } ?? head.path.endIndex
        guard start > 0 else { return }
        let trimmed = head.path[(start - 1)...]
        let rest = trimmed.dropFirst(basePath.count)
        guard trimmed.starts(with: basePath), rest.isEmpty || rest.first == UInt8(ascii: "/") else { return }
        head.path = rest.isEmpty ? [UInt8(ascii: "/")] : Array(rest)
        head.basePath = String(decoding: basePath, as: UTF8.self)
    }
}
