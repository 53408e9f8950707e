internal import Certificates

/// All names under which this machine may be dialled, for the main certificate.
enum MachineNames {
    /// The most important first: there is a bound (`ServerCertificates.namesMax`).
    static func all(
        _ settings: Settings, hostName: String, addresses: [InterfaceAddress]
    ) -> [SubjectName] {
        let (ipv6, ipv4) = (
            addresses.filter { !NumericAddress.isIPv4($0.address) },
            addresses.filter { NumericAddress.isIPv4($0.address) }
        )
        let set = [settings.https.publicURL?.host] + settings.https.names + [self.name(of: settings.hostAddress)]
        let own = names(ofHost: hostName) + ["localhost"]
        let dialled = (ipv4 + ipv6.filter(canBeDialled)).map(\.address)
        var seen: Set<SubjectName> = []
        return (set + (own + dialled).map { SubjectName($0) }).compactMap { $0 }.filter { seen.insert($0).inserted }
    }

    private static func name(of host: HostAddress) -> SubjectName? {
        switch host {
        case .everywhere: nil
        case .address(let text), .name(let text): SubjectName(text)
        }
    }

    /// `nas.example.org` is also `nas`, and `nas.local` where names are found without a server (RFC 6762).
    private static func names(ofHost host: String) -> [String] {
        guard let first = host.split(separator: ".").first.map(String.init), !first.isEmpty else { return [] }
        return [host, first, "\(first).local"]
    }

    /// A link-local IPv6 address is dialled with its zone, which no certificate can carry.
    private static func canBeDialled(_ address: InterfaceAddress) -> Bool { !address.address.hasPrefix("fe80:") }
}
