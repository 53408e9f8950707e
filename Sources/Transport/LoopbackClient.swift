internal import COpenSSL
import Glibc

/// Sends one request to a server on this machine and waits for the whole answer: for a server's question to itself.
///
/// Through TLS it checks no certificate. What it wants to know is whether somebody answers; the way does not leave the
/// machine.
public struct LoopbackClient: Sendable {
    private let host: String
    private let port: UInt16
    private let isSecure: Bool
    private let secondsMax: Int

    private static let answerBytesMax = 65_536

    /// - Parameters:
    ///   - host: a numeric address.
    ///   - secondsMax: how long each step may take.
    public init(host: String, port: UInt16, isSecure: Bool, secondsMax: Int) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
        self.secondsMax = secondsMax
    }

    /// - Parameter request: one of HTTP/1.0, whose answer ends with the connection.
    /// - Throws: ``TransportError/Code/noAnswer``.
    public func answer(to request: [UInt8]) throws(TransportError) -> [UInt8] {
        let family = host.contains(":") ? AF_INET6 : AF_INET
        guard let address = SocketAddress(host: host, port: port, family: family) else {
            throw failure("it is no address")
        }
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(Self.lastProblem) }
        defer { close(descriptor) }
        limitTimes(descriptor)
        guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else { throw failure(Self.lastProblem) }
        return try isSecure ? secureAnswer(to: request, on: descriptor) : plainAnswer(to: request, on: descriptor)
    }

    private func limitTimes(_ descriptor: Int32) {
        var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private func plainAnswer(to request: [UInt8], on descriptor: Int32) throws(TransportError) -> [UInt8] {
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw failure(Self.lastProblem)
        }
        return try collect { recv(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private func secureAnswer(to request: [UInt8], on descriptor: Int32) throws(TransportError) -> [UInt8] {
        OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw failure("TLS can't be set up") }
        defer { SSL_CTX_free(context) }
        guard let session = SSL_new(context), SSL_set_fd(session, descriptor) == 1 else {
            throw failure("TLS can't be set up")
        }
        defer { SSL_free(session) }
        guard SSL_connect(session) == 1 else { throw failure("no TLS session came about") }
        guard SSL_write(session, request, Int32(request.count)) == request.count else {
            throw failure("the TLS session ended")
        }
        return try collect { Int(SSL_read(session, $0.baseAddress, Int32($0.count))) }
    }

    /// What `read` gives until it gives nothing more.
    private func collect(_ read: (UnsafeMutableRawBufferPointer) -> Int) throws(TransportError) -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while answer.count < Self.answerBytesMax {
            let count = buffer.withUnsafeMutableBytes(read)
            if count <= 0 { break }
            answer += buffer.prefix(count)
        }
        if answer.isEmpty { throw failure("no answer came within \(secondsMax) s") }
        return answer
    }

    private static var lastProblem: String { String(cString: strerror(errno)) }

    private func failure(_ problem: String) -> TransportError {
        let shown = host.contains(":") ? "[\(host)]" : host
        return TransportError(.noAnswer, "\(isSecure ? "https" : "http")://\(shown):\(port)/: \(problem)")
    }
}
