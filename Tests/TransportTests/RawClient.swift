import Glibc

/// A socket that says exactly what a test tells it to, and reads with a time limit.
///
/// `@unchecked Sendable`: a test hands it from thread to thread, never to two at once.
final class RawClient: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var descriptor: Int32
    private(set) var unread: [UInt8] = []
    private(set) var hasEnded = false
    private(set) var wasReset = false
    /// Speaks through this when it is there.
    var tls: TLSClient?

    /// Connects to a port of this machine, over IPv6 when asked to.
    init(port: UInt16, overIPv6: Bool = false) throws {
        if overIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = in6addr_loopback
            descriptor = try Self.connected(AF_INET6, address)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            descriptor = try Self.connected(AF_INET, address)
        }
    }

    init(unixPath: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8) }
        descriptor = try Self.connected(AF_UNIX, address)
    }

    private static func connected<Address>(_ family: Int32, _ address: Address) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let problem = String(cString: strerror(errno))
            close(descriptor)
            throw Failure(description: "cannot connect: \(problem)")
        }
        return descriptor
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    // MARK: Saying

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                let rest = UnsafeRawBufferPointer(rebasing: all[sent...])
                return tls?.write(rest) ?? Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "cannot send: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    /// Says that nothing more will come, and goes on listening.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Goes away with a reset, as a machine that lost its memory.
    func reset() {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
        descriptor = -1
    }

    // MARK: Hearing

    /// Reads what is there, waiting so long for the first of it.
    /// - Returns: false when nothing came.
    @discardableResult
    func hear(withinMilliseconds: Int = 5_000, bytesMax: Int = 65_536) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let isReady = tls?.hasMore == true || poll(&waiting, 1, Int32(withinMilliseconds)) > 0
        guard !hasEnded, isReady else { return false }
        var buffer = [UInt8](repeating: 0, count: bytesMax)
        let count = tls?.read(&buffer) ?? recv(descriptor, &buffer, bytesMax, 0)
        if count <= 0 {
            hasEnded = true
            wasReset = count < 0
            return false
        }
        unread.append(contentsOf: buffer.prefix(count))
        return true
    }

    /// Takes so many bytes.
    func take(_ count: Int, withinMilliseconds: Int = 5_000) throws -> [UInt8] {
        while unread.count < count {
            guard hear(withinMilliseconds: withinMilliseconds) else {
                throw Failure(description: "expected \(count) bytes, got \(unread.count): \(text(unread))")
            }
        }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    /// Takes up to and with this mark.
    func take(through mark: String, withinMilliseconds: Int = 5_000) throws -> String {
        let wanted = Array(mark.utf8)
        while true {
            if let end = unread.indices.first(where: { unread[$0...].starts(with: wanted) }) {
                return text(try take(end + wanted.count))
            }
            guard hear(withinMilliseconds: withinMilliseconds) else {
                throw Failure(description: "expected “\(mark)”, got “\(text(unread))”")
            }
        }
    }

    /// Everything until the other side closes.
    func takeToEnd(withinMilliseconds: Int = 5_000) throws -> [UInt8] {
        while hear(withinMilliseconds: withinMilliseconds) {}
        guard hasEnded else { throw Failure(description: "expected the end, got “\(text(unread))”") }
        defer { unread = [] }
        return unread
    }

    /// Whether the other side closes, in so long, without a further byte.
    func isClosed(withinMilliseconds: Int = 5_000) -> Bool {
        while hear(withinMilliseconds: withinMilliseconds) {}
        return hasEnded && unread.isEmpty
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
