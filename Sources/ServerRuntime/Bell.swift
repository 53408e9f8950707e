import CLinux
import Glibc
import Synchronization

/// Wakes one waiting thread. Rings that come while it is awake cost nothing and are not lost.
public final class Bell: Sendable {
    private let descriptor: Int32
    private let isRung = Atomic(false)

    public init() { descriptor = linkora_eventfd() }

    deinit { Glibc.close(descriptor) }

    public func ring() {
        guard !isRung.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// - Parameter millisecondsMax: `nil` waits for ever.
    /// - Returns: whether it was rung.
    func wait(millisecondsMax: Int64?) -> Bool {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = millisecondsMax.map { Int32(clamping: $0) } ?? -1
        var count = poll(&event, 1, milliseconds)
        while count < 0 && errno == EINTR { count = poll(&event, 1, milliseconds) }
        guard count > 0 else { return false }
        var rings: UInt64 = 0
        _ = read(descriptor, &rings, 8)
        isRung.store(false, ordering: .releasing)
        return true
    }
}
