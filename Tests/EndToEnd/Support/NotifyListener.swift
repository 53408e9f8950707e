import Glibc
import SyncTesting

/// What systemd is to a service of `Type=notify`: a socket that takes its news.
final class NotifyListener {
    private let folder: TemporaryFolder
    private let descriptor: Int32
    var path: String { folder.file("notify") }

    init() throws {
        folder = try TemporaryFolder()
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: folder.file("notify").utf8) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isBound else { throw NetworkError.malformed("no socket at \(path)") }
    }

    deinit { close(descriptor) }

    /// The next datagram; `nil` when none comes in time.
    func next(withinMilliseconds: Int) -> String? {
        var limit = timeval(tv_sec: withinMilliseconds / 1_000, tv_usec: withinMilliseconds % 1_000 * 1_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }
}
