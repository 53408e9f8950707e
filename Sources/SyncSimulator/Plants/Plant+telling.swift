import JSONText
import SyncModel
import Synchronization

/// What sockets are told, and what that proves.
extension Plant {
    static let telling = [
        Plant(
            "events-not-gated",
            "events do not wait until the rows of the start were applied, and count as told after (F3)"
        ) {
            $0.takesRowsForApplied = true
        },
        Plant("event-doubled", "each event is sent twice") {
            $0.frames = { frames, _ in frames = frames.flatMap { [$0, $0] } }
        },
        Plant("event-to-the-wrong-socket", "an event goes to another socket than it is for") {
            $0.frames = { frames, sockets in
                frames = frames.map { frame in
                    let others = sockets.filter { $0 != frame.socket }
                    return others.first.map { Seams.Frame(socket: $0, text: frame.text) } ?? frame
                }
            }
        },
        Plant("events-out-of-order", "an event overtakes the one before it") {
            let held = Noted<[Int: Seams.Frame]>([:])
            $0.frames = { frames, _ in
                frames = frames.flatMap { frame in
                    held.value.withLock { held in
                        if let earlier = held.removeValue(forKey: frame.socket) { return [frame, earlier] }
                        held[frame.socket] = frame
                        return []
                    }
                }
            }
        },
        Plant("event-lost-and-confirmed", "an event that never left counts as delivered") {
            let count = Noted(0)
            $0.frames = { frames, _ in
                frames.removeAll { _ in
                    count.value.withLock { count in
                        count += 1
                        return count % 4 == 0
                    }
                }
            }
        },
        Plant("no-move-after-update-link", "an updated link is told of without the move that files it (F16)") {
            $0.frames = { frames, _ in frames.removeAll { tells(.moveExistingItems, $0) } }
        },
        Plant("never-at-rest", "it asks to be woken at once, again and again") { $0.wakesAtOnce = true },
        Plant("confirmed-without-pong", "what a socket was sent counts as applied without a pong") {
            $0.pingsAreEnough = true
        },
    ]

    private static func tells(_ operation: OperationName, _ frame: Seams.Frame) -> Bool {
        (try? JSONReader.read(frame.text))?["operation"]?.stringValue == operation.rawValue
    }
}
