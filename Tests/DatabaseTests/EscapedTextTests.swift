import Testing

@testable import PostgresDriver

@Suite struct EscapedTextTests {
    private static let texts = [
        "", "a", "\u{0}", "a\u{0}b", "\u{1}", "\u{1}\u{2}", "\u{1}\u{3}", "\u{0}\u{1}\u{0}", "\u{2}", "é\u{0}😀",
    ]

    private static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        EscapedText.append(text, to: &bytes)
        #expect(bytes.last == 0)
        return bytes.dropLast()
    }

    @Test(arguments: texts) func comesBackAsItWasAndHoldsNoNUL(_ text: String) {
        let bytes = Self.escaped(text)
        #expect(!bytes.contains(0))
        #expect(bytes.withUnsafeBufferPointer { EscapedText.unescaped($0) } == Array(text.utf8))
    }

    @Test func keepsTheOrderOfTexts() {
        let sorted = Self.texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let escaped = sorted.map(Self.escaped)
        for (left, right) in zip(escaped, escaped.dropFirst()) { #expect(left.lexicographicallyPrecedes(right)) }
    }

    /// What the original may have stored: a lone U+0001.
    @Test func whatIsNoPairIsReadAsItIs() {
        for bytes in [[1], [1, 65], [65, 1]] as [[UInt8]] {
            #expect(bytes.withUnsafeBufferPointer { EscapedText.unescaped($0) } == bytes)
        }
    }
}
