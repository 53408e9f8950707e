/// Which certificate a client is shown, by the name in its hello.
///
/// The apps check a name of their own: of a dialled address its reverse name, when there is one, else the address. And a
/// certificate that carries any other DNS name beside the right one fails (OPERATING §1). So a list of all names does not
/// do: the certificate follows the name.
public enum LeafChoice: Equatable, Sendable {
    /// The pair that the operator brought.
    case own
    /// The one with all the server's names.
    case main
    /// One with exactly this name.
    case named(SubjectName)
    /// One without any: the apps let it pass for every name.
    case nameless

    /// - Parameters:
    ///   - serverName: as it stood in the hello; `nil` without one (browsers that dial an address).
    ///   - main: the names of the main certificate.
    ///   - own: those of the operator's pair; `nil` without one.
    public init(serverName: [UInt8]?, main: [SubjectName], own: [SubjectName]?) {
        guard let serverName, !serverName.isEmpty else {
            self = own == nil ? .main : .own
            return
        }
        let name = SubjectName(serverName: serverName)
        if let own, Self.passes(name, own) {
            self = .own
        } else if let name {
            let isOfMain = !name.isIPv6Address && main.contains { $0.covers(name) }
            self = isOfMain ? .main : .named(name)
        } else {
            self = .nameless
        }
    }

    /// Whether a certificate with these names passes the apps' check (OPERATING §1, the table). Whatever others accept
    /// passes it, too.
    static func passes(_ name: SubjectName?, _ names: [SubjectName]) -> Bool {
        let addresses = names.filter { if case .address = $0 { true } else { false } }
        let machines = names.filter { if case .dns = $0 { true } else { false } }
        guard let name else { return machines.isEmpty }
        if case .address(let bytes) = name, bytes.count == 4 {
            return addresses.isEmpty || addresses.contains(name)
        }
        return machines.isEmpty || machines.contains { $0.covers(name) }
    }
}
