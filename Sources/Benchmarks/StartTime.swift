import SyncTesting

/// Row 3: from starting the program to the first answer with the right token.
enum StartTime {
    static func measure(_ bench: Bench) throws -> [Finding] {
        let fresh = try (0..<bench.rounds).map { _ in try first(TimedServer(bench)) }
        let again = try { (server: TimedServer) in
            _ = try first(server)
            return try (0..<bench.rounds).map { _ in try first(server) }
        }(TimedServer(bench))
        return [
            finding(Spread(fresh), "a new library"), finding(Spread(again), "an existing library"),
        ]
    }

    private static func finding(_ spread: Spread, _ what: String) -> Finding {
        Finding(
            ours: "\(spread.text(digits: 1)) ms, \(what)", beside: "the original: 2,600", goal: "≤ 15 (≤ 6)",
            verdict: .init(spread.high <= 15))
    }

    private static func first(_ server: TimedServer) throws -> Double {
        let milliseconds = try server.millisecondsToFirstAnswer()
        try server.stop()
        return milliseconds
    }
}

/// A server on a known port, so that nobody has to read its log to know when it answers.
private final class TimedServer {
    private let server: ServerProcess
    private let port: UInt16
    private var process: ChildProcess?

    init(_ bench: Bench) throws {
        var settings = bench.settings()
        settings.wrapper = []
        port = try FreePort.take()
        settings.port = port
        server = try ServerProcess(settings)
    }

    func millisecondsToFirstAnswer() throws -> Double {
        var command = server.command
        command.folder = nil
        let call = HTTPCall("GET", "/TEST_BEARER", token: server.token)
        let began = MonotonicClock.nanoseconds
        process = try ChildProcess(command)
        while (try? HTTPClient.once(port: port, call))?.status != 200 {
            guard MonotonicClock.nanoseconds - began < 10_000_000_000 else {
                throw ServerProcess.NotReady(reason: "no answer in 10 s", log: server.log)
            }
        }
        return Double(MonotonicClock.nanoseconds - began) / 1e6
    }

    func stop() throws {
        process?.send(signal: 15)
        guard process?.waitForExit(withinMilliseconds: 10_000) == .code(0) else {
            throw ServerProcess.NotReady(reason: "it does not stop", log: server.log)
        }
    }
}
