import AppModels
import SyncTesting

extension World {
    /// Hands a request to the network, which does what the faults say.
    func send(_ request: AppRequest, from device: Device) {
        let sender = Exchange.Sender.app(device: device.index, life: device.life, ticket: request.ticket)
        let wire = WireRequest(request)
        let ticket = add(
            Exchange(sender: sender, device: device.index, request: wire, sentMilliseconds: nowMilliseconds))
        ledger.sent(wire, ticket: ticket, by: device, nowMilliseconds: nowMilliseconds)
        guard device.hasNetwork else { return later(.requestFails(ticket: ticket), device.dice.between(5...200)) }
        if real != nil { return hand(ticket, of: device) }
        let timeOut = giveUpMilliseconds(device)
        if faults.strikes(.requestLost, app: device.index) {
            script.note(nowMilliseconds, "    lost: \(request.path) of \(device.plan.name)")
            return later(.requestFails(ticket: ticket), timeOut)
        }
        var delay = latency(device)
        if faults.strikes(.requestLate, app: device.index) {
            delay += device.dice.between(500...30_000)
            later(.requestFails(ticket: ticket), patienceMilliseconds(device))
        }
        arrive(ticket, after: delay)
        // A wipe without a body can't be told from a second wipe: nobody sends one twice.
        if faults.strikes(.requestDoubled, app: device.index), request.method != "GET" || request.body != nil {
            let double = add(
                Exchange(
                    sender: .nobody, device: device.index, request: wire, sentMilliseconds: nowMilliseconds))
            ledger.sentAgain(ticket, as: double)
            arrive(double, after: delay + device.dice.between(0...5_000))
        }
    }

    func add(_ exchange: Exchange) -> Int {
        lastTicket += 1
        exchanges[lastTicket] = exchange
        return lastTicket
    }

    func arrive(_ ticket: Int, after milliseconds: Int64) {
        requestsOnTheWay.insert(ticket)
        later(.requestArrives(ticket: ticket), milliseconds)
    }

    /// A connection that breaks is noticed at once or only by the app's time-out (PROTOCOL §1.8).
    private func giveUpMilliseconds(_ device: Device) -> Int64 {
        if device.dice.happens(0.6) { return device.dice.between(100...4_000) }
        return patienceMilliseconds(device)
    }

    func patienceMilliseconds(_ device: Device) -> Int64 {
        history.tempo.patienceMilliseconds(isOld: device.plan.generation <= .v0_13_7)
    }

    func requestArrives(_ ticket: Int) {
        if real != nil { return submit(ticket, NetworkOrders()) }
        requestsOnTheWay.remove(ticket)
        guard let exchange = exchanges[ticket] else { return }
        guard isServerUp else { return later(.requestFails(ticket: ticket), 20) }
        exchanges[ticket]?.isAtServer = true
        exchanges[ticket]?.arrivedMilliseconds = nowMilliseconds
        ledger.arrived(ticket, nowMilliseconds: nowMilliseconds)
        noteStateBeforeDeletions()
        checkWatermark(exchange)
        isServerTouched = true
        submit(ticket, NetworkOrders())
    }

    func submit(_ ticket: Int, _ orders: NetworkOrders) {
        guard let exchange = exchanges[ticket] else { return }
        let device = devices.indices.contains(exchange.device) ? devices[exchange.device] : nil
        server.receive(
            ServerRequest(
                ticket: ticket, token: exchange.stranger.map(Token.stranger) ?? device?.token ?? .shared,
                address: device?.plan.address ?? "10.0.0.250",
                method: exchange.request.method, path: exchange.request.path, query: exchange.request.query,
                body: exchange.request.body, headers: exchange.request.headers, device: exchange.device, orders: orders),
            nowMilliseconds: nowMilliseconds)
    }

    func noteStateBeforeDeletions() {
        if real == nil, !ledger.openDeletions.isEmpty { ledger.isAboutToDelete(server.library()) }
    }

    /// The server answers; the answer sets out on its way back.
    func answered(_ ticket: Int, _ status: Int, _ body: [UInt8]) {
        guard let exchange = exchanges[ticket] else { return }
        exchanges[ticket]?.isAtServer = false
        exchanges[ticket]?.answeredMilliseconds = nowMilliseconds
        ledger.answered(ticket, status: status, body: body)
        watch(exchange, status, body)
        if script.isKept { note(exchange, status, body) }
        guard case .app(let index, let life, _) = exchange.sender, devices[index].life == life else {
            exchanges[ticket] = nil
            answerEnds(ticket, wasTaken: dice.happens(0.5))
            return
        }
        let device = devices[index]
        let isLost = faults.strikes(.answerLost, app: index)
        if isLost || !device.hasNetwork {
            later(.answerIsLost(ticket: ticket), giveUpMilliseconds(device))
            return
        }
        var delay = latency(device) + 1
        if faults.strikes(.answerLate, app: index) {
            delay += device.dice.between(500...20_000)
            later(.requestFails(ticket: ticket), patienceMilliseconds(device))
        }
        later(.answerArrives(ticket: ticket, status: status, body: body), delay)
    }

    /// In real time all of it: the script goes into a file, and the history can't be played again.
    func note(_ exchange: Exchange, _ status: Int, _ body: [UInt8]) {
        let name = devices.indices.contains(exchange.device) ? devices[exchange.device].plan.name : "extension"
        let query = exchange.request.query.map { "?\($0.name)=\($0.value)" }.joined()
        let sent = exchange.request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
        let bytesMax = real == nil ? 4_000 : Int.max
        script.note(
            nowMilliseconds,
            "    \(name) > \(exchange.request.path)\(query)\(sent)\n"
                + "                 < \(status) \(String(decoding: body.prefix(bytesMax), as: UTF8.self))")
    }

    func answerArrives(_ ticket: Int, _ status: Int, _ body: [UInt8]) {
        guard let exchange = exchanges.removeValue(forKey: ticket) else { return }
        guard case .app(let index, let life, let appTicket) = exchange.sender, devices[index].life == life,
            !exchange.isSettled
        else {
            answerEnds(ticket, wasTaken: dice.happens(0.5))
            return
        }
        let device = devices[index]
        guard device.hasNetwork else {
            exchanges[ticket] = exchange
            return later(.answerIsLost(ticket: ticket), giveUpMilliseconds(device))
        }
        answerEnds(ticket, wasTaken: true)
        ledger.delivered(ticket, isAnswer: true, nowMilliseconds: nowMilliseconds)
        if exchange.request.body != nil { device.noteNumber(in: body) }
        device.noteTaken(body, of: exchange, atMilliseconds: nowMilliseconds)
        ledger.awaitNames(ticket, answer: body, by: device)
        device.app.receive(
            .answered(status: status, body: body), for: appTicket,
            nowSeconds: device.seconds(atTrue: nowMilliseconds))
        pump(device)
    }

    func answerIsLost(_ ticket: Int) {
        guard exchanges[ticket] != nil else { return }
        if let device = exchanges[ticket]?.device, script.isKept {
            script.note(nowMilliseconds, "    an answer to \(devices[device].plan.name) is lost")
        }
        // The server's kernel may have taken it off its hands.
        answerEnds(ticket, wasTaken: dice.happens(0.5))
        fail(ticket)
    }

    private func answerEnds(_ ticket: Int, wasTaken: Bool) {
        isServerTouched = true
        server.answerEnded(ticket, wasTaken: wasTaken, nowMilliseconds: nowMilliseconds)
    }

    /// The app learns that nothing came of its request, as far as it can tell.
    func fail(_ ticket: Int) {
        guard var exchange = exchanges[ticket], !exchange.isSettled else { return }
        exchange.isSettled = true
        real?.network.abandon(ticket: ticket)
        exchanges[ticket] = exchange.isAtServer ? exchange : nil
        guard case .app(let index, let life, let appTicket) = exchange.sender, devices[index].life == life else {
            return
        }
        let device = devices[index]
        ledger.delivered(ticket, isAnswer: false, nowMilliseconds: nowMilliseconds)
        device.app.receive(.failed, for: appTicket, nowSeconds: device.seconds(atTrue: nowMilliseconds))
        pump(device)
    }
}
