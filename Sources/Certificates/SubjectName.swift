internal import Glibc

/// A name that a certificate can carry: of a machine, or an IP address (RFC 5280, section 4.2.1.6).
public enum SubjectName: Hashable, Sendable {
    /// In small letters, without a final dot; may begin with `*.`.
    case dns(String)
    /// 4 or 16 bytes.
    case address([UInt8])

    /// What a person or a client writes: `nas.local`, `192.168.0.9`, `fd00:0:0:0:0:0:0:2`, `NAS.fritz.box.`.
    ///
    /// `_` is allowed: routers give such names, and the apps dial them (the reverse name of an address).
    /// - Returns: `nil` when no certificate can carry it: empty, blank, not ASCII, an address with a zone, a label of more
    ///   than 63 letters.
    public init?(_ text: String) {
        if let address = Self.address(text) {
            self = .address(address)
        } else if let name = Self.name(text) {
            self = .dns(name)
        } else {
            return nil
        }
    }

    /// As a client sends it in its hello (RFC 6066, section 3): any bytes. A pattern with `*` is no name there.
    public init?(serverName bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(UInt8(ascii: "*")) else {
            return nil
        }
        self.init(text)
    }

    public var isIPv6Address: Bool {
        if case .address(let bytes) = self { return bytes.count == 16 }
        return false
    }

    /// Whether this name of a certificate stands for the other one: the same, or a wildcard for its first label.
    func covers(_ other: SubjectName) -> Bool {
        guard case .dns(let pattern) = self, case .dns(let name) = other, pattern.hasPrefix("*.") else {
            return self == other
        }
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return false }
        return name[dot...] == pattern.dropFirst()
    }

    // MARK: Reading

    private static func address(_ text: String) -> [UInt8]? {
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        return inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1 ? bytes : nil
    }

    private static let lettersMax = 253

    private static func name(_ text: String) -> String? {
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        guard name.utf8.count <= lettersMax else { return nil }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isWildcard = labels.first == "*" && labels.count > 1
        return (isWildcard ? labels.dropFirst() : labels[...]).allSatisfy(isLabel) ? name : nil
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count)
            && label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}

extension SubjectName: CustomStringConvertible {
    /// `nas.local`, `192.168.0.9`, `fd00::2`
    public var description: String {
        switch self {
        case .dns(let name): return name
        case .address(let bytes):
            var shown = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            inet_ntop(bytes.count == 16 ? AF_INET6 : AF_INET, bytes, &shown, socklen_t(shown.count))
            return String(decoding: shown.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
