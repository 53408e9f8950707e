internal import Glibc

/// Tells when this machine gets or loses an address (rtnetlink), at no cost while it doesn't.
final class AddressWatch: Sendable {
    /// Readable when something has changed.
    let descriptor: Int32

    // From <linux/netlink.h> and <linux/rtnetlink.h>, which Swift's module of the C library leaves out.
    private static let netlinkFamily: Int32 = 16
    private static let routeProtocol: Int32 = 0
    private static let changesOfIPv4Addresses: UInt32 = 0x10
    private static let changesOfIPv6Addresses: UInt32 = 0x100

    /// - Throws: where the system allows no such socket (some sandboxes).
    init() throws(SystemFailure) {
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = try Descriptor(socket(Self.netlinkFamily, kind, Self.routeProtocol))
        // struct sockaddr_nl: family (16 bits), padding, port (0: any), groups.
        let address: [UInt32] = [
            UInt32(Self.netlinkFamily).littleEndianHalf, 0, Self.changesOfIPv4Addresses | Self.changesOfIPv6Addresses,
        ]
        let status = address.withUnsafeBytes { bytes in
            bind(descriptor.number, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
        }
        guard status == 0 else { throw .last }
        self.descriptor = descriptor.release()
    }

    deinit { close(descriptor) }

    /// Forgets what was told: who is told looks for himself. Lost messages (a full buffer) are a change, too.
    func takeChanges() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var hasChanged = false
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 || (count < 0 && errno == ENOBUFS) {
                hasChanged = true
            } else if count == 0 || errno != EINTR {
                return hasChanged
            }
        }
    }
}

extension UInt32 {
    /// This small number as the first two bytes of four, whatever the machine's byte order.
    fileprivate var littleEndianHalf: UInt32 { self == littleEndian ? self : self << 16 }
}
