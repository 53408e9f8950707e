internal import COpenSSL

/// The one computation in a WebSocket's handshake (RFC 6455 §4.2.2).
enum WebSocketHandshake {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// - Parameter key: the value of `Sec-WebSocket-Key`.
    /// - Returns: the value of `Sec-WebSocket-Accept`.
    static func acceptValue(key: [UInt8]) -> String {
        let text = key + Array(suffix.utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        _ = SHA1(text, text.count, &digest)
        return Base64.text(of: digest)
    }
}
