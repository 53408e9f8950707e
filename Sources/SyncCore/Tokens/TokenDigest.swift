/// All that is kept of a token: its SHA-256.
///
/// Tokens are drawn with 256 bits of chance, so that nobody can try through what may have this digest: the salt and the
/// slowness that passwords need would protect nothing here, and cost every request.
public struct TokenDigest: Sendable, Equatable {
    public static let bytesCount = 32

    private let bytes: [UInt8]

    /// `nil` when these are not 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.bytesCount else { return nil }
        self.bytes = bytes
    }

    /// `nil` when the text is not what ``text`` makes.
    public init?(text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 2 * Self.bytesCount else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// 64 hexadecimal digits in small letters, as the database keeps it.
    public var text: String {
        String(decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Where to look for it: its first eight bytes. They tell nothing of the token.
    var shelf: UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    func isSame(as other: TokenDigest) -> Bool { isEqualInConstantTime(bytes, other.bytes) }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func value(_ digit: UInt8) -> UInt8? { digits.firstIndex(of: digit).map { UInt8($0) } }
}
