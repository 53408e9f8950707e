internal import CMicrohttpd
import Glibc
internal import Observing

/// A body that is made while the client takes it.
final class StreamedBody {
    private static let blockBytes = 32 * 1_024

    private let stream: any ReplyStream
    private let logger: Logger
    private var piece: [UInt8] = []
    private var taken = 0

    private init(_ stream: any ReplyStream, _ logger: Logger) {
        self.stream = stream
        self.logger = logger
    }

    /// The stream is closed when the engine lets go of the response, whatever became of it.
    static func response(_ stream: any ReplyStream, _ logger: Logger) -> OpaquePointer? {
        let body = Unmanaged.passRetained(StreamedBody(stream, logger))
        let response = MHD_create_response_from_callback(
            linkora_size_unknown(), blockBytes,
            { context, _, buffer, count in
                let body = Unmanaged<StreamedBody>.fromOpaque(context!).takeUnretainedValue()
                return body.fill(UnsafeMutableRawBufferPointer(start: buffer, count: count))
            }, body.toOpaque(),
            { context in
                let body = Unmanaged<StreamedBody>.fromOpaque(context!).takeRetainedValue()
                body.stream.close()
            })
        // The caller closes the stream of a reply that cannot be sent.
        if response == nil { body.release() }
        return response
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        if taken == piece.count {
            do { piece = try stream.next(bytesWanted: max(buffer.count, Self.blockBytes)) } catch {
                logger.warning("A streamed reply broke; the connection was cut.", [("error", "\(type(of: error))")])
                return linkora_end_with_error()
            }
            taken = 0
            if piece.isEmpty { return linkora_end_of_stream() }
        }
        let count = min(buffer.count, piece.count - taken)
        piece.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + count])) }
        taken += count
        return count
    }
}
