public import SyncCore
public import SyncModel
import Synchronization
public import Transport

/// Answers pulls and looks after the sockets of those who pull: the shell around ``PreparedPull``, ``StartPairs`` and
/// ``Live``, which decide.
public final class Deliverer: Sendable {
    private let store: any Store
    private let writer: Writer
    private let announcer: Announcer
    private let timers: Timers
    private let pairs = Mutex(StartPairs())
    private let nowMilliseconds: @Sendable () -> Int64

    /// An answer that can be made, from a state that is the receiver's to close.
    public struct Answer: Sendable {
        public let snapshot: any StoreSnapshot
        let pull: PreparedPull
        let numbers: PullNumbers?

        /// - Throws: ``StoreError``.
        public func text() throws -> any AnswerText { try pull.answer(snapshot, numbers) }
    }

    public typealias Completion = @Sendable (Result<Answer, StoreError>) -> Void

    /// - Parameter nowMilliseconds: of a clock that is never set.
    public init(
        _ store: any Store, writer: Writer, announcer: Announcer, timers: Timers,
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.writer = writer
        self.announcer = announcer
        self.timers = timers
        self.nowMilliseconds = nowMilliseconds
    }

    // MARK: Pulls

    /// Answers at once where nothing is to be written down, else on the writer's thread.
    public func answer(_ pull: Pull, _ completed: @escaping Completion) {
        switch pull.kind {
        case .rows: answerRows(pull, completed)
        case .list: answerList(pull, askedAtMilliseconds: nowMilliseconds(), completed)
        }
    }

    private func answerRows(_ pull: Pull, _ completed: @escaping Completion) {
        let onTheirWay = announcer.rowsBegin(pull.asker)
        prepare(pull, onTheirWay: onTheirWay) { [self] result in
            switch result {
            case .success(let answer):
                announcer.rowsEnded(pull.asker, answer.pull.report(answer.numbers))
                if let pair = answer.pull.pair(answer.numbers) {
                    pairs.withLock { $0.rowsAnswered(pull, pair, atMilliseconds: nowMilliseconds()) }
                }
            case .failure: announcer.rowsEnded(pull.asker, nil)
            }
            writer.wake()
            completed(result)
        }
    }

    /// A list that holds something waits for the rows of the same start, if they are asked for.
    private func answerList(_ pull: Pull, askedAtMilliseconds asked: Int64, _ completed: @escaping Completion) {
        let wait = pairs.withLock {
            $0.waitMilliseconds(pull, askedAtMilliseconds: asked, now: nowMilliseconds())
        }
        guard let wait else {
            let pair = pairs.withLock { $0.takePair(pull) }
            return prepare(pull, after: pair, completed)
        }
        if let empty = emptyList(pull) { return completed(empty) }
        timers.add(inMilliseconds: wait) { [self] in
            answerList(pull, askedAtMilliseconds: asked, completed)
        }
        writer.wake()
    }

    private func emptyList(_ pull: Pull) -> Result<Answer, StoreError>? {
        do {
            let snapshot = try store.snapshot()
            let prepared = try PreparedPull(pull, snapshot)
            if prepared.isEmpty { return .success(Answer(snapshot: snapshot, pull: prepared, numbers: nil)) }
            snapshot.close()
            return nil
        } catch { return .failure(Self.storeError(error)) }
    }

    private func prepare(
        _ pull: Pull, after pair: StartPair? = nil, onTheirWay: RowsOnTheirWay = .none,
        _ completed: @escaping Completion
    ) {
        do {
            let snapshot = try store.snapshot()
            do {
                let prepared = try PreparedPull(pull, snapshot, after: pair, onTheirWay: onTheirWay)
                writeDown(prepared, snapshot, completed)
            } catch {
                snapshot.close()
                throw error
            }
        } catch { completed(.failure(Self.storeError(error))) }
    }

    private func writeDown(
        _ pull: PreparedPull, _ snapshot: any StoreSnapshot, _ completed: @escaping Completion
    ) {
        guard let note = pull.note else {
            return completed(.success(Answer(snapshot: snapshot, pull: pull, numbers: nil)))
        }
        let isTaken = writer.submit(.note(note)) { result in
            switch result {
            case .success(.noted(let numbers)):
                completed(.success(Answer(snapshot: snapshot, pull: pull, numbers: numbers)))
            case .success:
                snapshot.close()
                completed(.failure(StoreError(.mistaken, "a note came back as something else")))
            case .failure(let error):
                snapshot.close()
                completed(.failure(error))
            }
        }
        if !isTaken {
            snapshot.close()
            completed(.failure(StoreError(.busy, "too many writes wait")))
        }
    }

    private static func storeError(_ error: any Error) -> StoreError {
        error as? StoreError ?? StoreError(.mistaken, "\(type(of: error))")
    }

    // MARK: Sockets

    public func opened(_ socket: any WebSocket, _ asker: Asker, _ correlation: Correlation) {
        announcer.open(socket, asker, correlation)
        _ = writer.submit(.introduce(asker, correlationID: correlation.id)) { [announcer] result in
            if case .success(.introduced(let introduction)) = result { announcer.introduce(socket, introduction) }
        }
    }

    public func closed(_ socket: any WebSocket) { announcer.close(socket) }

    /// What is not written down is sent again: nothing is lost by a confirmation that is.
    public func ponged(_ socket: any WebSocket) {
        guard let confirmation = announcer.ponged(socket) else { return }
        _ = writer.submit(.confirm(confirmation)) { _ in }
    }
}
