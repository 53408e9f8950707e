import SyncTesting

/// A real process runs in real time: no event comes before its moment, and meanwhile bytes pass.
extension World {
    func runInRealTime(untilMilliseconds end: Int64) {
        guard let real else { return }
        while nowMilliseconds < end || (events.nextMilliseconds ?? .max) <= end { turn(real, untilMilliseconds: end) }
    }

    /// Waits until something happened, an event is due or it is this time; then what happened, and at most one event.
    func turn(_ real: ProcessServer, untilMilliseconds end: Int64) {
        real.wait(untilMilliseconds: min(end, events.nextMilliseconds ?? end))
        nowMilliseconds = max(nowMilliseconds, real.network.nowMilliseconds)
        collectServerOutput()
        guard let next = events.nextMilliseconds, next <= nowMilliseconds, let (_, event) = events.takeNext() else {
            return
        }
        handle(event)
        collectServerOutput()
    }

    /// A process that was killed is up again, and what was on its way has come to its end.
    func waitUntilReady(_ real: ProcessServer) {
        let end = nowMilliseconds + history.tempo.patienceMilliseconds
        while !requestsOnTheWay.isEmpty || !isServerUp || real.isStarting, nowMilliseconds < end { turn() }
        if !requestsOnTheWay.isEmpty {
            unexplained.append("requests are on their way for ever: \(requestsOnTheWay.sorted())")
            requestsOnTheWay = []
        }
        if !isServerUp || real.isStarting { unexplained.append("the server does not come back") }
    }

    /// All is over: the process must end well, and tells by its file what it did.
    func end(_ real: ProcessServer) {
        real.stop()
        // The dice say where sockets are cut; many come to their end before.
        troubles[.socketCutInBurst] = real.network.cutsInFrames
        ledger.stored(atTheEnd: real.journal())
        unexplained += real.problems.map { "the server " + $0 }
    }
}
