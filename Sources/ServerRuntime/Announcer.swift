public import SyncCore
import SyncModel
import Synchronization
import Transport

/// The sockets that listen, and the way to them. Shared by the writer, which tells and sends, the socket loop, which
/// opens and closes, and the HTTP loop, whose pulls must not be overtaken.
///
/// Frames leave from the writer's thread alone, so the order of the queues is the order of the commits.
public final class Announcer: Sendable {
    private let live: Mutex<Live<any WebSocket>>
    private let nowMilliseconds: @Sendable () -> Int64

    /// - Parameters:
    ///   - latest: the stamp of the last write.
    ///   - company: who else writes to the library.
    ///   - nowMilliseconds: of a clock that is never set.
    public init(latest: Int64, company: Company = .none, nowMilliseconds: @escaping @Sendable () -> Int64) {
        live = Mutex(Live(latest: latest, company: company, nowMilliseconds: nowMilliseconds()))
        self.nowMilliseconds = nowMilliseconds
    }

    public var socketCount: Int { live.withLock { $0.count } }

    func open(_ socket: any WebSocket, _ asker: Asker, _ correlation: Correlation) {
        live.withLock {
            $0.open(socket, id: socket.id, asker: asker, correlation: correlation, nowMilliseconds: nowMilliseconds())
        }
    }

    func introduce(_ socket: any WebSocket, _ introduction: Introduction) {
        live.withLock { $0.introduce(socket.id, introduction, nowMilliseconds: nowMilliseconds()) }
    }

    func close(_ socket: any WebSocket) -> Hush? { live.withLock { $0.close(socket.id) } }

    func ponged(_ socket: any WebSocket, afterMilliseconds delay: Int64) -> Confirmation? {
        live.withLock { $0.ponged(socket.id, afterMilliseconds: delay, nowMilliseconds: nowMilliseconds()) }
    }

    func couldNotConfirm(_ socket: any WebSocket, _ confirmation: Confirmation) {
        live.withLock { $0.couldNotConfirm(socket.id, confirmation) }
    }

    func rowsBegin(_ pull: Pull) -> ToldBySockets {
        live.withLock { live in
            live.rowsBegin(pull.asker)
            return live.told(pull, nowMilliseconds: nowMilliseconds())
        }
    }

    /// A write that has just arrived, with what is known of the way that it came. From any thread.
    public func dated(_ write: PreparedWrite) -> PreparedWrite {
        live.withLock { $0.dated(write, nowMilliseconds: nowMilliseconds()) }
    }

    func told(_ pull: Pull) -> ToldBySockets {
        live.withLock { $0.told(pull, nowMilliseconds: nowMilliseconds()) }
    }

    func rowsPrepared(_ prepared: PreparedPull) {
        live.withLock { $0.rowsPrepared(prepared, nowMilliseconds: nowMilliseconds()) }
    }

    func rowsEnded(_ asker: Asker, _ report: RowsReport?) {
        live.withLock { $0.rowsEnded(asker, report, nowMilliseconds: nowMilliseconds()) }
    }

    func rowsSent(_ asker: Asker, _ report: RowsReport) {
        live.withLock { $0.rowsSent(asker, report, nowMilliseconds: nowMilliseconds()) }
    }

    func listSent(_ asker: Asker, _ report: ListReport) {
        live.withLock { $0.listSent(asker, report, nowMilliseconds: nowMilliseconds()) }
    }

    // MARK: On the writer's thread

    /// Queues the events of one write, in order.
    func tell(_ committed: Committed) {
        live.withLock { $0.tell(committed) }
    }

    func tell(_ news: News) { live.withLock { $0.tell(news) } }

    func loseTrack() { live.withLock { $0.loseTrack() } }

    func advance(to number: Int64) { live.withLock { $0.advance(to: number) } }

    /// Sends what is due.
    func send() {
        for frame in live.withLock({ $0.due(nowMilliseconds: nowMilliseconds()) }) {
            let text = frame.text
            frame.listener.send(TextFrame(head: text.head, number: frame.number, tail: text.tail), after: nil)
            if frame.wantsPong { frame.listener.ping() }
        }
    }

    /// Doorbells that wait for a number: each is asked for one, and rung.
    func rings() -> [(session: UInt64, holder: Int64, number: Int64)] {
        live.withLock { $0.rings(nowMilliseconds: nowMilliseconds()) }
    }

    func rung(_ session: UInt64, _ result: Result<Done, StoreError>) {
        live.withLock { $0.rung(session, result, nowMilliseconds: nowMilliseconds()) }
    }

    /// Until something is due; `nil` while nothing waits.
    var delayMilliseconds: Int64? {
        live.withLock { $0.nextMilliseconds }.map { max(0, $0 - nowMilliseconds()) }
    }
}
