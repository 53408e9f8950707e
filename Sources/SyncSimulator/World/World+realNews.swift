import AppModels
import SyncTesting

/// What came of it on a real network.
extension World {
    func collectOutput(of real: ProcessServer) {
        for case .news(let news) in server.takeOutput() {
            lastNewsMilliseconds = nowMilliseconds
            handle(news)
        }
        if isServerUp, server.isDead { crashServer() }
    }

    private func handle(_ news: NetworkNews) {
        switch news {
        case .forwarded(let ticket): forwarded(ticket)
        case .dropped(let ticket):
            requestsOnTheWay.remove(ticket)
            noteFate(ticket, "is lost")
        case .answered(let ticket, let status, let body): answeredAtServer(ticket, status, body)
        case .unanswered(let ticket):
            ledger.serverDied(ticket)
            noteFate(ticket, "is never answered")
            leftServer(ticket)
        case .arrived(let ticket, let status, let body): arrivedAtApp(ticket, status, body)
        case .lost(let ticket):
            noteFate(ticket, "fails")
            fail(ticket)
        case .socketOpened(let socket): opened(socket)
        case .socketRefused(let socket, let status):
            if strangersSockets.contains(socket) { return strangerRefused(status) }
            if let status { complain("a socket was refused with \(status)") }
            socketClosesAtApp(socket)
        case .frame(let socket, let text): frameArrives(socket, text)
        case .socketClosed(let socket):
            if script.isKept, let wire = wires[socket] {
                script.note(nowMilliseconds, "    the socket of \(devices[wire.device].plan.name) is closed")
            }
            socketClosesAtApp(socket)
        case .unexplained(let what): unexplained.append(what)
        case .malformed(let what): complain("the server says what nobody understands: \(what)")
        }
    }

    private func complain(_ what: String) { ledger.violations.append(Violation(.nothingWedges, what)) }

    private func noteFate(_ ticket: Int, _ what: String) {
        guard script.isKept, let exchange = exchanges[ticket] else { return }
        let name = devices.indices.contains(exchange.device) ? devices[exchange.device].plan.name : "the extension"
        script.note(nowMilliseconds, "    \(exchange.request.path) of \(name), \(ticket), \(what)")
    }

    // MARK: Requests

    private func forwarded(_ ticket: Int) {
        requestsOnTheWay.remove(ticket)
        exchanges[ticket]?.isAtServer = true
        exchanges[ticket]?.forwardedMilliseconds = nowMilliseconds
        ledger.arrived(ticket, nowMilliseconds: nowMilliseconds)
    }

    private func answeredAtServer(_ ticket: Int, _ status: Int, _ body: [UInt8]) {
        ledger.answered(ticket, status: status, body: body)
        guard let exchange = exchanges[ticket] else { return }
        watch(exchange, status, body)
        if script.isKept { note(exchange, status, body) }
        leftServer(ticket)
    }

    /// Nothing of it is at the server any more; who does not wait for it forgets it.
    private func leftServer(_ ticket: Int) {
        exchanges[ticket]?.isAtServer = false
        guard let exchange = exchanges[ticket] else { return }
        if case .app(let index, let life, _) = exchange.sender, devices[index].life == life, !exchange.isSettled {
            return
        }
        exchanges[ticket] = nil
    }

    private func arrivedAtApp(_ ticket: Int, _ status: Int, _ body: [UInt8]) {
        guard let exchange = exchanges[ticket], !exchange.isSettled,
            case .app(let index, let life, let appTicket) = exchange.sender, devices[index].life == life
        else { return }
        exchanges[ticket] = nil
        let device = devices[index]
        ledger.delivered(ticket, isAnswer: true, nowMilliseconds: nowMilliseconds)
        if exchange.request.body != nil { device.noteNumber(in: body) }
        ledger.awaitNames(ticket, answer: body, by: device)
        device.app.receive(
            .answered(status: status, body: body), for: appTicket,
            nowSeconds: device.seconds(atTrue: nowMilliseconds))
        pump(device)
    }

    // MARK: Sockets

    private func opened(_ socket: Int) {
        if strangersSockets.contains(socket) { return strangerAccepted(socket) }
        wires[socket]?.isOpenAtServer = true
        socketOpens(socket)
    }

    private func frameArrives(_ socket: Int, _ text: [UInt8]) {
        guard let wire = wires[socket], isOfThisLife(wire), wire.isOpenAtApp else { return }
        let device = devices[wire.device]
        if script.isKept {
            script.note(nowMilliseconds, "    \(device.plan.name) << \(String(decoding: text, as: UTF8.self))")
        }
        device.noteNumber(in: text)
        device.app.socketFrame(text, nowSeconds: device.seconds(atTrue: nowMilliseconds))
        pump(device)
    }
}
