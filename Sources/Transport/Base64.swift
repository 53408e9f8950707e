internal import COpenSSL

/// Base64 with padding (RFC 4648, section 4).
public enum Base64 {
    public static func text(of bytes: [UInt8]) -> String {
        // Four letters for three bytes, and a NUL behind them.
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(count)), as: UTF8.self)
    }
}
