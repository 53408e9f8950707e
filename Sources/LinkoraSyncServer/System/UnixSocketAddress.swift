internal import Glibc

/// The address of a unix socket as the kernel wants it.
struct UnixSocketAddress {
    private let address: sockaddr_un
    private let length: socklen_t

    /// - Parameter text: a path, or `@name` for the abstract namespace.
    /// - Returns: `nil` when it is empty or longer than the kernel takes (107 bytes).
    init?(_ text: String) {
        let isAbstract = text.hasPrefix("@")
        let name = isAbstract ? [0] + Array(text.utf8.dropFirst()) : Array(text.utf8)
        var address = sockaddr_un()
        guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        self.address = address
        let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)!
        length = socklen_t(pathOffset + name.count + (isAbstract ? 0 : 1))
    }

    /// Hands it to a system call.
    @discardableResult
    func use<Result>(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
        }
    }
}
