/// What the times of an app are worth (PROTOCOL F10; SYNC §5, rule 12).
///
/// Apps date their edits by their own clock. How far it is off shows in requests that were certainly sent as they were
/// made: creations without a local id come from no queue. What they say less when they arrive is the offset less the
/// time of travel, so the largest counts. A request from the future proves at least that much; and any edit, queued or not,
/// was made before it arrived: one that says more less its arrival than the offset shows that the measured one was late,
/// whether it came later or before.
///
/// What was judged before an offset was known is not judged again: the edit times that stand would have to say whose
/// they are and what was made of them, for a case that ends with the first thing that a device creates online.
enum ClientClock {
    /// A clock that is more ahead than any wrong time zone makes it is not believed: its edits count as made when they
    /// arrive, and nothing is concluded from it. Else the edits of a device whose clock was put right would lose until
    /// it creates something. Behind it may be by any amount: what is corrected never counts as later than its arrival.
    static let aheadSecondsMax: Int64 = 86_400
    /// A creation that is sent online is given up after four minutes at most (PROTOCOL §1.8): if one says more than that
    /// less than the offset, the clock was put back.
    static let travelSecondsMax: Int64 = 300

    /// When an edit was made, by our clock, never later than its arrival; its arrival when it does not say, or says
    /// nonsense (0, -1, milliseconds, the year 2050).
    static func editSeconds(_ said: Int64, offsetSeconds: Int64?, arrivalSeconds: Int64) -> Int64 {
        guard isBelievable(said, arrivalSeconds: arrivalSeconds) else { return arrivalSeconds }
        return min(said - (offsetSeconds ?? 0), arrivalSeconds)
    }

    /// What a clock says less than ours; positive for one that is ahead.
    struct Offset: Equatable {
        var seconds: Int64
        /// The clock is no further behind than that; nothing that was sent as it was made has shown by how much it is.
        var isBound = false
    }

    /// What is known of the offset after a request.
    /// - Parameters:
    ///   - isSentAtOnce: it was sent as it was made.
    ///   - isOfOwnClock: what it says the app read from its clock when it was made, or before; otherwise it is a number of
    ///     ours, which may be ahead of our clock when many were given in a moment, and shows nothing.
    static func offset(
        _ known: Offset?, said: Int64, isSentAtOnce: Bool, isOfOwnClock: Bool = true, arrivalSeconds: Int64
    ) -> Offset? {
        guard isOfOwnClock, isBelievable(said, arrivalSeconds: arrivalSeconds) else { return known }
        let measured = said - arrivalSeconds
        guard let known else {
            return Offset(seconds: measured, isBound: !isSentAtOnce && measured <= 0)
        }
        if isSentAtOnce {
            return Offset(
                seconds: known.seconds - measured <= travelSecondsMax ? max(known.seconds, measured) : measured)
        }
        if known.isBound {
            let largest = max(known.seconds, measured)
            return Offset(seconds: largest, isBound: largest <= 0)
        }
        // More than a creation can have been on its way it says only where the clock was put forward.
        let isOfLateOne = measured - known.seconds <= travelSecondsMax
        return measured > 0 || isOfLateOne ? Offset(seconds: max(measured, known.seconds)) : known
    }

    private static func isBelievable(_ said: Int64, arrivalSeconds: Int64) -> Bool {
        said > 0 && said <= arrivalSeconds + aheadSecondsMax
    }
}
