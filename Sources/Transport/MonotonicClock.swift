import Glibc

/// Milliseconds that only grow, whatever happens to the date.
enum MonotonicClock {
    static func nowMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// A time that never comes.
    static let never = Int64.max
}
