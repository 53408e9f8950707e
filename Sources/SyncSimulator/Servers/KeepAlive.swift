/// Pings of open sockets, and who has not answered in time (PROTOCOL §4.2).
struct KeepAlive {
    private struct Session {
        var pingAtMilliseconds: Int64
        /// Unanswered since it was sent.
        var awaitedMark: Int?

        /// The last ping was sent, or the socket opened.
        var sinceMilliseconds: Int64 { pingAtMilliseconds - KeepAlive.pingEveryMilliseconds }
    }

    enum Deed {
        case ping(socket: Int, mark: Int)
        case giveUp(socket: Int)
    }

    static let pingEveryMilliseconds: Int64 = 15_000

    private var sessions: [Int: Session] = [:]
    private var lastMark = 0

    var nextMilliseconds: Int64? { sessions.values.map(\.pingAtMilliseconds).min() }

    mutating func opened(_ socket: Int, nowMilliseconds: Int64) {
        sessions[socket] = Session(pingAtMilliseconds: nowMilliseconds + Self.pingEveryMilliseconds)
    }

    mutating func closed(_ socket: Int) { sessions[socket] = nil }

    /// - Returns: how long after the last ping it comes; `nil` for what answers another one.
    @discardableResult
    mutating func ponged(_ socket: Int, mark: Int, nowMilliseconds: Int64) -> Int64? {
        guard let session = sessions[socket], let awaited = session.awaitedMark, mark >= awaited else { return nil }
        sessions[socket]?.awaitedMark = nil
        return nowMilliseconds - session.sinceMilliseconds
    }

    /// A ping, perhaps before its time: from now on its pong is awaited, and no earlier one.
    mutating func ping(_ socket: Int, nowMilliseconds: Int64) -> Int {
        lastMark += 1
        sessions[socket] = Session(
            pingAtMilliseconds: nowMilliseconds + Self.pingEveryMilliseconds, awaitedMark: lastMark)
        return lastMark
    }

    /// What is due, in the order of the sockets.
    mutating func due(nowMilliseconds: Int64) -> [Deed] {
        let due = sessions.filter { $0.value.pingAtMilliseconds <= nowMilliseconds }.keys.sorted()
        return due.map { socket in
            if sessions[socket]?.awaitedMark != nil {
                sessions[socket] = nil
                return .giveUp(socket: socket)
            }
            return .ping(socket: socket, mark: ping(socket, nowMilliseconds: nowMilliseconds))
        }
    }
}
