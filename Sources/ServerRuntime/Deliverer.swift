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
    private let place: ReadingPlace
    private let pairs = Mutex(StartPairs())
    private let quietPulls = Mutex(QuietPulls())
    private let nowMilliseconds: @Sendable () -> Int64

    public typealias Completion = @Sendable (Result<PulledAnswer, StoreError>) -> Void

    /// - Parameters:
    ///   - place: where the store is read.
    ///   - nowMilliseconds: of a clock that is never set.
    public init(
        _ store: any Store, writer: Writer, announcer: Announcer, timers: Timers, place: ReadingPlace = .here,
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.writer = writer
        self.announcer = announcer
        self.timers = timers
        self.place = place
        self.nowMilliseconds = nowMilliseconds
    }

    // MARK: Pulls

    /// The answer to a pull that finds nothing, which most do: nothing is to be written down, and nobody waits.
    /// - Returns: `nil`: ask for it with ``answer(_:_:)``.
    public func answerNow(_ pull: Pull) -> Result<PulledAnswer, StoreError>? {
        if place.isElsewhere { return nil }
        let commits = writer.commits
        if let quiet = quietPulls.withLock({ $0.answer(to: pull, commits: commits) }) {
            noteEmpty(quiet)
            return .success(PulledAnswer(quiet: quiet))
        }
        let answer = pull.kind == .rows ? emptyRows(pull) : emptyList(pull)
        if case .success(let answer) = answer { quietPulls.withLock { $0.remember(answer.pull, commits: commits) } }
        return answer
    }

    private func emptyRows(_ pull: Pull) -> Result<PulledAnswer, StoreError>? {
        do {
            let snapshot = try store.snapshot()
            let prepared = try PreparedPull(pull, snapshot, told: announcer.told(pull))
            guard prepared.note == nil else {
                snapshot.close()
                return nil
            }
            noteEmpty(prepared)
            return .success(PulledAnswer(snapshot, prepared, nil))
        } catch { return .failure(Self.storeError(error)) }
    }

    /// Rows that were asked for and not found are something to know for sockets and lists.
    private func noteEmpty(_ prepared: PreparedPull) {
        guard let report = prepared.report(nil) else { return }
        announcer.rowsSent(prepared.pull.asker, report)
        remember(prepared.pull, prepared, nil)
    }

    /// For the list of the same start.
    private func remember(_ pull: Pull, _ prepared: PreparedPull, _ numbers: PullNumbers?) {
        guard let pair = prepared.pair(numbers) else { return pairs.withLock { $0.rowsFailed(pull) } }
        pairs.withLock { $0.rowsAnswered(pull, pair, atMilliseconds: nowMilliseconds()) }
    }

    /// Answers where nothing is to be written down on this thread, else on the writer's, and lists when they are due.
    public func answer(_ pull: Pull, _ completed: @escaping Completion) {
        let isBegun = place.begin { [self] in
            switch pull.kind {
            case .rows: answerRows(pull, completed)
            case .list: answerListIfAny(pull, completed)
            }
        }
        if !isBegun { completed(.failure(Self.tooManyWait)) }
    }

    private static let tooManyWait = StoreError(.busy, "too many reads wait")

    private func answerListIfAny(_ pull: Pull, _ completed: @escaping Completion) {
        if place.isElsewhere, let empty = emptyList(pull) { return completed(empty) }
        answerList(pull, askedAtMilliseconds: nowMilliseconds(), completed)
    }

    private func answerRows(_ pull: Pull, _ completed: @escaping Completion) {
        let isNew = pairs.withLock { $0.begin(pull, now: nowMilliseconds()) }
        if !isNew { return answerNothing(pull, completed) }
        let told = announcer.rowsBegin(pull)
        prepareRows(pull, told, mayWait: true) { [self] result in
            switch result {
            case .success(let answer):
                announcer.rowsEnded(pull.asker, answer.pull.report(answer.numbers))
                remember(pull, answer.pull, answer.numbers)
            case .failure:
                announcer.rowsEnded(pull.asker, nil)
                pairs.withLock { $0.rowsFailed(pull) }
            }
            writer.wake()
            completed(result)
        }
    }

    /// Rows that the device may be about to make once more wait for that.
    private func prepareRows(
        _ pull: Pull, _ told: ToldBySockets, mayWait: Bool, _ completed: @escaping Completion
    ) {
        do {
            let snapshot = try store.snapshot()
            do {
                let prepared = try PreparedPull(pull, snapshot, told: told)
                guard mayWait, prepared.waitsForQueue else {
                    announcer.rowsPrepared(prepared)
                    return writeDown(prepared, snapshot, completed)
                }
                snapshot.close()
            } catch {
                snapshot.close()
                throw error
            }
        } catch { return completed(.failure(Self.storeError(error))) }
        timers.add(inMilliseconds: PreparedPull.queueMilliseconds) { [self] in
            let isBegun = place.begin { [self] in
                prepareRows(pull, announcer.told(pull), mayWait: false, completed)
            }
            if !isBegun { completed(.failure(Self.tooManyWait)) }
        }
        writer.wake()
    }

    private func answerNothing(_ pull: Pull, _ completed: @escaping Completion) {
        do {
            let answer = PulledAnswer(try store.snapshot(), PreparedPull(repeated: pull), nil)
            completed(.success(answer))
        } catch { completed(.failure(Self.storeError(error))) }
    }

    /// A list that holds something waits for the rows of the same start, if they are asked for.
    private func answerList(_ pull: Pull, askedAtMilliseconds asked: Int64, _ completed: @escaping Completion) {
        let wait = pairs.withLock {
            $0.waitMilliseconds(pull, askedAtMilliseconds: asked, now: nowMilliseconds())
        }
        guard let wait else {
            let pair = pairs.withLock { $0.takePair(pull, now: nowMilliseconds()) }
            return prepare(pull, after: pair, told: announcer.told(pull)) { [announcer] result in
                if case .success(let answer) = result, let report = answer.pull.listReport(answer.numbers) {
                    announcer.listSent(pull.asker, report)
                }
                completed(result)
            }
        }
        timers.add(inMilliseconds: wait) { [self] in
            let isBegun = place.begin { [self] in answerList(pull, askedAtMilliseconds: asked, completed) }
            if !isBegun { completed(.failure(Self.tooManyWait)) }
        }
        writer.wake()
    }

    private func emptyList(_ pull: Pull) -> Result<PulledAnswer, StoreError>? {
        do {
            let snapshot = try store.snapshot()
            let prepared = try PreparedPull(pull, snapshot, told: announcer.told(pull))
            if prepared.isQuiet { return .success(PulledAnswer(snapshot, prepared, nil)) }
            snapshot.close()
            return nil
        } catch { return .failure(Self.storeError(error)) }
    }

    private func prepare(
        _ pull: Pull, after pair: StartPair? = nil, told: ToldBySockets = .nothing,
        _ completed: @escaping Completion
    ) {
        do {
            let snapshot = try store.snapshot()
            do {
                let prepared = try PreparedPull(pull, snapshot, after: pair, told: told)
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
            return completed(.success(PulledAnswer(snapshot, pull, nil)))
        }
        let isTaken = writer.submit(.note(note)) { [place] result in
            place.finish { Self.answer(pull, snapshot, result, completed) }
        }
        if !isTaken {
            snapshot.close()
            completed(.failure(StoreError(.busy, "too many writes wait")))
        }
    }

    private static func answer(
        _ pull: PreparedPull, _ snapshot: any StoreSnapshot, _ result: Result<Done, StoreError>,
        _ completed: Completion
    ) {
        switch result {
        case .success(.noted(let numbers)): return completed(.success(PulledAnswer(snapshot, pull, numbers)))
        case .success: completed(.failure(StoreError(.mistaken, "a note came back as something else")))
        case .failure(let error): completed(.failure(error))
        }
        snapshot.close()
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

    /// If it can't be written down, the next process takes it that the device heard everything.
    public func closed(_ socket: any WebSocket) {
        guard let hush = announcer.close(socket) else { return }
        _ = writer.submit(.hush(hush)) { _ in }
    }

    /// What is not written down is sent again; which rows were doubtful the next confirmation must say.
    public func ponged(_ socket: any WebSocket, afterMilliseconds delay: Int64) {
        guard let confirmation = announcer.ponged(socket, afterMilliseconds: delay) else { return writer.wake() }
        let isTaken = writer.submit(.confirm(confirmation)) { [announcer] result in
            if case .failure = result { announcer.couldNotConfirm(socket, confirmation) }
        }
        if !isTaken { announcer.couldNotConfirm(socket, confirmation) }
    }
}
