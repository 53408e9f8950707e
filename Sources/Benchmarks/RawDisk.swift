import Glibc
import SyncTesting

/// What the disk itself takes: one page written into a file of fixed size, then `fdatasync`.
final class RawDisk {
    private static let pageBytes = 4_096
    private static let pages = 1_024
    private let descriptor: Int32
    private let page = [UInt8](repeating: 0x5A, count: pageBytes)
    private var next = 0

    init(in folder: TemporaryFolder) throws {
        descriptor = open(folder.file("raw"), O_RDWR | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw Arguments.Misunderstood(reason: "no file in \(folder.path)") }
        for _ in 0..<Self.pages { write() }
        fsync(descriptor)
    }

    deinit { close(descriptor) }

    private func write() {
        pwrite(descriptor, page, Self.pageBytes, off_t(next * Self.pageBytes))
        next = (next + 1) % Self.pages
    }

    /// In milliseconds, each.
    func flush(_ count: Int) -> [Double] {
        (0..<count).map { _ in
            let began = MonotonicClock.nanoseconds
            write()
            fdatasync(descriptor)
            return Double(MonotonicClock.nanoseconds - began) / 1e6
        }
    }
}
