internal import CMicrohttpd
import Glibc
internal import Observing

/// Turns a reply into what the HTTP engine sends. On the HTTP loop.
struct ReplyQueueing {
    /// Smaller bodies are copied, larger ones lent.
    private static let copiedBytesMax = 4 * 1_024

    let logger: Logger

    /// - Returns: false when the engine refuses; the connection is closed then.
    func queue(_ reply: HTTPReply, closing: Bool, on connection: OpaquePointer) -> Bool {
        guard let response = makeResponse(reply.body) else {
            reply.discard()
            return false
        }
        defer { MHD_destroy_response(response) }
        for (name, value) in reply.headers where MHD_add_response_header(response, name, value) != .YES {
            logger.warning("A reply's header line cannot be sent and was left out.", [("name", name)])
        }
        if closing || reply.closesConnection { MHD_add_response_header(response, "Connection", "close") }
        return MHD_queue_response(connection, UInt32(reply.status), response) == .YES
    }

    private func makeResponse(_ body: HTTPReply.Body) -> OpaquePointer? {
        switch body {
        case .bytes(let bytes) where bytes.count <= Self.copiedBytesMax:
            return bytes.withUnsafeBytes {
                MHD_create_response_from_buffer(
                    $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .bytes(let bytes): return lend(bytes)
        case .stream(let stream): return StreamedBody.response(stream, logger)
        }
    }

    private func lend(_ bytes: [UInt8]) -> OpaquePointer? {
        let lent = Unmanaged.passRetained(LentBytes(bytes))
        let response = withExtendedLifetime(lent.takeUnretainedValue().buffer) { buffer in
            MHD_create_response_from_buffer_with_free_callback_cls(
                buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress),
                { context in Unmanaged<LentBytes>.fromOpaque(context!).release() }, lent.toOpaque())
        }
        if response == nil { lent.release() }
        return response
    }
}

/// An array that the HTTP engine reads without a copy.
///
/// The storage of a native array stays where it is as long as somebody holds the array and nobody changes it, which
/// is what this class is for.
private final class LentBytes {
    private let bytes: [UInt8]
    let buffer: UnsafeBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        buffer = bytes.withUnsafeBufferPointer { $0 }
    }
}
