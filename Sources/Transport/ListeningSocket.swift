internal import CLinux
import Glibc

/// A socket that listens, and what it was asked for.
struct ListeningSocket {
    let descriptor: Int32
    let kind: RequestHead.Listener
    /// As asked: port 0 stays 0 here.
    let wanted: ListenAddress?
    /// With the real port.
    let bound: ListenAddress

    /// `host == nil` takes one IPv6 socket for both families, or IPv4 alone where the machine has no IPv6.
    static func open(_ kind: RequestHead.Listener, _ wanted: ListenAddress) throws(TransportError) -> ListeningSocket {
        guard let host = wanted.host else {
            do { return try open(kind, wanted, family: AF_INET6) } catch {
                guard error.code == .notAnAddressOfThisMachine || error.code == .noResources else { throw error }
                return try open(kind, wanted, family: AF_INET)
            }
        }
        return try open(kind, wanted, family: host.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET)
    }

    private static func open(
        _ kind: RequestHead.Listener, _ wanted: ListenAddress, family: Int32
    ) throws(TransportError) -> ListeningSocket {
        guard let address = SocketAddress(host: wanted.host, port: wanted.port, family: family) else {
            throw TransportError(
                .badAddress, "“\(wanted.host ?? "")” is no numeric address; write one like 192.168.0.9 or fd00::9.")
        }
        let descriptor = linkora_stream_socket(family)
        guard descriptor >= 0 else { throw failure(errno, wanted) }
        _ = linkora_reuse_address(descriptor)
        if family == AF_INET6 { _ = linkora_ipv6_only(descriptor, wanted.host == nil ? 0 : 1) }
        guard address.withPointer({ bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, SOMAXCONN) == 0 else {
            let problem = errno
            close(descriptor)
            throw failure(problem, wanted)
        }
        let bound = ListenAddress(host: wanted.host, port: boundPort(descriptor))
        return ListeningSocket(descriptor: descriptor, kind: kind, wanted: wanted, bound: bound)
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        var address = SocketAddress()
        address.length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var length = address.length
        withUnsafeMutablePointer(to: &address.storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
        }
        return address.port
    }

    private static func failure(_ problem: Int32, _ wanted: ListenAddress) -> TransportError {
        let host = wanted.host ?? "every address"
        switch problem {
        case EADDRINUSE:
            return TransportError(
                .portTaken,
                "Port \(wanted.port) on \(host) is taken by another program; stop that one or choose another port.")
        case EACCES, EPERM:
            return TransportError(
                .noPermission,
                "This user may not listen on port \(wanted.port) of \(host); choose a port from 1024 on.")
        case EADDRNOTAVAIL, EAFNOSUPPORT:
            return TransportError(
                .notAnAddressOfThisMachine,
                "\(host) is not an address of this machine; leave the host address out to listen everywhere.")
        default:
            return TransportError(
                .noResources, "Cannot listen on port \(wanted.port) of \(host): \(String(cString: strerror(problem))).")
        }
    }
}
