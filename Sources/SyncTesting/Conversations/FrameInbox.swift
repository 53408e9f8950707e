import JSONText

/// The frames that came for one device and were not taken yet. Decides; waits for nothing.
struct FrameInbox {
    enum Search: Equatable {
        /// All that was wanted has been taken out.
        case done
        /// What is there was passed over or taken; more must come.
        case needsMore
        /// A frame that may not be passed over, and why it is not the wanted one.
        case intruder(EventFrame, Mismatch?)
    }

    /// What tells an expected frame from others.
    struct Rules {
        /// Where a frame does not fit a pattern; `nil` when it does.
        let mismatch: (FramePattern, EventFrame) throws -> Mismatch?
        let isPassable: (EventFrame) throws -> Bool
    }

    private(set) var frames: [EventFrame] = []
    /// Those that the last search passed over, for messages.
    private(set) var passedOver: [EventFrame] = []

    mutating func append(_ frame: EventFrame) { frames.append(frame) }

    mutating func forgetPassedOver() { passedOver = [] }

    /// Takes frames from the front until what is wanted has come.
    /// - Parameter wanted: loses each pattern whose frame was found.
    /// - Parameter wantsAll: else the first one found is enough.
    mutating func take(_ wanted: inout [FramePattern], wantsAll: Bool, _ rules: Rules) throws -> Search {
        while let frame = frames.first {
            let (place, nearest) = try Self.place(of: frame, in: wanted, rules)
            if let place {
                frames.removeFirst()
                wanted.remove(at: place)
                if !wantsAll || wanted.isEmpty { return .done }
            } else if try rules.isPassable(frame) {
                passedOver.append(frames.removeFirst())
            } else {
                return .intruder(frame, nearest)
            }
        }
        return .needsMore
    }

    private static func place(
        of frame: EventFrame, in wanted: [FramePattern], _ rules: Rules
    ) throws -> (place: Int?, nearest: Mismatch?) {
        var nearest: Mismatch?
        for (place, pattern) in wanted.enumerated() where pattern.operation == frame.operation {
            guard let mismatch = try rules.mismatch(pattern, frame) else { return (place, nil) }
            nearest = mismatch
        }
        return (nil, nearest)
    }

    /// A frame that a `noevent` step forbids.
    func forbidden(operation: String?, isEcho: (EventFrame) -> Bool) -> EventFrame? {
        frames.first { frame in operation.map { $0 == frame.operation } ?? !isEcho(frame) }
    }
}
