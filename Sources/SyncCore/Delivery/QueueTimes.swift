/// When a device may be pushing its queue: it does so as it pulls, item after item, each when the one before was
/// answered (PROTOCOL §5.3, §5.4). What comes when it has been silent for a while since then was sent as it was made. A
/// value without a clock. Devices with tokens of their own can be told apart; under the shared token any may be pushing
/// while one is, where every pull is heard of here.
struct QueueTimes: Sendable {
    private struct Time {
        var untilMilliseconds: Int64
        /// It has pulled since this began, and is known to be the one that has.
        var hasPulled: Bool
    }

    private var times: [Int64: Time] = [:]
    /// Since when every pull is heard of here; `nil`: some may not be.
    private let beganMilliseconds: Int64?

    /// Answers and requests that are late are so for less. Apps from 0.14 on wait for four minutes for an answer that
    /// is lost, but then nobody can tell.
    private static let silenceMilliseconds: Int64 = 5_000

    init(beganMilliseconds: Int64? = nil) { self.beganMilliseconds = beganMilliseconds }

    mutating func pulled(_ asker: Asker, nowMilliseconds now: Int64) {
        times[asker.token] = Time(untilMilliseconds: now + Self.silenceMilliseconds, hasPulled: asker.isKnown)
    }

    /// A write arrives.
    mutating func wayOfWrite(_ asker: Asker, nowMilliseconds now: Int64) -> WayOfWrite {
        guard asker.isKnown || beganMilliseconds != nil, let time = times[asker.token] ?? timeAtBeginning else {
            return .unknown
        }
        if now >= time.untilMilliseconds { return time.hasPulled ? .atOnce : .atOnceIfItPulls }
        times[asker.token] = Time(untilMilliseconds: now + Self.silenceMilliseconds, hasPulled: time.hasPulled)
        return .unknown
    }

    /// A device that started before this began may have been pushing its queue then. An app that goes on running does
    /// not pull again.
    private var timeAtBeginning: Time? {
        beganMilliseconds.map { Time(untilMilliseconds: $0 + Self.silenceMilliseconds, hasPulled: false) }
    }
}

/// What is known of the way that a write came.
enum WayOfWrite: Sendable {
    /// It may have waited in a queue.
    case unknown
    /// It came from no queue, unless its device is one that only sends, and never pulls as it pushes its queue.
    case atOnceIfItPulls
    /// It certainly came from no queue.
    case atOnce
}
