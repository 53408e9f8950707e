import SyncCore

/// Texts as PostgreSQL can keep them: it refuses the NUL, which JSON and the other databases allow.
///
/// NUL is kept as U+0001 U+0002, and U+0001 as U+0001 U+0003: texts keep their order, and what stands in a database of
/// the original, which never has these pairs, is read as it is.
enum EscapedText {
    private static let escape: UInt8 = 1
    private static let nul: UInt8 = 2
    private static let itself: UInt8 = 3

    /// Appends the text's bytes as they are sent, with the NUL that ends them.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            guard byte <= escape else {
                bytes.append(byte)
                continue
            }
            bytes.append(escape)
            bytes.append(byte == 0 ? nul : itself)
        }
        bytes.append(0)
    }

    static func isEscaped(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.contains(escape) }

    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let next = place + 1 < bytes.count ? bytes[place + 1] : 0
            let isPair = bytes[place] == escape && (next == nul || next == itself)
            plain.append(isPair ? (next == nul ? 0 : escape) : bytes[place])
            place += isPair ? 2 : 1
        }
        return plain
    }
}
