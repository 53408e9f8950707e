import Glibc
import Synchronization
import Testing
import Transport

@Suite struct TimeTests {
    @Test func closesWhoNeverSpeaks() throws {
        let server = try RunningServer { $0.headSecondsMax = 1 }
        let client = try server.client()
        #expect(try client.takeToEnd(withinMilliseconds: 3_000).isEmpty)
    }

    @Test func aSilentClientHoldsUpNobody() throws {
        let server = try RunningServer()
        let silent = try (0..<50).map { _ in try server.client() }
        #expect(try server.client().ask(get).status == 200)
        #expect(try silent[49].ask(get).status == 200)
    }

    @Test func cutsADrippingHead() throws {
        let server = try RunningServer { $0.headSecondsMax = 1 }
        let client = try server.client()
        let isCut = drip(client, "GET / HTTP/1.1\r\nHost: " + String(repeating: "a", count: 200))
        #expect(isCut)
    }

    /// On a kept connection the time of a head begins when the connection may have waited long enough.
    @Test func cutsADrippingHeadOnAKeptConnection() throws {
        let server = try RunningServer {
            $0.headSecondsMax = 1
            $0.idleSecondsMax = 1
        }
        let client = try server.client()
        #expect(try client.ask(get).status == 200)
        #expect(drip(client, "GET / HTTP/1.1\r\nHost: " + String(repeating: "a", count: 200)))
    }

    @Test func cutsADrippingBody() throws {
        let server = try RunningServer { $0.bodySecondsMax = 1 }
        let client = try server.client()
        try client.send(request("POST /", "Content-Length: 500"))
        #expect(drip(client, String(repeating: "a", count: 200)))
    }

    @Test func letsABodyTakeItsTimeWhenItComesAtAGoodPace() throws {
        let server = try RunningServer(EchoService(bodyBytesMax: 10_000_000)) {
            $0.bodySecondsMax = 1
            $0.bodyBytesPerSecondMin = 10_000
        }
        let client = try server.client()
        try client.send(request("POST /", "Content-Length: 3000000"))
        for _ in 0..<30 {
            try client.send([UInt8](repeating: 0, count: 100_000))
            usleep(80_000)
        }
        #expect(try client.takeReply().text == "POST / 3000000 bytes")
    }

    @Test func closesAnIdleConnection() throws {
        let server = try RunningServer { $0.idleSecondsMax = 1 }
        let client = try server.client()
        #expect(try client.ask(get).status == 200)
        #expect(client.isClosed(withinMilliseconds: 4_000))
    }

    @Test func sparesWhoWaitsForItsAnswer() throws {
        let server = try RunningServer {
            $0.headSecondsMax = 1
            $0.bodySecondsMax = 1
            $0.idleSecondsMax = 1
        }
        let client = try server.client()
        try client.send(request("POST /later", "Content-Length: 1", body: "x"))
        let exchange = try server.service.exchanges(1)[0]
        usleep(2_500_000)
        exchange.complete(with: EchoService.reply("at last"))
        #expect(try client.takeReply().text == "at last")
    }

    @Test func closesAClientThatTakesNothingOfItsAnswer() throws {
        let server = try RunningServer { $0.idleSecondsMax = 1 }
        let client = try server.client()
        try client.send(request("GET /endless"))
        try eventually("the stream's end") {
            server.service.streams.withLock { $0.first }?.closings.load(ordering: .relaxed) == 1
        }
    }

    /// Sends a byte each 20 ms until the connection is cut, or says false.
    private func drip(_ client: RawClient, _ text: String) -> Bool {
        for byte in text.utf8 {
            guard (try? client.send([byte])) != nil else { return true }
            usleep(20_000)
        }
        return client.isClosed(withinMilliseconds: 10)
    }
}
