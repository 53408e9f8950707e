internal import Observing

/// Tells systemd that the server lives, as often as it wants to hear that (`WatchdogSec=`), and only while it does: a
/// server that stands still is not spoken for, and systemd starts it anew.
///
/// What is asked is the way of a request through the edge and the HTTP loop. The database is not: a server whose
/// database is away must not be ended for that.
struct Watchdog {
    /// How often to tell.
    let intervalMilliseconds: Int
    private let notify: NotifySocket
    private let isAlive: () -> Bool
    private let logger: Logger

    /// - Parameters:
    ///   - environment: systemd gives the time in `WATCHDOG_USEC`, for the process that `WATCHDOG_PID` names.
    ///   - isAlive: whether the server answers.
    /// - Returns: `nil` when nobody waits for it.
    init?(
        environment: [String: String], processID: Int32 = ThisProcess.id, notify: NotifySocket, logger: Logger,
        isAlive: @escaping () -> Bool
    ) {
        guard notify.address != nil, let text = environment["WATCHDOG_USEC"], let microseconds = Int(text),
            microseconds >= 2_000, environment["WATCHDOG_PID"].map({ $0 == "\(processID)" }) ?? true
        else { return nil }
        // At half the time, as systemd advises.
        intervalMilliseconds = microseconds / 2_000
        self.notify = notify
        self.isAlive = isAlive
        self.logger = logger
    }

    func beat() {
        if isAlive() {
            notify.tell("WATCHDOG=1")
        } else {
            logger.error("the server does not answer its own question; systemd is not told that it lives")
        }
    }
}
