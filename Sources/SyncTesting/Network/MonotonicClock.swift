import Glibc

/// The machine's clock that never goes back, for waits and measurements.
public enum MonotonicClock {
    public static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    public static var milliseconds: Int64 { nanoseconds / 1_000_000 }

    public static func sleep(milliseconds: Int) {
        guard milliseconds > 0 else { return }
        usleep(UInt32(milliseconds) * 1_000)
    }
}

/// The wall clock, in epoch seconds, as the apps send it.
public enum WallClock {
    public static var epochSeconds: Int64 { Int64(time(nil)) }

    public static var epochMilliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// A point in time at which patience ends.
public struct Deadline: Sendable {
    private let atMilliseconds: Int64

    public init(milliseconds: Int) { atMilliseconds = MonotonicClock.milliseconds + Int64(milliseconds) }

    public var millisecondsLeft: Int { Int(max(0, atMilliseconds - MonotonicClock.milliseconds)) }
    public var isOver: Bool { millisecondsLeft == 0 }
}
