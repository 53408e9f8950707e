/// Reads frames of a server (unmasked, RFC 6455 §5.2) out of bytes as they come.
struct FrameReader {
    private var unread: [UInt8] = []

    /// - Returns: the frames that are whole now, each with its bytes on the wire.
    /// - Throws: ``NetworkError/malformed(_:)``.
    mutating func read(_ bytes: some Sequence<UInt8>) throws -> [(frame: WebSocketFrame, bytes: [UInt8])] {
        unread += bytes
        var frames: [(frame: WebSocketFrame, bytes: [UInt8])] = []
        while let (frame, count) = try next() {
            frames.append((frame, Array(unread[..<count])))
            unread.removeFirst(count)
        }
        return frames
    }

    private func next() throws -> (WebSocketFrame, count: Int)? {
        guard unread.count >= 2 else { return nil }
        guard unread[0] & 0x70 == 0, unread[1] & 0x80 == 0 else {
            throw NetworkError.malformed("a server's frame with reserved bits or a mask")
        }
        let lengthBytes = unread[1] == 127 ? 8 : unread[1] == 126 ? 2 : 0
        let head = 2 + lengthBytes
        guard unread.count >= head else { return nil }
        let length = lengthBytes == 0 ? Int(unread[1]) : unread[2..<head].reduce(0) { $0 << 8 | Int($1) }
        guard unread.count >= head + length else { return nil }
        let frame = WebSocketFrame(
            unread[0] & 0x0F, Array(unread[head..<head + length]), isFinal: unread[0] & 0x80 != 0)
        return (frame, head + length)
    }
}
