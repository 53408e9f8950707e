internal import COpenSSL
import Glibc

/// What all TLS sessions of this server share: versions, suites, curves, and who chooses the certificate.
///
/// Used on the edge's thread only. Made at the first hello: it costs memory that a server without one need not have.
final class TLSContext {
    /// With forward secrecy and authenticated encryption alone; the apps can do four of them (PROTOCOL §1.8).
    private static let suites = "ECDHE+AESGCM:ECDHE+CHACHA20"
    /// The apps know the two of NIST.
    private static let groups = "X25519:P-256:P-384"
    /// One for each certificate that is in use; more are begun anew.
    private static let preparedMax = 96
    private static let http11: [UInt8] = [8] + Array("http/1.1".utf8)

    private let context: OpaquePointer
    private let choose: TLSIdentityChoice
    private var prepared: [TLSIdentity: PreparedIdentity] = [:]

    init(_ choose: @escaping TLSIdentityChoice) throws(TransportError) {
        OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
        guard let context = SSL_CTX_new(TLS_server_method()),
            linkora_tls_set_up(context, Self.suites, Self.groups) == 1
        else {
            ERR_clear_error()
            throw TransportError(.noResources, "TLS cannot be set up: the system gives no memory.")
        }
        self.context = context
        self.choose = choose
        SSL_CTX_set_cert_cb(context, certificateCallback, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_set_alpn_select_cb(context, protocolCallback, nil)
        SSL_CTX_set_msg_callback(context, messageCallback)
    }

    deinit { SSL_CTX_free(context) }

    func makeSession(on descriptor: Int32) -> TLSSession? {
        guard let session = SSL_new(context) else { return nil }
        return TLSSession(session, descriptor)
    }

    fileprivate func useCertificate(in session: OpaquePointer, _ serverName: [UInt8]?) -> Bool {
        guard let identity = choose(serverName), let ready = prepared(identity) else { return false }
        return ready.use(in: session)
    }

    private func prepared(_ identity: TLSIdentity) -> PreparedIdentity? {
        if let ready = prepared[identity] { return ready }
        if prepared.count >= Self.preparedMax { prepared.removeAll() }
        let ready = PreparedIdentity(identity)
        prepared[identity] = ready
        return ready
    }

    /// Of what a client offers we speak one.
    fileprivate static func choosesHTTP11(_ offered: UnsafeRawBufferPointer) -> Range<Int>? {
        var start = 0
        while start < offered.count {
            let end = start + 1 + Int(offered[start])
            guard end <= offered.count else { return nil }
            if offered[start..<end].elementsEqual(http11) { return start + 1..<end }
            start = end
        }
        return nil
    }
}

/// The hello is complete: which certificate?
private let certificateCallback: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
    session, context in
    guard let session, let context, let owner = linkora_tls_owner(session) else { return 0 }
    let serverName = Unmanaged<TLSSession>.fromOpaque(owner).takeUnretainedValue().serverName
    let tls = Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue()
    return tls.useCertificate(in: session, serverName) ? 1 : 0
}

/// A client that offers only what we don't speak may try all the same.
private let protocolCallback: SSL_CTX_alpn_select_cb_func = { _, chosen, chosenCount, offered, offeredCount, _ in
    let bytes = UnsafeRawBufferPointer(start: offered, count: Int(offeredCount))
    guard let offered, let range = TLSContext.choosesHTTP11(bytes) else { return SSL_TLSEXT_ERR_NOACK }
    chosen?.pointee = offered + range.lowerBound
    chosenCount?.pointee = UInt8(range.count)
    return SSL_TLSEXT_ERR_OK
}

/// Called with each message, of which the client's hello is looked at: its name is read, and hidden from OpenSSL when that
/// would end the handshake for it. The extension's number is changed to one that nobody knows, in OpenSSL's own buffer,
/// which it has hashed already and will read next; a client is told the same either way (RFC 6066: the answer is optional).
private let messageCallback:
    @convention(c) (
        Int32, Int32, Int32, UnsafeRawPointer?, Int, OpaquePointer?, UnsafeMutableRawPointer?
    ) -> Void = { isWriting, _, kind, bytes, count, session, _ in
        let hello = UnsafeRawBufferPointer(start: bytes, count: count)
        guard isWriting == 0, kind == SSL3_RT_HANDSHAKE, hello.first == UInt8(SSL3_MT_CLIENT_HELLO),
            let session, let owner = linkora_tls_owner(session), let found = ServerNameExtension(hello: hello)
        else { return }
        Unmanaged<TLSSession>.fromOpaque(owner).takeUnretainedValue().serverName = found.name
        guard found.isRefused else { return }
        let writable = UnsafeMutableRawBufferPointer(mutating: hello)
        // 0x0A0A is kept free for ever (RFC 8701), so that servers learn to pass over it.
        writable[found.numberOffset] = 0x0A
        writable[found.numberOffset + 1] = 0x0A
    }
