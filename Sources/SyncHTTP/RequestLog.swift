import Observing
import SyncCore
import SyncModel
import Synchronization
import Transport

/// What the door writes to the log. Quiet at `info` while all is well; never a token, an id's content or a link.
final class RequestLog: Sendable {
    private let logger: Logger
    private let uptimeSeconds: @Sendable () -> Int64
    private let count = Atomic<UInt64>(0)
    private let repeated = Mutex(OncePerHour())

    init(_ logger: Logger, uptimeSeconds: @escaping @Sendable () -> Int64) {
        self.logger = logger
        self.uptimeSeconds = uptimeSeconds
    }

    /// Gives a request its number, by which its lines belong together.
    func begin(_ head: RequestHead) -> RequestTrace {
        let number = count.add(1, ordering: .relaxed).newValue
        return RequestTrace(id: String(number, radix: 36), method: head.method, peer: head.peer)
    }

    /// One line per answer, for who looks for something.
    func answered(_ trace: RequestTrace, _ status: Int) {
        guard logger.level <= .debug else { return }
        logger.debug("answered", trace.metadata + [("status", "\(status)")])
    }

    func failed(_ trace: RequestTrace, _ operation: OperationName, _ error: StoreError) {
        logger.error(
            "A request failed because of the database",
            trace.metadata + [
                ("operation", operation.rawValue), ("code", "\(error.code)"), ("reason", error.reason),
            ])
    }

    func namesAnotherLibrary(_ trace: RequestTrace, _ correlation: Correlation?) {
        let device = correlation?.id ?? trace.peer.text
        guard isDue("library " + device) else { return }
        logger.warning(
            "A device that has synced before names rows that this library never had: is this the right database?",
            trace.metadata + [("device", device)])
    }

    func upgradeMissing(_ trace: RequestTrace) {
        guard isDue("upgrade " + trace.peer.text) else { return }
        logger.notice(
            "A request for /events came without its Upgrade line; a proxy in between must pass it on", trace.metadata)
    }

    private func isDue(_ key: String) -> Bool {
        repeated.withLock { $0.allows(key, nowSeconds: uptimeSeconds()) }
    }
}

/// One request: who makes it, and how its log lines name it.
struct RequestTrace: Sendable {
    let id: String
    let method: String
    let peer: PeerAddress
    /// Known once its token was looked at.
    var asker = Asker.shared

    var metadata: [(String, String)] { [("request", id), ("method", method), ("peer", peer.text)] }
}
