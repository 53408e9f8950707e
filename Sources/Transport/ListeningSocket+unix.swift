internal import CLinux
import Glibc

extension ListeningSocket {
    /// A unix socket that only this user may open. A socket file that nobody listens on is replaced.
    static func open(unixPath path: String) throws(TransportError) -> ListeningSocket {
        guard let address = SocketAddress(unixPath: path) else {
            throw TransportError(.badAddress, "The path of a unix socket has at most 107 bytes; “\(path)” has more.")
        }
        let descriptor = linkora_stream_socket(AF_UNIX)
        guard descriptor >= 0 else {
            throw TransportError(.noResources, "The system gives no socket: \(String(cString: strerror(errno))).")
        }
        do { try bind(descriptor, address, path) } catch {
            close(descriptor)
            throw error
        }
        return ListeningSocket(
            descriptor: descriptor, kind: .control, wanted: nil, bound: ListenAddress(host: path, port: 0))
    }

    private static func bind(_ descriptor: Int32, _ address: SocketAddress, _ path: String) throws(TransportError) {
        if isSocketFile(path) {
            guard !isAnswered(address) else {
                throw TransportError(.portTaken, "Another server answers on the socket \(path); stop that one first.")
            }
            unlink(path)
        }
        guard address.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0, chmod(path, 0o600) == 0,
            Glibc.listen(descriptor, SOMAXCONN) == 0
        else {
            let problem = errno
            let code: TransportError.Code = problem == EACCES || problem == EPERM ? .noPermission : .noResources
            throw TransportError(
                code, "Cannot make the socket \(path): \(String(cString: strerror(problem))); is its folder writable?")
        }
    }

    private static func isSocketFile(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFSOCK
    }

    private static func isAnswered(_ address: SocketAddress) -> Bool {
        let probe = linkora_stream_socket(AF_UNIX)
        defer { close(probe) }
        let isConnected = address.withPointer { connect(probe, $0, $1) } == 0
        return isConnected || errno == EAGAIN || errno == EINPROGRESS
    }
}
