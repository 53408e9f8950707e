import Glibc

/// A TCP connection on which nothing waits: what can't be read or written now is left for a later call.
///
/// Not to be shared between threads.
final class LooseSocket {
    let descriptor: Int32
    /// What the kernel has not taken yet.
    private var unsent: [UInt8] = []
    private(set) var isClosed = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close() }

    /// Begins to dial; whether somebody listens shows at the first ``receive()``.
    /// - Parameters:
    ///   - source: one of 127.0.0.0/8 that the other side sees, as host bits: 2 is 127.0.0.2.
    /// - Returns: `nil` when it failed at once.
    static func dial(port: UInt16, fromHost source: UInt8) -> LooseSocket? {
        let socket = LooseSocket(descriptor: make())
        var from = LoopbackAddress(host: source, port: 0).native
        var one: Int32 = 1
        // The port is chosen at the connecting only, so that it may serve several peers.
        setsockopt(socket.descriptor, Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, &one, 4)
        guard withPointer(to: &from, { bind(socket.descriptor, $0, $1) }) == 0 else { return nil }
        setsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        var address = LoopbackAddress(host: 1, port: port).native
        let result = withPointer(to: &address) { connect(socket.descriptor, $0, $1) }
        return result == 0 || errno == EINPROGRESS ? socket : nil
    }

    static func make() -> Int32 {
        Glibc.socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    static func withPointer(
        to address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    /// This end's address.
    var ownAddress: LoopbackAddress? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = Self.withPointer(to: &address) { pointer, _ in getsockname(descriptor, pointer, &length) }
        return result == 0 ? LoopbackAddress(address) : nil
    }

    // MARK: Sending

    var wantsToWrite: Bool { !unsent.isEmpty }

    /// - Returns: `false` when the connection is broken.
    func send(_ bytes: [UInt8]) -> Bool {
        unsent += bytes
        return flush()
    }

    func flush() -> Bool {
        while !unsent.isEmpty {
            let count = unsent.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 { return errno == EAGAIN || errno == EINTR || errno == ENOTCONN }
            unsent.removeFirst(count)
        }
        return true
    }

    // MARK: Receiving

    enum Received {
        case bytes([UInt8])
        case nothingYet
        case end
    }

    func receive() -> Received {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count > 0 { return .bytes(Array(bytes[..<count])) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .nothingYet }
        return .end
    }

    // MARK: Ending

    func close() {
        guard !isClosed else { return }
        isClosed = true
        Glibc.close(descriptor)
    }

    /// Ends with RST instead of FIN.
    func abort() {
        guard !isClosed else { return }
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }
}

/// An address of the loopback network: 127.0.0.`host`.
struct LoopbackAddress: Hashable {
    let host: UInt8
    let port: UInt16

    init(host: UInt8, port: UInt16) {
        self.host = host
        self.port = port
    }

    init(_ native: sockaddr_in) {
        host = UInt8(truncatingIfNeeded: UInt32(bigEndian: native.sin_addr.s_addr))
        port = UInt16(bigEndian: native.sin_port)
    }

    var native: sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 | UInt32(host)).bigEndian
        return address
    }
}
