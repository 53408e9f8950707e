import COpenSSL
import Glibc
import SyncTesting
import Synchronization
import Testing
import Transport

@Suite struct TLSTests {
    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func answersThroughTLSOnBothPorts(version: Int32) throws {
        let server = try RunningServer()
        for port in [server.securePort, server.port] {
            let client = try server.secureClient(port: port, .init(version: version))
            #expect(client.tls?.version == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"))
            for _ in 0..<3 { #expect(try client.ask(get).text == "GET /") }
            let head = try #require(server.service.heads.withLock { $0.last })
            #expect(head.isSecure && head.peer.text == "127.0.0.1")
            #expect(head.listener == (port == server.port ? .http : .https))
        }
    }

    /// Those suites of the apps' TLS client that keep what was said before from who gets the key later.
    @Test(arguments: ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256"], ["P-256", "P-384:P-256"])
    func speaksTheAppsSuites(suite: String, group: String) throws {
        let server = try RunningServer()
        let client = try server.secureClient(.init(version: TLS1_2_VERSION, suites: suite, groups: group))
        #expect(client.tls?.suite == suite)
        #expect(try client.ask(get).status == 200)
    }

    @Test(arguments: ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA"])
    func speaksNoWeakSuite(suite: String) throws {
        let server = try RunningServer()
        #expect(throws: RawClient.Failure.self) {
            try server.secureClient(.init(version: TLS1_2_VERSION, suites: suite + "@SECLEVEL=0"))
        }
    }

    @Test func choosesHTTP11AndLetsOthersTry() throws {
        let server = try RunningServer()
        let both = try server.secureClient(.init(protocols: [2] + Array("h2".utf8) + [8] + Array("http/1.1".utf8)))
        #expect(both.tls?.chosenProtocol == "http/1.1")
        let other = try server.secureClient(.init(protocols: [2] + Array("h2".utf8)))
        #expect(other.tls?.chosenProtocol == "")
        #expect(try other.ask(get).status == 200)
    }

    @Test func plainHTTPOnTheSecurePortIsKnownAsSuch() throws {
        let server = try RunningServer()
        #expect(try RawClient(port: server.securePort).ask(get).status == 200)
        let head = try #require(server.service.heads.withLock { $0.last })
        #expect(head.listener == .https && !head.isSecure)
    }

    // MARK: Carrying

    @Test func carriesLongAnswersWhole() throws {
        let server = try RunningServer()
        let client = try server.secureClient()
        #expect(try client.ask(request("GET /large")).body.count == 8_000_000)
        #expect(try client.ask(request("GET /stream")).body.count == 100 * CountingStream.blockBytes)
        #expect(try client.ask(get).text == "GET /")
    }

    @Test func carriesLongBodies() throws {
        let server = try RunningServer(EchoService(bodyBytesMax: 10_000_000))
        let client = try server.secureClient()
        try client.send(request("POST /", "Content-Length: 5000000"))
        for _ in 0..<50 { try client.send([UInt8](repeating: 1, count: 100_000)) }
        #expect(try client.takeReply().text == "POST / 5000000 bytes")
    }

    /// A reader that stops is waited for, without its answer in our memory.
    @Test func aSlowReaderGetsAll() throws {
        let server = try RunningServer()
        let client = try server.secureClient()
        try client.send(request("GET /large"))
        usleep(300_000)
        #expect(try client.takeReply().body.count == 8_000_000)
    }

    @Test func answersWhoHasEndedSending() throws {
        let server = try RunningServer()
        let client = try server.secureClient(.init(version: TLS1_3_VERSION))
        try client.send(request("GET /later"))
        let exchange = try server.service.exchanges(1)[0]
        client.tls?.endSending()
        usleep(50_000)
        exchange.complete(with: EchoService.reply("late"))
        #expect(try client.takeReply().text == "late")
    }

    @Test func refusalsReachWhoStillSends() throws {
        let server = try RunningServer()
        let client = try server.secureClient()
        try client.send(request("POST /refuse", "Content-Length: 2000000"))
        try client.send([UInt8](repeating: 1, count: 500_000))
        #expect(try client.takeReply().status == 401)
    }

    @Test func saysGoodbye() throws {
        let server = try RunningServer()
        let client = try server.secureClient()
        #expect(try client.ask(request("GET /close")).text == "bye")
        #expect(client.isClosed())
        #expect(client.tls?.wasToldGoodbye == true)
    }

    @Test func socketsGoOnThroughTLS() throws {
        let server = try RunningServer()
        let client = try server.secureClient(port: server.port)
        try client.upgrade()
        let socket = try server.service.sockets.socket()
        for text in ["one", String(repeating: "x", count: 50_000)] {
            socket.send(TextFrame(Array(text.utf8)), after: nil)
            #expect(try client.takeFrame().text == text)
        }
        try client.send(RawClient.frame(1, Array("hello".utf8)))
        try eventually("the text") { server.service.sockets.state.withLock { $0.texts == ["hello"] } }
    }

    @Test func socketsAreToldOfAStop() throws {
        let server = try RunningServer()
        let client = try server.secureClient()
        try client.upgrade()
        _ = try server.service.sockets.socket()
        server.server.beginStop()
        let stopper = try NamedThread(name: "stopper") { server.server.finishStop(withinSeconds: 2) }
        #expect(try client.takeFrame().closeCode == 1001)
        stopper.join()
    }

    @Test func clientsThatVanishLeaveNothing() throws {
        let server = try RunningServer()
        let before = try Self.descriptors()
        for round in 0..<20 {
            let client = try server.secureClient()
            try client.send(round % 2 == 0 ? request("GET /endless") : Self.socketRequest)
            usleep(5_000)
            client.tls = nil
            client.reset()
        }
        try eventually("descriptors back") { (try? Self.descriptors()).map { $0 <= before } ?? false }
    }

    private static let socketRequest = RawClient.handshake

    private static func descriptors() throws -> Int {
        guard let folder = opendir("/proc/self/fd") else { throw NeverHappened(description: "no /proc") }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }

    // MARK: Handshakes that don't end

    @Test func halfDoneHandshakesRunIntoATimeOfTheirOwn() throws {
        let server = try RunningServer { $0.handshakeSecondsMax = 1 }
        let silent = try RawClient(port: server.securePort)
        try silent.send([22])
        let half = try RawClient(port: server.securePort)
        try half.send(HandMadeHello(serverName: nil).bytes)
        _ = try half.takeCertificate()
        #expect(Self.endsSoon(silent) && Self.endsSoon(half))
    }

    private static func endsSoon(_ client: RawClient) -> Bool {
        for _ in 0..<30 where !client.hasEnded { client.hear(withinMilliseconds: 100) }
        return client.hasEnded
    }

    @Test func aDrippingHandshakeIsCut() throws {
        let server = try RunningServer { $0.handshakeSecondsMax = 1 }
        let client = try RawClient(port: server.port)
        for byte in HandMadeHello(serverName: nil).bytes {
            guard (try? client.send([byte])) != nil, !client.hear(withinMilliseconds: 30), !client.hasEnded else {
                break
            }
        }
        #expect(client.hasEnded)
    }

    @Test func handshakesThatWaitHoldUpNobody() throws {
        let server = try RunningServer()
        let waiting = try (0..<100).map { _ in
            let client = try RawClient(port: server.securePort)
            try client.send(Array(HandMadeHello(serverName: nil).bytes.prefix(60)))
            return client
        }
        #expect(try server.secureClient().ask(get).status == 200)
        #expect(waiting.allSatisfy { !$0.hasEnded })
    }
}
