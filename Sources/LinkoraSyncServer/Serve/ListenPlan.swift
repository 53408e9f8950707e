internal import Transport

/// Where to listen, decided from what is wished for and what this machine has. A value: it does nothing itself.
struct ListenPlan: Equatable {
    /// `nil` for all addresses.
    let host: String?
    /// Numeric addresses under which other devices reach the server, best first.
    let reachable: [String]
    /// What to tell the operator, once, when it was not like this before.
    let warning: String?

    /// - Parameter lookedUp: the addresses of a wished name, looked up once at start.
    static func decide(_ wish: HostAddress, lookedUp: [String] = [], among addresses: [InterfaceAddress]) -> ListenPlan
    {
        let owned = addresses.map { $0.address }
        switch wish {
        case .everywhere: return everywhere(addresses, warning: nil)
        case .address(let address):
            if owned.contains(address) || isLoopback(address) { return only(address) }
            return everywhere(addresses, warning: notOfThisMachine(address))
        case .name(let name):
            if let address = lookedUp.first(where: { owned.contains($0) || isLoopback($0) }) { return only(address) }
            return everywhere(addresses, warning: notOfThisMachine(name))
        }
    }

    func addresses(port: UInt16) -> [ListenAddress] { [ListenAddress(host: host, port: port)] }

    private static func only(_ address: String) -> ListenPlan {
        ListenPlan(host: address, reachable: [address], warning: nil)
    }

    private static func everywhere(_ addresses: [InterfaceAddress], warning: String?) -> ListenPlan {
        ListenPlan(host: nil, reachable: shown(addresses), warning: warning)
    }

    private static func notOfThisMachine(_ host: String) -> String {
        "hostAddress \(host) does not belong to this machine (yet): listening on all addresses until it does"
    }

    /// The whole of 127.0.0.0/8 can be bound, though only 127.0.0.1 is listed.
    private static func isLoopback(_ address: String) -> Bool { address.hasPrefix("127.") || address == "::1" }

    /// The network's IPv4 addresses; those of containers' bridges last, those that nobody assigned not at all.
    private static func shown(_ addresses: [InterfaceAddress]) -> [String] {
        let usable = addresses.filter { address in
            address.isUp && !address.isLoopback && NumericAddress.isIPv4(address.address)
                && !address.address.hasPrefix("169.254.")
        }
        return (usable.filter { !isBridge($0) } + usable.filter(isBridge)).map { $0.address }
    }

    private static func isBridge(_ address: InterfaceAddress) -> Bool {
        ["docker", "br-", "veth", "virbr", "podman", "cni"].contains { address.interface.hasPrefix($0) }
    }
}
