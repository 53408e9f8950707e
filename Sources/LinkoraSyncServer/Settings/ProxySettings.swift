internal import SyncHTTP
internal import Transport

/// What can be set about proxies in front of this server.
struct ProxySettings: Sendable {
    /// Whose `X-Forwarded-` lines are believed.
    var trusted = ProxyTrust.privateNetworks
    /// With a slash before and none behind it; empty for the root.
    var basePath = ""

    var trust: ProxyTrust { ProxyTrust(proxies: trusted, basePath: basePath) }

    /// The word that stands for ``ProxyTrust/privateNetworks``.
    static let privateWord = "private"

    /// Addresses and networks, separated by commas or blanks; `private` among them, or `none` alone.
    /// - Returns: `nil` when one of them is none.
    static func networks(_ text: String) -> [AddressRange]? {
        if text.withoutBlanksAround == "none" { return [] }
        var networks: [AddressRange] = []
        for word in text.listWords {
            if word == privateWord {
                networks += ProxyTrust.privateNetworks
            } else if let network = AddressRange(word) {
                networks.append(network)
            } else {
                return nil
            }
        }
        return networks
    }

    /// - Returns: `nil` for what is no plain path.
    static func basePath(_ text: String) -> String? {
        var path = text.withoutBlanksAround
        while path.hasSuffix("/") { path.removeLast() }
        if path.isEmpty { return "" }
        if !path.hasPrefix("/") { path = "/" + path }
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: Array("/-_.~".utf8).contains(byte)
            }
        }
        return isPlain && !path.contains("//") ? path : nil
    }
}

extension String {
    /// Words separated by commas or blanks.
    var listWords: [String] { split { $0 == "," || $0.isWhitespace }.map(String.init) }
}
