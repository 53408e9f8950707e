internal import Observing

/// Secrets that fit into a URL, a header and a double click: base64url without padding (RFC 4648 §5).
enum RandomText {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// - Parameter bytes: of randomness; 32 leave nothing to guess.
    static func urlSafe(bytes count: Int, from generator: inout some RandomNumberGenerator) -> Secret {
        let characters = (count * 8 + 5) / 6
        let text = (0..<characters).map { _ in alphabet[Int(generator.next(upperBound: UInt64(alphabet.count)))] }
        return Secret(String(decoding: text, as: UTF8.self))
    }
}
