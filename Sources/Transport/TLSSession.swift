internal import COpenSSL
import Glibc

/// One TLS connection on a non-blocking socket. Used on the edge's thread only.
final class TLSSession {
    enum Progress: Equatable {
        /// So many bytes went.
        case bytes(Int)
        case done
        case wantsToRead
        case wantsToWrite
        /// The peer says, or shows, that nothing more will come.
        case ended
        case broken
    }

    private let session: OpaquePointer
    /// The name in the hello, once that has come.
    var serverName: [UInt8]?

    /// Takes over the session; the descriptor stays the caller's.
    init?(_ session: OpaquePointer, _ descriptor: Int32) {
        self.session = session
        guard SSL_set_fd(session, descriptor) == 1,
            linkora_tls_set_owner(session, Unmanaged.passUnretained(self).toOpaque()) == 1
        else { return nil }
    }

    deinit { SSL_free(session) }

    func shakeHands() -> Progress {
        progress {
            SSL_accept(session)
        } onSuccess: { _ in
            .done
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
        progress {
            SSL_read(session, buffer.baseAddress, Int32(buffer.count))
        } onSuccess: {
            .bytes(Int($0))
        }
    }

    /// What was not written must be tried again, the same and no less of it.
    func write(_ bytes: UnsafeRawBufferPointer) -> Progress {
        progress {
            SSL_write(session, bytes.baseAddress, Int32(bytes.count))
        } onSuccess: {
            .bytes(Int($0))
        }
    }

    /// Says good-bye; not waited for.
    func sayGoodbye() {
        SSL_shutdown(session)
        ERR_clear_error()
    }

    /// Why the last call failed, in the library's words, for the log.
    private(set) var problem = ""

    private func progress(_ call: () -> Int32, onSuccess: (Int32) -> Progress) -> Progress {
        ERR_clear_error()
        let result = call()
        if result > 0 { return onSuccess(result) }
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ: return .wantsToRead
        case SSL_ERROR_WANT_WRITE: return .wantsToWrite
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            problem = Self.lastProblem()
            return .broken
        }
    }

    private static func lastProblem() -> String {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else { return "the connection broke" }
        return String(cString: reason)
    }
}
