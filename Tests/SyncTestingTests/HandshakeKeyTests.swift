import Testing

@testable import SyncTesting

@Suite struct HandshakeKeyTests {
    /// The example of RFC 6455 §1.3.
    @Test func answersAsTheStandardSays() {
        #expect(HandshakeKey(text: "dGhlIHNhbXBsZSBub25jZQ==").acceptance == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(HandshakeKey(nonce: Array("the sample nonce".utf8)).text == "dGhlIHNhbXBsZSBub25jZQ==")
    }

    /// RFC 4648 §10.
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func base64(text: String, expected: String) { #expect(Base64.encode(Array(text.utf8)) == expected) }

    /// Lengths around the block's end, from RFC 3174 and `sha1sum`.
    @Test func sha1() {
        func hex(_ text: String) -> String {
            SHA1.digest(Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        #expect(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(hex(String(repeating: "a", count: 55)) == "c1c8bbdc22796e28c0e15163d20899b65621d65a")
        #expect(hex(String(repeating: "a", count: 56)) == "c2db330f6083854c99d4b5bfb6e8f29f201be699")
        #expect(hex(String(repeating: "a", count: 64)) == "0098ba824b5c16427bd7a1122a5a442a25ec644d")
    }
}
