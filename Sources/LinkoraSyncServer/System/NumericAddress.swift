internal import Glibc

/// IP addresses as text.
enum NumericAddress {
    /// The system's spelling of an IPv4 or IPv6 address: `::1` for `0:0:0:0:0:0:0:1`.
    /// - Returns: `nil` when the text is none.
    static func canonical(_ text: String) -> String? {
        for family in [AF_INET, AF_INET6] {
            var address = [UInt8](repeating: 0, count: 16)
            var shown = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_pton(family, text, &address) == 1,
                inet_ntop(family, address, &shown, socklen_t(shown.count)) != nil
            else { continue }
            return shown.textBeforeNUL
        }
        return nil
    }

    static func isIPv4(_ address: String) -> Bool { !address.contains(":") }
}

extension [CChar] {
    /// What C calls a string.
    var textBeforeNUL: String {
        String(decoding: prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
