internal import CLinux
import Glibc

/// A socket's address, as the kernel takes it.
struct SocketAddress {
    var storage = sockaddr_storage()
    var length = socklen_t(0)

    init() {}

    /// - Parameter host: numeric; `nil` for every address of this family.
    init?(host: String?, port: UInt16, family: Int32) {
        if family == AF_INET6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            if let host { guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { return nil } }
            fill(with: address)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            if let host { guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil } }
            fill(with: address)
        }
    }

    /// - Returns: `nil` when the path has more than the 107 bytes that a socket's name may have.
    init?(unixPath: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(unixPath.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        fill(with: address)
    }

    private mutating func fill<Address>(with address: Address) {
        withUnsafeMutableBytes(of: &storage) { target in
            withUnsafeBytes(of: address) { target.copyMemory(from: $0) }
        }
        length = socklen_t(MemoryLayout<Address>.size)
    }

    var family: Int32 { Int32(storage.ss_family) }

    var port: UInt16 {
        withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    /// The peer, without its port. An IPv4 peer of an IPv6 socket is shown as IPv4.
    var peer: PeerAddress {
        switch family {
        case AF_INET:
            return withUnsafeBytes(of: storage) { Self.text(AF_INET, $0.baseAddress! + 4) }
        case AF_INET6:
            return withUnsafeBytes(of: storage) { bytes in
                let address = bytes[8..<20]
                let isMapped = address.elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255])
                return isMapped
                    ? Self.text(AF_INET, bytes.baseAddress! + 20) : Self.text(AF_INET6, bytes.baseAddress! + 8)
            }
        default: return .unknown
        }
    }

    private static func text(_ family: Int32, _ address: UnsafeRawPointer) -> PeerAddress {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            guard inet_ntop(family, address, buffer.baseAddress!, socklen_t(buffer.count)) != nil else {
                return .unknown
            }
            return PeerAddress(String(cString: buffer.baseAddress!))
        }
    }

    /// Calls with what `bind`, `connect` and their like want.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
