internal import Glibc

/// Tells systemd how the server is (`Type=notify`): one datagram, no library.
struct NotifySocket {
    /// `$NOTIFY_SOCKET`: a path, or `@name` in the abstract namespace. `nil` when systemd didn't start us.
    let address: String?

    /// Best effort: a server that runs must not end because nobody listens to the news.
    func tell(_ state: String) {
        guard let address, let socketAddress = UnixSocketAddress(address) else { return }
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(state.utf8)
        socketAddress.use { sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1) }
    }
}
