/// What went wrong between a test's client and a server.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
    case cannotConnect(host: String, port: UInt16, reason: String)
    /// The other side closed or reset in the middle of something.
    case closed(while: String)
    case timeout(while: String)
    /// The other side spoke, but not the protocol.
    case malformed(String)

    public var description: String {
        switch self {
        case .cannotConnect(let host, let port, let reason): "cannot connect to \(host):\(port): \(reason)"
        case .closed(let occupation): "the connection ended while \(occupation)"
        case .timeout(let occupation): "nothing came in time while \(occupation)"
        case .malformed(let what): "this is not the protocol: \(what)"
        }
    }
}
