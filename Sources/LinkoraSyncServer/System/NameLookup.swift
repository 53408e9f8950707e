internal import Glibc

/// Names of machines.
enum NameLookup {
    /// The IPv4 addresses of a name, asking files and the network as the system is set up; waits for the answer.
    static func addresses(of name: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var found: [String] = []
        var next = first
        while let entry = next?.pointee {
            next = entry.ai_next
            var shown = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let status = getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &shown, socklen_t(shown.count), nil, 0, NI_NUMERICHOST)
            if status == 0 { found.append(shown.textBeforeNUL) }
        }
        return found
    }
}
