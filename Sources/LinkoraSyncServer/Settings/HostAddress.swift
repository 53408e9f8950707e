/// What `hostAddress` asks for.
enum HostAddress: Sendable, Equatable {
    /// Absent, empty, `0.0.0.0` or `::`.
    case everywhere
    /// Numeric, in the spelling that the system uses.
    case address(String)
    /// To be looked up at start.
    case name(String)

    /// `localhost` and its kin mean the loopback address: looking them up would ask for a network that may not be up.
    /// - Returns: `nil` when this can be neither an address nor a name.
    static func read(_ text: String) -> HostAddress? {
        var text = text.withoutBlanksAround
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        if text.isEmpty { return .everywhere }
        if let address = NumericAddress.canonical(text) {
            return ["0.0.0.0", "::"].contains(address) ? .everywhere : .address(address)
        }
        let lower = text.lowercased()
        if ["localhost", "localhost.localdomain"].contains(lower) || lower.hasSuffix(".localhost") {
            return .address("127.0.0.1")
        }
        return isName(text) ? .name(text) : nil
    }

    /// Letters, digits, `-`, `_` and `.`, and not only digits and points: `192.168.1` is a slip, not a name.
    private static func isName(_ text: String) -> Bool {
        let isNameByte: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-_.".utf8.contains(byte)
            }
        }
        let hasLetter = text.utf8.contains { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        return text.utf8.count <= 253 && text.utf8.allSatisfy(isNameByte) && hasLetter
    }
}
