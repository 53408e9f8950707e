import SyncCore
import Synchronization
import Transport

/// A long answer on its way. It reads from one committed state, and while it does, the database must keep everything
/// that was written since; so a client that takes its time gets the rest from a file.
final class StreamedAnswer: ReplyStream {
    /// How long a client may take before the rest is put aside: as long as most take for all of it.
    private static let patienceSeconds: Int64 = 1
    /// What is put aside at once: some ten milliseconds, in which nobody else is answered.
    private static let spooledBytesPerStep = 8 * 1_024 * 1_024

    /// Handed from the call that began it to the HTTP loop, and used there alone; the lock says so to the compiler.
    private struct State {
        var first: [UInt8]
        var text: (any AnswerText)?
        let snapshot: any StoreSnapshot
        var spool: Spool?
        var spooledBytes = 0
        var takenBytes = 0
        /// Part of the text is lost: the client must see an answer that breaks off.
        var failure: StoreError?
        /// No file could be made, or written: the snapshot stays open instead.
        var spoolFailed = false
    }

    private let state: Mutex<State>
    private let longAnswers: LongAnswers
    private let startSeconds: Int64

    /// - Parameter first: what was made already.
    init(
        first: [UInt8], text: sending any AnswerText, snapshot: any StoreSnapshot, among longAnswers: LongAnswers
    ) {
        state = Mutex(State(first: first, text: text, snapshot: snapshot))
        self.longAnswers = longAnswers
        startSeconds = longAnswers.nowSeconds()
        longAnswers.begin(self)
    }

    func next(bytesWanted: Int) throws -> [UInt8] {
        try state.withLock { state in
            guard state.first.isEmpty else {
                defer { state.first = [] }
                return state.first
            }
            if isSlow(state) { putAside(&state) }
            if let failure = state.failure { throw failure }
            if state.spool != nil, state.takenBytes < state.spooledBytes {
                return try takeFromSpool(&state, bytesWanted)
            }
            return try state.text?.next(bytesWanted: bytesWanted) ?? []
        }
    }

    func close() {
        longAnswers.end(self)
        state.withLock { state in
            state.text = nil
            state.spool = nil
            state.snapshot.close()
        }
    }

    /// Puts all of it aside when the client is slow, from any thread, letting the client have its pieces in between.
    func putAsideIfSlow() {
        while state.withLock({ state in
            guard isSlow(state) else { return false }
            putAside(&state)
            return isSlow(state)
        }) {}
    }

    /// Reads all of it now: the database is in the network, and the loop that sends the answer may not wait for it. The
    /// client gets all of the answer, or an error.
    func putAllAside() throws {
        do {
            while try state.withLock({ state in
                guard state.text != nil else { return false }
                putAside(&state)
                if let failure = state.failure { throw failure }
                if state.spoolFailed { throw StoreError(.full, "there is no room to put an answer aside") }
                return true
            }) {}
        } catch {
            close()
            throw error
        }
    }

    private func isSlow(_ state: State) -> Bool {
        state.text != nil && !state.spoolFailed && longAnswers.nowSeconds() - startSeconds >= Self.patienceSeconds
    }

    private func putAside(_ state: inout State) {
        guard let folder = longAnswers.spoolFolder, let spool = state.spool ?? Spool(folder: folder) else {
            state.spoolFailed = true
            return
        }
        state.spool = spool
        do { try fill(spool, &state) } catch {
            state.failure = error as? StoreError ?? StoreError(.mistaken, "\(type(of: error))")
            end(&state)
        }
    }

    private func fill(_ spool: Spool, _ state: inout State) throws {
        var step = 0
        while step < Self.spooledBytesPerStep, let text = state.text {
            let piece = try text.next(bytesWanted: 64 * 1_024)
            guard !piece.isEmpty else { return end(&state) }
            guard spool.append(piece) else { throw StoreError(.full, "no room to put an answer aside") }
            state.spooledBytes += piece.count
            step += piece.count
        }
    }

    /// All of it was read: the database is free.
    private func end(_ state: inout State) {
        state.text = nil
        state.snapshot.close()
    }

    private func takeFromSpool(_ state: inout State, _ bytesWanted: Int) throws -> [UInt8] {
        guard let piece = state.spool?.read(at: state.takenBytes, bytesMax: bytesWanted), !piece.isEmpty else {
            throw StoreError(.unavailable, "an answer that was put aside can't be read")
        }
        state.takenBytes += piece.count
        return piece
    }
}
