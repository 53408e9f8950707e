import Glibc
import SyncTesting
import Synchronization
import Testing

@testable import SyncSimulator

/// The simulator's histories with the real process: sockets, a faulty proxy, SQLite, kills in the middle (SYNC §4).
///
/// What happens can't be repeated exactly; a history that fails leaves its server's folder with database, logs and script.
@Suite struct WireHistoriesTests {
    /// Each on a thread of its own, that mostly sleeps.
    private final class Play: Sendable {
        let stage: WireStage
        let results: Mutex<[Result<WireVerdict, any Error>]> = Mutex([])

        init(_ stage: WireStage) { self.stage = stage }

        func play(_ seed: UInt64) {
            var options = HistoryOptions()
            options.isOverTheWire = true
            options.tokens = .device
            options.lengthMilliseconds = 60_000...120_000
            let result = Result { try Simulation.play(History(seed: seed, options), with: stage) }
            results.withLock { $0.append(result) }
        }
    }

    private final class Work: Sendable {
        let play: Play
        let seed: UInt64

        init(_ play: Play, _ seed: UInt64) { (self.play, self.seed) = (play, seed) }
    }

    private func run(_ seeds: some Sequence<UInt64>, _ play: Play) {
        var threads: [pthread_t] = []
        for seed in seeds {
            var thread = pthread_t()
            let problem = pthread_create(
                &thread, nil,
                { context in
                    let work = Unmanaged<Work>.fromOpaque(context!).takeRetainedValue()
                    work.play.play(work.seed)
                    return nil
                }, Unmanaged.passRetained(Work(play, seed)).toOpaque())
            if problem == 0 { threads.append(thread) }
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    /// The process and the network do nothing but what they were ordered to, and each history has its kill.
    @Test func aFewHistoriesBreakNoPromise() throws {
        let play = Play(try WireStage())
        run(1...8, play)
        let verdicts = try play.results.withLock { $0 }.map { try $0.get() }
        #expect(verdicts.count == 8)
        for verdict in verdicts {
            #expect(verdict.verdict.unexplained.isEmpty, "\(verdict.text)")
            #expect((verdict.verdict.faults[.serverKilled] ?? 0) >= 1, "history \(verdict.verdict.seed) had no kill")
            #expect(verdict.verdict.rowsSent > 0, "history \(verdict.verdict.seed) hardly happened")
        }
        let faults = verdicts.reduce(into: [:]) { $0.merge($1.verdict.faults, uniquingKeysWith: +) }
        let struck = [Fault.answerLost, .requestLost, .requestDoubled, .appKilled].map { faults[$0] ?? 0 }
        #expect(struck.allSatisfy { $0 > 0 }, "hardly anything was tried: \(faults)")
        // docs/STATUS.md: what the simulator finds in virtual time it finds here, too.
        withKnownIssue("the server's promises do not all hold yet", isIntermittent: true) {
            for verdict in verdicts where !verdict.verdict.violations.isEmpty { Issue.record("\(verdict.text)") }
        }
    }

    // MARK: The process

    private static let probe = ServerRequest(
        ticket: 1, token: .shared, address: "10.0.0.9", method: "GET", path: "/GET_UPDATES",
        query: [("eventTimestamp", "0")], body: nil, device: 0, orders: NetworkOrders())

    /// What the network says to one request.
    private func ask(_ server: ProcessServer, withinMilliseconds: Int64 = 5_000) -> [NetworkNews] {
        server.receive(Self.probe, nowMilliseconds: 0)
        var news: [NetworkNews] = []
        wait(for: server, withinMilliseconds) {
            for case .news(let piece) in server.takeOutput() { news.append(piece) }
            return news.contains { if case .arrived = $0 { true } else if case .lost = $0 { true } else { false } }
        }
        return news
    }

    private func wait(for server: ProcessServer, _ milliseconds: Int64, _ isDone: () -> Bool) {
        let end = server.network.nowMilliseconds + milliseconds
        while !isDone(), server.network.nowMilliseconds < end {
            server.wait(untilMilliseconds: server.network.nowMilliseconds + 10)
        }
    }

    private static func isAnswered(_ news: [NetworkNews]) -> Bool {
        news.contains { if case .arrived(_, 200, _) = $0 { true } else { false } }
    }

    @Test func aKillThatWasOrderedIsNoTroubleAndTheProcessComesBack() throws {
        let server = try ProcessServer(try WireStage(), seed: 1)
        #expect(Self.isAnswered(ask(server)))
        server.dies(afterStorageSteps: 1)
        _ = ask(server)
        wait(for: server, 5_000) { server.isDead }
        #expect(server.isDead && server.process.process?.exit == .signal(SIGKILL))
        let killed = server.network.nowMilliseconds
        server.restart(nowMilliseconds: killed)
        wait(for: server, 15_000) { !server.isStarting }
        #expect(server.readySinceMilliseconds >= killed)
        #expect(Self.isAnswered(ask(server)))
        server.stop()
        #expect(server.problems.isEmpty, "\(server.problems)")
        #expect(server.library().folders.isEmpty)
    }

    @Test func aProcessThatEndsByItselfIsTold() throws {
        let server = try ProcessServer(try WireStage(), seed: 1)
        server.process.killNow()
        wait(for: server, 5_000) { server.isDead }
        #expect(server.isDead && server.problems.count == 1, "\(server.problems)")
        let news = ask(server)
        #expect(news.contains { if case .unexplained = $0 { true } else { false } }, "\(news)")
    }

    @Test func aKillComesAlsoWhenNobodyAsks() throws {
        let server = try ProcessServer(try WireStage(), seed: 1)
        server.dies(afterStorageSteps: 40)
        wait(for: server, 6_000) { server.isDead }
        #expect(server.isDead && server.problems.isEmpty, "\(server.problems)")
    }
}
