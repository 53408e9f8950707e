import Glibc

/// A listening socket on a free port of 127.0.0.1 on which nothing waits.
final class LooseListener {
    let descriptor: Int32
    let port: UInt16

    /// - Throws: ``NetworkError`` when there is no port or no descriptor left.
    init() throws {
        descriptor = LooseSocket.make()
        var address = LoopbackAddress(host: 1, port: 0).native
        let descriptor = descriptor
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = LooseSocket.withPointer(to: &address) { pointer, count in
            guard bind(descriptor, pointer, count) == 0, listen(descriptor, 256) == 0 else { return -1 }
            return getsockname(descriptor, pointer, &length)
        }
        port = UInt16(bigEndian: address.sin_port)
        guard result == 0 else {
            throw NetworkError.cannotConnect(host: "127.0.0.1", port: 0, reason: lastErrorText())
        }
    }

    deinit { close(descriptor) }

    /// The next one who dialled, with his address; `nil` when there is nobody.
    func accept() -> (socket: LooseSocket, peer: LoopbackAddress)? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = LooseSocket.withPointer(to: &address) { pointer, _ in
            Glibc.accept(self.descriptor, pointer, &length)
        }
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        return (LooseSocket(descriptor: descriptor), LoopbackAddress(address))
    }
}
