import SyncCore
import Synchronization
import Testing

@testable import SyncHTTP

/// A text of numbered lines that knows how much of it was made.
private final class Lines: AnswerText {
    private let count: Int
    private var next = 0
    let made: Counter

    init(_ count: Int, _ made: Counter) {
        self.count = count
        self.made = made
    }

    func next(bytesWanted: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while next < count, bytes.count < bytesWanted {
            bytes += Array("line \(next)\n".utf8)
            next += 1
        }
        made.value.withLock { $0 += bytes.count }
        return bytes
    }
}

private final class Counter: Sendable {
    let value = Mutex(0)
}

private final class Snapshot: StoreSnapshot {
    let isClosed = Mutex(false)

    func rows(_ query: Query) throws -> any Cursor { throw StoreError(.mistaken, "nothing is read here") }
    func largest(_ column: Column) throws -> Int64? { nil }
    func close() { isClosed.withLock { $0 = true } }
}

@Suite struct StreamedAnswerTests {
    private func wholeText(_ count: Int) -> [UInt8] { (0..<count).flatMap { Array("line \($0)\n".utf8) } }

    private func readAll(_ stream: StreamedAnswer, onPiece: () -> Void = {}) throws -> [UInt8] {
        var all: [UInt8] = []
        while case let piece = try stream.next(bytesWanted: 1_000), !piece.isEmpty {
            all += piece
            onPiece()
        }
        return all
    }

    @Test func aQuickClientIsServedFromTheDatabase() throws {
        let made = Counter()
        let snapshot = Snapshot()
        let stream = StreamedAnswer(
            first: [], text: Lines(10_000, made), snapshot: snapshot,
            among: LongAnswers(spoolFolder: "/tmp", nowSeconds: { 0 }))
        #expect(try stream.next(bytesWanted: 1_000).count < 2_000)
        #expect(made.value.withLock { $0 } < 2_000)
        stream.close()
        #expect(snapshot.isClosed.withLock { $0 })
    }

    @Test func aSlowOneGetsTheSameTextAndTheDatabaseIsFreed() throws {
        let clock = Counter()
        let snapshot = Snapshot()
        let stream = StreamedAnswer(
            first: Array("first\n".utf8), text: Lines(100_000, Counter()), snapshot: snapshot,
            among: LongAnswers(spoolFolder: "/tmp", nowSeconds: { Int64(clock.value.withLock { $0 }) }))
        var freedAfter = 0
        let all = try readAll(stream) {
            clock.value.withLock { $0 += 1 }
            if !snapshot.isClosed.withLock({ $0 }) { freedAfter += 1 }
        }
        #expect(all == Array("first\n".utf8) + wholeText(100_000))
        #expect(freedAfter < 6)
        stream.close()
    }

    @Test func whereNothingCanBePutAsideItStreamsOn() throws {
        let clock = Counter()
        let stream = StreamedAnswer(
            first: [], text: Lines(5_000, Counter()), snapshot: Snapshot(),
            among: LongAnswers(spoolFolder: "/no/such/folder", nowSeconds: { Int64(clock.value.withLock { $0 }) }))
        let all = try readAll(stream) { clock.value.withLock { $0 += 10 } }
        #expect(all == wholeText(5_000))
        stream.close()
    }

    @Test func aClientThatTakesNothingHoldsUpNothing() throws {
        let clock = Counter()
        let snapshot = Snapshot()
        let answers = LongAnswers(spoolFolder: "/tmp", nowSeconds: { Int64(clock.value.withLock { $0 }) })
        let stream = StreamedAnswer(first: [], text: Lines(100_000, Counter()), snapshot: snapshot, among: answers)
        answers.putSlowOnesAside()
        #expect(!snapshot.isClosed.withLock { $0 })
        clock.value.withLock { $0 = 10 }
        answers.putSlowOnesAside()
        #expect(snapshot.isClosed.withLock { $0 })
        #expect(try readAll(stream) == wholeText(100_000))
        stream.close()
        #expect(answers.isEmpty)
    }
}
