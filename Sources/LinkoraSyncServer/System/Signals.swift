internal import Glibc

/// Signals are waited for by the main thread, never handled in the middle of something.
enum Signals {
    /// What asks the server to stop.
    private static let stopping = [SIGTERM, SIGINT]
    /// What asks the server to read its certificates and their settings anew.
    private static let reloading = [SIGHUP]
    /// What other programs may send for reasons of their own; it does nothing here, where the default would kill.
    private static let harmless = [SIGUSR1, SIGUSR2]

    /// To be called first of all: every thread made later inherits it, and a signal that comes before anybody waits is
    /// kept. As the first process of a container, too, where it would be thrown away otherwise.
    static func hold() {
        signal(SIGPIPE, SIG_IGN)
        change(SIG_BLOCK, stopping + reloading + harmless)
    }

    /// Lets them end the process as usual while `body` runs: a person at a terminal wants to get away with Ctrl-C.
    static func letThrough<Result>(while body: () -> Result) -> Result {
        change(SIG_UNBLOCK, stopping)
        defer { change(SIG_BLOCK, stopping) }
        return body()
    }

    /// Waits until somebody asks the server to stop.
    /// - Parameters:
    ///   - reload: called whenever somebody asks for that meanwhile.
    ///   - everyMilliseconds: how often to call `tick`; `nil` for never.
    static func waitForStop(reload: () -> Void, everyMilliseconds: Int? = nil, tick: () -> Void = {}) {
        let set = set(of: stopping + reloading + harmless)
        while true {
            let number = wait(set, millisecondsMax: everyMilliseconds)
            if number < 0 { tick() }
            if stopping.contains(number) { return }
            if reloading.contains(number) { reload() }
        }
    }

    /// - Returns: the signal; -1 when none came in time.
    private static func wait(_ set: sigset_t, millisecondsMax: Int?) -> Int32 {
        var set = set
        guard let millisecondsMax else {
            var number: Int32 = 0
            sigwait(&set, &number)
            return number
        }
        var time = timespec(tv_sec: millisecondsMax / 1_000, tv_nsec: millisecondsMax % 1_000 * 1_000_000)
        return sigtimedwait(&set, nil, &time)
    }

    /// Whether somebody has asked since.
    static var isStopPending: Bool {
        var pending = sigset_t()
        sigpending(&pending)
        return stopping.contains { sigismember(&pending, $0) == 1 }
    }

    private static func change(_ how: Int32, _ signals: [Int32]) {
        var set = set(of: signals)
        pthread_sigmask(how, &set, nil)
    }

    private static func set(of signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
