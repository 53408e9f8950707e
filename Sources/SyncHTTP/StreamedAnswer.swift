import SyncCore
import Synchronization
import Transport

/// A long answer on its way: its snapshot stays open until its end.
final class StreamedAnswer: ReplyStream {
    /// Handed from the thread that began it to the HTTP loop, and used there alone; the lock says so to the compiler.
    private struct State {
        var first: [UInt8]
        var text: (any AnswerText)?
        let snapshot: any StoreSnapshot
    }

    private let state: Mutex<State>

    init(first: [UInt8], text: sending any AnswerText, snapshot: any StoreSnapshot) {
        state = Mutex(State(first: first, text: text, snapshot: snapshot))
    }

    func next(bytesWanted: Int) throws -> [UInt8] {
        try state.withLock { state in
            guard state.first.isEmpty else {
                defer { state.first = [] }
                return state.first
            }
            return try state.text?.next(bytesWanted: bytesWanted) ?? []
        }
    }

    func close() {
        state.withLock { state in
            state.text = nil
            state.snapshot.close()
        }
    }
}
