import Transport

/// The open sockets that came with a named token. A value.
struct SocketsOfTokens {
    private var sockets: [Int64: [UInt64: any WebSocket]] = [:]

    /// The tokens that have sockets.
    var tokens: some Sequence<Int64> { sockets.keys }
    var isEmpty: Bool { sockets.isEmpty }

    mutating func add(_ socket: any WebSocket, of token: Int64) { sockets[token, default: [:]][socket.id] = socket }

    mutating func remove(_ socket: any WebSocket) {
        for (token, ofToken) in sockets where ofToken[socket.id] != nil {
            sockets[token]?[socket.id] = nil
            if ofToken.count == 1 { sockets[token] = nil }
        }
    }

    mutating func take(of token: Int64) -> [any WebSocket] { (sockets.removeValue(forKey: token) ?? [:]).map(\.value) }

    /// 1008 is RFC 6455's code for who is not welcome (section 7.4.1). Apps take all codes alike: none dials again
    /// before its next start (PROTOCOL §4.5), and is refused then.
    static func close(_ socket: any WebSocket) {
        socket.close(code: 1008, reason: "This token was revoked or has expired.")
    }
}
