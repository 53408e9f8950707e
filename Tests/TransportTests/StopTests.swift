import Glibc
import Observing
import Synchronization
import Testing

@testable import Transport

@Suite struct StopTests {
    @Test func closesListenersAndWhoWaits() throws {
        let server = try RunningServer()
        let silent = try server.client()
        let idle = try server.client()
        #expect(try idle.ask(get).status == 200)
        server.server.beginStop()
        #expect(silent.isClosed(withinMilliseconds: 1_000))
        #expect(idle.isClosed(withinMilliseconds: 1_000))
        #expect(throws: RawClient.Failure.self) { try server.client() }
    }

    @Test func letsRunningExchangesEnd() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("GET /later"))
        let exchange = try server.service.exchanges(1)[0]
        server.server.beginStop()
        let stopper = try NamedThread(name: "stopper") { server.server.finishStop(withinSeconds: 5) }
        usleep(100_000)
        exchange.complete(with: EchoService.reply("just in time"))
        let reply = try client.takeReply()
        #expect(reply.text == "just in time")
        #expect(reply.header("connection")?.lowercased() == "close")
        stopper.join()
        #expect(client.isClosed())
    }

    @Test func refusesNewRequestsOnAKeptConnection() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("GET /later") + get)
        let exchange = try server.service.exchanges(1)[0]
        server.server.beginStop()
        exchange.complete(with: EchoService.reply("ok"))
        #expect(try client.takeReply().text == "ok")
        #expect(client.isClosed())
    }

    /// A request that has arrived when the stop begins, its head looked at only then.
    @Test func answers503BehindAnExchange() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST /", "Content-Length: 3", body: "ab"))
        try eventually("the first head") { server.service.heads.withLock { $0.count } == 1 }
        server.server.beginStop()
        try client.send("c" + get)
        let first = try client.takeReply()
        #expect(first.text == "POST / 3 bytes")
        #expect(first.header("connection")?.lowercased() == "close")
        #expect(client.isClosed())
    }

    @Test func refusesARequestWhoseHeadComesLate() throws {
        let server = try RunningServer()
        let client = try server.client()
        #expect(try client.ask(get).status == 200)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n")
        usleep(50_000)
        server.server.beginStop()
        try client.send("\r\n")
        let reply = try client.takeReply()
        #expect(reply.status == 503)
        #expect(reply.header("connection")?.lowercased() == "close")
        #expect(client.isClosed())
    }

    @Test func endsInTimeWhateverHappens() throws {
        let server = try RunningServer()
        let waiting = try server.client()
        try waiting.send(request("GET /later"))
        let exchange = try server.service.exchanges(1)[0]
        let dripping = try server.client()
        try dripping.send(request("POST /", "Content-Length: 100", body: "a"))
        let reading = try server.client()
        try reading.send(request("GET /endless"))
        let silent = try server.client()
        let sockets = try (0..<20).map { _ in try server.client() }
        for socket in sockets { try socket.upgrade() }
        let begin = MonotonicClock.nowMilliseconds()
        server.server.finishStop(withinSeconds: 2)
        #expect(MonotonicClock.nowMilliseconds() - begin < 2_500)
        for client in [waiting, dripping, silent] { #expect(client.isClosed()) }
        for socket in sockets { #expect(try socket.takeFrame().closeCode == 1001) }
        exchange.complete(with: EchoService.reply("too late"))
        #expect(exchange.receipt.isReleased)
        #expect(server.service.sockets.state.withLock { $0.closed.count } == 20)
    }

    @Test func saysGoodByeToSocketsQuickly() throws {
        let server = try RunningServer()
        let clients = try (0..<50).map { _ in try server.client() }
        for client in clients { try client.upgrade() }
        let polite = try NamedThread(name: "polite") {
            for client in clients {
                _ = try? client.takeFrame()
                try? client.sendClose(1001)
            }
        }
        let begin = MonotonicClock.nowMilliseconds()
        server.server.finishStop(withinSeconds: 10)
        #expect(MonotonicClock.nowMilliseconds() - begin < 1_000)
        polite.join()
        for client in clients { #expect(client.isClosed()) }
    }

    /// Exchanges begin until the very end: each must end, and the engine must not die of one.
    @Test func endsWhileExchangesBegin() throws {
        for _ in 0..<10 {
            let server = try RunningServer()
            let clients = try (0..<8).map { _ in try server.client() }
            let asking = try NamedThread(name: "asking") {
                for _ in 0..<200 {
                    for client in clients { try? client.send(request("GET /later")) }
                    for exchange in server.service.takeExchanges() { exchange.complete(with: EchoService.reply("a")) }
                }
            }
            usleep(2_000)
            server.server.finishStop(withinSeconds: 0)
            asking.join()
            for exchange in server.service.takeExchanges() { #expect(exchange.receipt.isReleased) }
        }
    }

    @Test func stopsTwiceAndWithoutStart() throws {
        let server = try RunningServer()
        server.server.finishStop(withinSeconds: 1)
        server.server.finishStop(withinSeconds: 1)
        server.server.beginStop()
        #expect(throws: TransportError.self) { try server.server.listen(.http, on: []) }
        let other = HTTPServer(service: EchoService(), limits: TransportLimits(), logger: .none)
        other.finishStop(withinSeconds: 1)
    }
}
