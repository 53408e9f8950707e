import COpenSSL
import Certificates
import Glibc

/// A TLS client on a blocking socket: OpenSSL's.
final class TLSClient {
    struct Settings {
        var serverName: String?
        /// In OpenSSL's numbers; 0: any.
        var version: Int32 = 0
        /// Of TLS 1.2, in OpenSSL's words.
        var suites: String?
        var groups: String?
        /// Each with its length before it.
        var protocols: [UInt8] = []
    }

    private let context: OpaquePointer
    private let session: OpaquePointer

    init(on descriptor: Int32, _ settings: Settings = Settings()) throws {
        context = SSL_CTX_new(TLS_client_method())
        session = SSL_new(context)
        for (number, version) in [
            (SSL_CTRL_SET_MIN_PROTO_VERSION, settings.version), (SSL_CTRL_SET_MAX_PROTO_VERSION, settings.version),
        ] {
            SSL_ctrl(session, number, Int(version), nil)
        }
        if let suites = settings.suites { SSL_set_cipher_list(session, suites) }
        if let groups = settings.groups {
            _ = groups.withCString {
                SSL_ctrl(session, SSL_CTRL_SET_GROUPS_LIST, 0, UnsafeMutableRawPointer(mutating: $0))
            }
        }
        if let name = settings.serverName {
            _ = name.withCString {
                SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, UnsafeMutableRawPointer(mutating: $0))
            }
        }
        if !settings.protocols.isEmpty {
            SSL_set_alpn_protos(session, settings.protocols, UInt32(settings.protocols.count))
        }
        SSL_set_fd(session, descriptor)
        signal(SIGPIPE, SIG_IGN)
        guard SSL_connect(session) == 1 else {
            let reason = ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) }
            ERR_clear_error()
            throw RawClient.Failure(description: "no handshake: \(reason ?? "closed")")
        }
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    var version: String { String(cString: SSL_get_version(session)) }
    var suite: String { String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(session))) }

    var chosenProtocol: String {
        var bytes: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(session, &bytes, &count)
        return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
    }

    var certificate: Certificate? {
        guard let pointer = SSL_get1_peer_certificate(session) else { return nil }
        defer { X509_free(pointer) }
        var der = [UInt8](repeating: 0, count: Int(i2d_X509(pointer, nil)))
        der.withUnsafeMutableBufferPointer { buffer in
            var next = buffer.baseAddress
            i2d_X509(pointer, &next)
        }
        return try? Certificate(der: der)
    }

    /// What has been read from the network and not taken yet.
    var hasMore: Bool { SSL_pending(session) > 0 }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(SSL_write(session, bytes.baseAddress, Int32(bytes.count)))
    }

    func read(_ buffer: inout [UInt8]) -> Int { Int(SSL_read(session, &buffer, Int32(buffer.count))) }

    /// Says that nothing more will come, and goes on listening.
    func endSending() { SSL_shutdown(session) }

    /// Whether the server has said good-bye properly.
    var wasToldGoodbye: Bool { SSL_get_shutdown(session) & SSL_RECEIVED_SHUTDOWN != 0 }
}
