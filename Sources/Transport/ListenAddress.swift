/// Where to listen.
public struct ListenAddress: Sendable, Hashable {
    /// Numeric IPv4 or IPv6, or `nil` for every address of the machine.
    public var host: String?
    /// 0 takes any free port.
    public var port: UInt16

    public init(host: String?, port: UInt16) {
        self.host = host
        self.port = port
    }
}
