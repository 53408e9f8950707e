extension World {
    /// Carries away what the server says, and notices when it died.
    func collectServerOutput() {
        if let real { return collectOutput(of: real) }
        guard isServerTouched else { return }
        isServerTouched = false
        if isServerUp, server.isDead { return crashServer() }
        var frames: [(socket: Int, text: [UInt8])] = []
        for output in server.takeOutput() {
            switch output {
            case .answer(let ticket, let status, let body): answered(ticket, status, body)
            case .accept(let socket): accepted(socket)
            case .refuse(let socket): later(.socketIsRefused(socket: socket), 10)
            case .frame(let socket, let text):
                frames.append((socket, text))
                transmit(.frame(text), on: socket)
            case .ping(let socket, let mark): transmit(.ping(mark: mark), on: socket)
            case .close(let socket):
                wires[socket]?.isOpenAtServer = false
                ledger.events.closed(socket: socket)
                transmit(.close, on: socket)
            case .news: break
            }
        }
        let deeds = server.takeDeeds()
        if !deeds.isEmpty || !ledger.justAnswered.isEmpty {
            ledger.compare(deeds)
            ledger.stored(deeds)
            ledger.compareToldRows()
        }
        watch(frames)
        scheduleWake()
    }

    private func watch(_ frames: [(socket: Int, text: [UInt8])]) {
        framesCount += frames.count
        for (socket, text) in frames {
            let complaints = ledger.events.told(
                text, on: socket, isStored: ledger.addedRows.contains, isGone: ledger.removedRows.contains)
            ledger.violations += complaints.map { Violation(.nothingDoubled, $0) }
        }
    }

    private func scheduleWake() {
        guard isServerUp, let wake = server.nextWakeMilliseconds else { return }
        if let scheduled = scheduledWakeMilliseconds, scheduled <= wake { return }
        scheduledWakeMilliseconds = wake
        events.add(.serverWakes(atMilliseconds: wake), atMilliseconds: wake)
    }

    func serverWakes(_ time: Int64) {
        if scheduledWakeMilliseconds == time { scheduledWakeMilliseconds = nil }
        guard isServerUp else { return }
        isServerTouched = true
        noteStateBeforeDeletions()
        server.wake(nowMilliseconds: nowMilliseconds)
    }

    func crashServer() {
        guard isServerUp else { return }
        script.note(nowMilliseconds, "the server dies")
        noteTrouble(.serverKilled)
        isServerUp = false
        ledger.stored(server.takeDeeds(), isDying: true)
        server.crash()
        // What breaks in a real network breaks by itself.
        if real != nil { return later(.serverRestarts, dice.between(history.tempo.restartMilliseconds)) }
        for (ticket, exchange) in exchanges.sorted(by: { $0.key < $1.key }) where exchange.isAtServer {
            exchanges[ticket]?.isAtServer = false
            ledger.serverDied(ticket)
            later(.requestFails(ticket: ticket), dice.between(1...50))
        }
        for socket in wires.keys.sorted() where wires[socket]?.isOpenAtServer == true {
            wires[socket]?.isOpenAtServer = false
            transmit(.close, on: socket)
        }
        later(.serverRestarts, dice.between(history.tempo.restartMilliseconds))
    }

    func restartServer() {
        guard !isServerUp else { return }
        script.note(nowMilliseconds, "the server starts again")
        isServerUp = true
        isServerTouched = true
        server.restart(nowMilliseconds: nowMilliseconds)
        ledger.restartsMilliseconds.append(nowMilliseconds)
    }
}
