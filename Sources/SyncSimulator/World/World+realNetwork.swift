import AppModels
import SyncTesting

/// What faults mean on a real network: orders for the proxy, drawn from the same dice.
extension World {
    func hand(_ ticket: Int, of device: Device) {
        guard let exchange = exchanges[ticket] else { return }
        requestsOnTheWay.insert(ticket)
        let patience = ledger.isCalm ? history.tempo.patienceMilliseconds : patienceMilliseconds(device)
        later(.patienceEnds(ticket: ticket), patience)
        let orders = orders(for: exchange, ticket, device)
        exchanges[ticket]?.isHampered = orders.hamper
        submit(ticket, orders)
    }

    /// The app waits no longer. When nothing was in the way, the server or this machine is too slow.
    func patienceEnds(_ ticket: Int) {
        if let real, let exchange = exchanges[ticket], !exchange.isSettled, isUnhampered(exchange, real) {
            unexplained.append("nobody answered \(exchange.request.path) before the app gave up")
        }
        fail(ticket)
    }

    private func isUnhampered(_ exchange: Exchange, _ real: ProcessServer) -> Bool {
        guard case .app(let index, let life, _) = exchange.sender, devices[index].life == life else { return false }
        let isReady = isServerUp && !real.isStarting && real.readySinceMilliseconds < exchange.sentMilliseconds
        let hasNetwork =
            devices[index].hasNetwork && devices[index].networkSinceMilliseconds < exchange.sentMilliseconds
        return !exchange.isHampered && isReady && hasNetwork
    }

    private func orders(for exchange: Exchange, _ ticket: Int, _ device: Device) -> NetworkOrders {
        let app = device.index
        var orders = NetworkOrders()
        orders.delayMilliseconds = latency(device)
        if faults.strikes(.requestLost, app: app) {
            orders.requestLoss = device.dice.happens(0.6) ? .closes(afterMilliseconds: soon(device)) : .hangs
            return orders
        }
        if faults.strikes(.requestLate, app: app) {
            orders.delayMilliseconds += device.dice.between(500...30_000) / history.tempo.divisor
        }
        // A wipe without a body can't be told from a second wipe: nobody sends one twice.
        if faults.strikes(.requestDoubled, app: app), exchange.request.method != "GET" || exchange.request.body != nil {
            let double = add(
                Exchange(
                    sender: .nobody, device: app, request: exchange.request, sentMilliseconds: nowMilliseconds))
            ledger.sentAgain(ticket, as: double)
            requestsOnTheWay.insert(double)
            orders.double = NetworkOrders.Double(
                ticket: double, afterMilliseconds: device.dice.between(0...5_000) / history.tempo.divisor)
        }
        orders.answerDelayMilliseconds = latency(device)
        if faults.strikes(.answerLost, app: app) {
            loseAnswer(&orders, device)
        } else if faults.strikes(.answerLate, app: app) {
            orders.answerDelayMilliseconds += device.dice.between(500...20_000) / history.tempo.divisor
        }
        return orders
    }

    private func loseAnswer(_ orders: inout NetworkOrders, _ device: Device) {
        switch device.dice.between(0...3) {
        case 0: orders.severAfterMilliseconds = device.dice.between(0...60)
        case 1: orders.answerLoss = .cuts(permille: device.dice.between(0...999))
        case 2: orders.answerLoss = .closes(afterMilliseconds: soon(device))
        default: orders.answerLoss = .hangs
        }
    }

    /// Kills that fell due when hardly anything happened come at the latest now: no history is without one.
    func makeUpForKill() {
        guard real != nil, history.dials[.serverKilled] > 0, troubles[.serverKilled] == nil else { return }
        crashServer()
    }

    private func soon(_ device: Device) -> Int64 { device.dice.between(100...4_000) / history.tempo.divisor }

    /// Within which of its first frames a socket is cut, if any.
    func frameToCut(_ device: Device) -> Int? {
        (0..<30).first { _ in faults.strikes(.socketCutInBurst, app: device.index) }
    }

    /// Counts what is no throw of the dice of faults.
    func noteTrouble(_ fault: Fault) {
        if real != nil { troubles[fault, default: 0] += 1 }
    }

    func freeze(_ socket: Int, _ milliseconds: Int64) {
        wires[socket]?.frozenUntil = nowMilliseconds + milliseconds
        noteTrouble(.socketFrozen)
        real?.network.freeze(socket: socket, untilMilliseconds: nowMilliseconds + milliseconds)
    }

    func takesFramesLate(_ device: Device, _ milliseconds: Int64) {
        device.takesFramesLateUntil = nowMilliseconds + milliseconds
        noteTrouble(.slowReader)
        real?.network.slow(
            device: device.index, untilMilliseconds: nowMilliseconds + milliseconds,
            byMilliseconds: 2_000 / history.tempo.divisor)
    }
}

extension NetworkOrders {
    /// They explain that an app gets no answer in time.
    fileprivate var hamper: Bool {
        requestLoss != nil || answerLoss != nil || severAfterMilliseconds != nil
            || delayMilliseconds + answerDelayMilliseconds > 200
    }
}
