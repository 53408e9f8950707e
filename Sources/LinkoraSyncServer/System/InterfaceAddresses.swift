internal import Glibc

/// One address of this machine.
struct InterfaceAddress: Equatable, Sendable {
    /// `eth0`
    let interface: String
    /// Numeric, in the system's spelling.
    let address: String
    let isLoopback: Bool
    /// Whether its interface is switched on. An address may come before that.
    var isUp = true
}

extension InterfaceAddress {
    /// All addresses; none when the system won't say.
    static func all() -> [InterfaceAddress] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var found: [InterfaceAddress] = []
        var next = first
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = text(entry.ifa_addr) else { continue }
            found.append(
                InterfaceAddress(
                    interface: String(cString: entry.ifa_name), address: address,
                    isLoopback: entry.ifa_flags & UInt32(IFF_LOOPBACK) != 0,
                    isUp: entry.ifa_flags & UInt32(IFF_UP) != 0))
        }
        return found
    }

    private static func text(_ address: UnsafeMutablePointer<sockaddr>?) -> String? {
        guard let address else { return nil }
        let raw = UnsafeRawPointer(address)
        var shown = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = Int32(address.pointee.sa_family)
        switch family {
        case AF_INET:
            inet_ntop(family, raw + MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)!, &shown, socklen_t(shown.count))
        case AF_INET6:
            inet_ntop(family, raw + MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)!, &shown, socklen_t(shown.count))
        default: return nil
        }
        return shown.textBeforeNUL
    }
}
