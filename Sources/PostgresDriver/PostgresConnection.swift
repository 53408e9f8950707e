import CPostgres
import Glibc
import SQLStore
import SyncCore
import Synchronization

/// One connection to the server. Nothing blocks without a time: a server that was frozen answers nothing, and closes
/// nothing either.
///
/// `@unchecked Sendable`: the seam promises that one thread at a time uses a connection, which is all that libpq wants.
final class PostgresConnection: NetworkConnection, @unchecked Sendable {
    let session: SQLSession
    let library: PostgresLibrary
    let limits: NetworkLimits
    private var connection: OpaquePointer?
    /// Of prepared statements and cursors.
    private var lastName = 0
    private let retired = Mutex(Retired())
    /// Statements whose answers nobody waits for, not sent yet.
    private var postponed: [PostgresMessage] = []

    /// What the server may forget, told with the next statement.
    private struct Retired {
        var statements: [String] = []
        /// Of the transaction that is open: they end with it.
        var cursors: [String] = []
    }

    /// Connects. What the session needs beside is ``PostgresConnector``'s.
    init(
        _ parameters: [(String, String)], _ library: PostgresLibrary, _ limits: NetworkLimits, statementsMax: Int
    ) throws(StoreError) {
        self.library = library
        self.limits = limits
        session = SQLSession(preparedMax: statementsMax)
        connection = Self.begin(parameters, library)
        do { try finishConnecting() } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    var isBroken: Bool { connection == nil }

    var isInTransaction: Bool {
        guard let connection else { return false }
        let status = library.functions.PQtransactionStatus(connection)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    func close() {
        session.forgetAll()
        drop()
    }

    func newName() -> String {
        lastName += 1
        return "linkora_\(lastName)"
    }

    func retire(statement name: String) { retired.withLock { $0.statements.append(name) } }
    func retire(cursor name: String) { retired.withLock { $0.cursors.append(name) } }
    func forgetRetiredCursors() { retired.withLock { $0.cursors = [] } }

    /// The commands that make the server forget.
    func takeRetired() -> [String] {
        retired.withLock { retired in
            defer { retired = Retired() }
            return retired.statements.map { "DEALLOCATE \($0)" } + retired.cursors.map { "CLOSE \($0)" }
        }
    }

    // MARK: Connecting

    private static func begin(_ parameters: [(String, String)], _ library: PostgresLibrary) -> OpaquePointer? {
        let keywords = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { (keywords + values).forEach { free($0) } }
        let ended = { (words: [UnsafeMutablePointer<CChar>?]) in words.map { UnsafePointer($0) } + [nil] }
        return library.functions.PQconnectStartParams(ended(keywords), ended(values), 0)
    }

    private func finishConnecting() throws(StoreError) {
        guard let connection else { throw StoreError(.unavailable, "libpq has no memory for a connection") }
        let deadline = Deadline(milliseconds: limits.connectMillisecondsMax)
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard library.functions.PQstatus(connection) != CONNECTION_BAD, state != PGRES_POLLING_FAILED else {
                throw StoreError(.unavailable, "PostgreSQL can't be reached: \(words(connection))")
            }
            let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
            guard deadline.wait(for: events, on: library.functions.PQsocket(connection)) else {
                throw StoreError(
                    .unavailable, "PostgreSQL did not answer within \(limits.connectMillisecondsMax) ms")
            }
            state = library.functions.PQconnectPoll(connection)
        }
        _ = library.functions.PQsetnonblocking(connection, 1)
        _ = library.functions.PQsetNoticeProcessor(connection, linkora_pq_ignore, nil)
    }

    /// The last line of libpq's message that is no advice: the ones before it name the places that it tried.
    private func words(_ connection: OpaquePointer) -> String {
        let text = library.functions.PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).last { !$0.hasPrefix("\t") }.map(String.init)
            ?? "no reason given"
    }

    // MARK: Speaking

    /// Has a statement done before the next one that is waited for, on the same trip.
    func postpone(_ statement: PostgresMessage) throws(StoreError) {
        postponed.append(statement)
        if postponed.count >= limits.postponedMax { try sendPostponed() }
    }

    private func sendPostponed() throws(StoreError) {
        guard !postponed.isEmpty else { return }
        _ = try answersTogether(with: [])
    }

    /// Sends a statement, behind those that were postponed, and takes its answer.
    /// - Throws: the first failure among them; the connection is given up where it does not answer.
    func answer(to statement: PostgresMessage) throws(StoreError) -> PostgresResult? {
        guard postponed.isEmpty else { return try answersTogether(with: [statement]).last }
        return try answers { statement.send($0, library) }.last
    }

    /// What was postponed is not to be done any more.
    func forgetPostponed() { postponed = [] }

    /// Several statements in one text, or one that can't be sent with others. Nothing is postponed meanwhile.
    func run(simple sql: String) throws(StoreError) -> [PostgresResult] {
        try sendPostponed()
        return try answers { library.functions.PQsendQuery($0, sql) }
    }

    func prepare(_ sql: String, as name: String) throws(StoreError) {
        try sendPostponed()
        _ = try answers { library.functions.PQsendPrepare($0, name, sql, 0, nil) }
    }

    private func answers(_ send: (OpaquePointer) -> Int32) throws(StoreError) -> [PostgresResult] {
        try begin(send)
        var answers: [PostgresResult] = []
        while let answer = try nextAnswer() { answers.append(answer) }
        for answer in answers { if let error = answer.error { throw error } }
        return answers
    }

    /// Sends what was postponed and more in one go, and takes the answers, one of each.
    private func answersTogether(with more: [PostgresMessage]) throws(StoreError) -> [PostgresResult] {
        let statements = postponed + more
        postponed = []
        try begin { connection in
            guard library.functions.PQenterPipelineMode(connection) == 1 else { return 0 }
            for statement in statements {
                guard statement.send(connection, library) == 1 else { return 0 }
            }
            return library.functions.PQpipelineSync(connection)
        }
        var answers: [PostgresResult] = []
        var error: StoreError?
        for _ in statements {
            while let answer = try nextAnswer() {
                if error == nil { error = answer.error }
                answers.append(answer)
            }
        }
        _ = try nextAnswer()
        if let connection { _ = library.functions.PQexitPipelineMode(connection) }
        if let error { throw error }
        return answers
    }

    /// - Returns: whether a notification came, or the connection was lost.
    func waitForNotification(millisecondsMax: Int64) -> Bool {
        guard let connection else { return true }
        guard takeNotifications(connection) == 0 else { return true }
        let deadline = Deadline(milliseconds: millisecondsMax)
        guard deadline.wait(for: POLLIN, on: library.functions.PQsocket(connection)) else { return false }
        guard library.functions.PQconsumeInput(connection) == 1 else {
            _ = giveUp(words(connection))
            return true
        }
        return takeNotifications(connection) > 0
    }

    private func takeNotifications(_ connection: OpaquePointer) -> Int {
        var count = 0
        while let notification = library.functions.PQnotifies(connection) {
            library.functions.PQfreemem(notification)
            count += 1
        }
        return count
    }

    private func begin(_ send: (OpaquePointer) -> Int32) throws(StoreError) {
        guard let connection else { throw StoreError(.unavailable, "the connection to PostgreSQL is closed") }
        guard send(connection) == 1 else { throw giveUp(words(connection)) }
        let deadline = Deadline(milliseconds: limits.answerMillisecondsMax)
        while true {
            switch library.functions.PQflush(connection) {
            case 0: return
            case 1: try wait(for: POLLIN | POLLOUT, until: deadline)
            default: throw giveUp(words(connection))
            }
            guard library.functions.PQconsumeInput(connection) == 1 else { throw giveUp(words(connection)) }
        }
    }

    /// - Returns: `nil` after the last one of a statement.
    private func nextAnswer() throws(StoreError) -> PostgresResult? {
        guard let connection else { throw StoreError(.unavailable, "the connection to PostgreSQL is closed") }
        let deadline = Deadline(milliseconds: limits.answerMillisecondsMax)
        while library.functions.PQisBusy(connection) == 1 {
            try wait(for: POLLIN, until: deadline)
            guard library.functions.PQconsumeInput(connection) == 1 else { throw giveUp(words(connection)) }
        }
        guard let result = library.functions.PQgetResult(connection) else {
            guard library.functions.PQstatus(connection) != CONNECTION_BAD else { throw giveUp(words(connection)) }
            return nil
        }
        let answer = PostgresResult(result, library)
        // The server's last words before it ends the connection.
        if answer.error?.code == .unavailable, library.functions.PQstatus(connection) == CONNECTION_BAD {
            throw giveUp(words(connection))
        }
        return answer
    }

    private func wait(for events: Int32, until deadline: Deadline) throws(StoreError) {
        guard let connection else { return }
        guard deadline.wait(for: events, on: library.functions.PQsocket(connection)) else {
            throw giveUp("no answer within \(limits.answerMillisecondsMax) ms")
        }
    }

    /// Closes the connection, so that the server lets go of what it held.
    private func giveUp(_ reason: String) -> StoreError {
        drop()
        return StoreError(.unavailable, "the connection to PostgreSQL is lost: \(reason)")
    }

    private func drop() {
        guard let connection else { return }
        self.connection = nil
        postponed = []
        library.functions.PQfinish(connection)
    }
}

/// A moment by the clock that nobody sets.
struct Deadline {
    private let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = Self.now + milliseconds }

    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// - Returns: `false` when it is over.
    func pause(milliseconds: Int32) -> Bool {
        _ = poll(nil, 0, milliseconds)
        return Self.now < self.milliseconds
    }

    /// - Returns: `false` when nothing came in time.
    func wait(for events: Int32, on descriptor: Int32) -> Bool {
        var event = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let rest = milliseconds - Self.now
            guard rest > 0 else { return false }
            let count = poll(&event, 1, Int32(clamping: rest))
            if count > 0 { return true }
            guard count == 0 || errno == EINTR else { return true }
        }
    }
}
