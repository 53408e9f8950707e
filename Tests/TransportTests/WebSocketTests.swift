import Glibc
import Synchronization
import Testing

@testable import Transport

@Suite struct WebSocketTests {
    @Test func answersTheHandshakeOfTheStandard() throws {
        let server = try RunningServer()
        let reply = try server.client().upgrade()
        #expect(reply.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(reply.header("upgrade") == "websocket")
        #expect(reply.header("connection")?.lowercased() == "upgrade")
        #expect(reply.header("sec-websocket-extensions") == nil)
    }

    @Test func switchesOnTheThirdRequestOfAConnection() throws {
        let server = try RunningServer()
        let client = try server.client()
        for _ in 0..<2 { #expect(try client.ask(get).status == 200) }
        try client.upgrade()
        try server.service.sockets.socket().send(TextFrame(Array("hello".utf8)), after: nil)
        #expect(try client.takeFrame() == .init(opcode: 1, payload: Array("hello".utf8)))
    }

    @Test func takesFramesThatCameWithTheRequest() throws {
        let server = try RunningServer()
        let client = try server.client()
        let frames = RawClient.frame(1, Array("early".utf8)) + RawClient.frame(9, [7])
        try client.send(Array(RawClient.handshake.utf8) + frames)
        #expect(try client.takeReply(withoutBody: true).status == 101)
        #expect(try client.takeFrame() == .init(opcode: 10, payload: [7]))
        #expect(server.service.sockets.state.withLock { $0.texts } == ["early"])
    }

    @Test func sendsFramesInTheirOrderWithTheNumberInside() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        let socket = try server.service.sockets.socket()
        let head = Array("{\"n\":".utf8)
        for number in [0, 7, -3, Int64.max] as [Int64] {
            socket.send(TextFrame(head: head, number: number, tail: Array("}".utf8)), after: nil)
        }
        let texts = try (0..<4).map { _ in try client.takeFrame().text }
        #expect(texts == ["{\"n\":0}", "{\"n\":7}", "{\"n\":-3}", "{\"n\":9223372036854775807}"])
    }

    @Test(arguments: [0, 125, 126, 65_535, 65_536, 3_000_000])
    func sendsFramesOfEveryLength(count: Int) throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        let payload = [UInt8](repeating: 0x78, count: count)
        try server.service.sockets.socket().send(TextFrame(payload), after: nil)
        #expect(try client.takeFrame().payload == payload)
    }

    @Test func joinsFragmentsWithControlFramesBetween() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        let bytes =
            RawClient.frame(1, Array("Gr\u{FC}".utf8.dropLast()), isFinal: false) + RawClient.frame(9, [1])
            + RawClient.frame(0, [0xBC], isFinal: false) + RawClient.frame(0, Array("n".utf8))
        for byte in bytes {
            try client.send([byte])
            usleep(300)
        }
        #expect(try client.takeFrame() == .init(opcode: 10, payload: [1]))
        try eventually("the text") { server.service.sockets.state.withLock { $0.texts } == ["Gr\u{FC}n"] }
        try client.send(RawClient.frame(2, [0, 1, 2]) + RawClient.frame(1, Array("after".utf8)))
        try eventually("the next text") {
            server.service.sockets.state.withLock { $0.texts } == ["Gr\u{FC}n", "after"]
        }
    }

    struct Ending: Sendable {
        let code: Int
        let bytes: [UInt8]

        init(_ code: Int, _ bytes: [UInt8]) {
            self.code = code
            self.bytes = bytes
        }
    }

    static let endings: [Ending] = [
        Ending(1002, RawClient.frame(1, [0x61], isMasked: false)),
        Ending(1002, [0xC1, 0x80, 0, 0, 0, 0]),
        Ending(1002, RawClient.frame(3, [])),
        Ending(1002, RawClient.frame(9, [UInt8](repeating: 0, count: 126))),
        Ending(1002, RawClient.frame(0, [0x61])),
        Ending(1002, RawClient.frame(8, [0x03])),
        Ending(1002, RawClient.frame(8, [0x03, 0xED])),
        Ending(1007, RawClient.frame(8, [0x03, 0xE8, 0xFF])),
        Ending(1007, RawClient.frame(1, [0xFF, 0xFE])),
        Ending(1007, RawClient.frame(1, [0xE3])),
        Ending(1009, RawClient.frame(1, [UInt8](repeating: 0x61, count: 2_001))),
        Ending(1009, tooLongInFragments),
        Ending(1000, RawClient.frame(8, [0x03, 0xE8])),
        Ending(1001, RawClient.frame(8, [0x03, 0xE9, 0x62, 0x79, 0x65])),
    ]

    private static let tooLongInFragments: [UInt8] = {
        let part = [UInt8](repeating: 0x61, count: 1_500)
        return RawClient.frame(1, part, isFinal: false) + RawClient.frame(0, part)
    }()

    /// What breaks the protocol is answered with the right close code.
    @Test(arguments: endings)
    func endsWithTheRightCode(ending: Ending) throws {
        let server = try RunningServer { $0.frameBytesMax = 2_000 }
        let client = try server.client()
        try client.upgrade()
        try client.send(ending.bytes)
        let frame = try client.takeFrame()
        #expect(frame.opcode == 8)
        #expect(frame.closeCode == ending.code)
        #expect(client.isClosed())
        try eventually("closed") { server.service.sockets.state.withLock { $0.closed.count } == 1 }
    }

    @Test func answersACloseWithoutACode() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        try client.send(RawClient.frame(8, []))
        #expect(try client.takeFrame().opcode == 8)
        #expect(client.isClosed())
    }

    @Test func tellsOfASocketThatVanished() throws {
        let server = try RunningServer()
        try server.client().upgrade()
        let client = try server.client()
        try client.upgrade()
        client.reset()
        try eventually("two ends") { server.service.sockets.state.withLock { $0.closed.count } == 2 }
        #expect(server.service.sockets.state.withLock { Set($0.closed).count } == 2)
    }

    @Test func closesBehindWhatIsQueued() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        let socket = try server.service.sockets.socket()
        let payload = [UInt8](repeating: 0x78, count: 2_000_000)
        socket.send(TextFrame(payload), after: nil)
        socket.close(code: 1003, reason: "not this")
        socket.send(TextFrame([0x61]), after: nil)
        #expect(try client.takeFrame().payload == payload)
        let frame = try client.takeFrame()
        #expect((frame.opcode, frame.closeCode, frame.closeReason) == (8, 1003, "not this"))
        try client.sendClose(1003)
        #expect(client.isClosed(withinMilliseconds: 1_000))
    }

    @Test func cutsAReasonThatIsTooLongBetweenCharacters() {
        let frame = FrameHead.close(code: 1000, reason: String(repeating: "ü", count: 100))
        #expect(frame.count == 2 + 2 + 122)
        #expect(String(validating: frame.dropFirst(4), as: UTF8.self) == String(repeating: "ü", count: 61))
    }

    @Test func pingsAndTellsOfPongs() throws {
        let server = try RunningServer { $0.pingSeconds = 1 }
        let client = try server.client()
        try client.upgrade()
        // A pong that nobody asked for is no answer.
        try client.send(RawClient.frame(10, [1, 2, 3]))
        for number in 1...2 {
            let ping = try client.takeFrame()
            #expect(ping.opcode == 9)
            try client.send(RawClient.frame(10, ping.payload))
            try eventually("pong \(number)") { server.service.sockets.state.withLock { $0.pongs } == number }
        }
    }

    @Test func aPingThatIsAskedForTakesThePlaceOfTheOneBefore() throws {
        let server = try RunningServer { $0.pingSeconds = 2 }
        let client = try server.client()
        try client.upgrade()
        let first = try client.takeFrame()
        let socket = try server.service.sockets.socket()
        socket.send(TextFrame([0x78]), after: nil)
        socket.ping()
        let text = try client.takeFrame()
        let second = try client.takeFrame()
        #expect([first.opcode, text.opcode, second.opcode] == [9, 1, 9])
        for ping in [first, second] { try client.send(RawClient.frame(10, ping.payload)) }
        try eventually("a pong") { server.service.sockets.state.withLock { $0.pongs } > 0 }
        #expect(server.service.sockets.state.withLock { $0.pongs } == 1)
    }

    @Test func closesWhoAnswersNoPing() throws {
        let server = try RunningServer { $0.pingSeconds = 1 }
        let client = try server.client()
        try client.upgrade()
        #expect(try client.takeFrame().opcode == 9)
        try client.send(RawClient.frame(10, [1, 2, 3]))
        let frame = try client.takeFrame()
        #expect((frame.opcode, frame.closeCode, frame.closeReason) == (8, 1011, "Ping timeout"))
        #expect(server.service.sockets.state.withLock { $0.pongs } == 0)
    }

    @Test(arguments: [true, false])
    func closesAPeerThatTakesNothing(byFrames: Bool) throws {
        let server = try RunningServer {
            $0.socketQueueFramesMax = byFrames ? 50 : 1_000_000
            $0.socketQueueBytesMax = byFrames ? 1_000_000_000 : 2_000_000
        }
        let client = try server.client()
        try client.upgrade()
        let socket = try server.service.sockets.socket()
        let frame = TextFrame([UInt8](repeating: 0x78, count: 100_000))
        for _ in 0..<300 { socket.send(frame, after: nil) }
        try eventually("closed") { server.service.sockets.state.withLock { $0.closed } == [socket.id] }
        socket.send(frame, after: nil)
        #expect(server.service.sockets.state.withLock { $0.closed.count } == 1)
    }

    @Test func holdsAFrameUntilTheReplyHasLeft() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        let socket = try server.service.sockets.socket()
        let asking = try server.client()
        try asking.send(request("POST /later", "Content-Length: 1", body: "x"))
        let exchange = try server.service.exchanges(1)[0]
        socket.send(TextFrame(Array("yours".utf8)), after: exchange.receipt)
        socket.send(TextFrame(Array("next".utf8)), after: nil)
        #expect(!client.hear(withinMilliseconds: 100))
        exchange.complete(with: EchoService.reply("ok"))
        #expect(try asking.takeReply().text == "ok")
        #expect(try client.takeFrame(withinMilliseconds: 500).text == "yours")
        #expect(try client.takeFrame().text == "next")
        #expect(exchange.receipt.isReleased)
    }

    @Test func holdsAFrameNoLongerThanASecond() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        let begin = MonotonicClock.nowMilliseconds()
        try server.service.sockets.socket().send(TextFrame(Array("late".utf8)), after: ReplyReceipt())
        #expect(try client.takeFrame().text == "late")
        #expect((900...2_500).contains(MonotonicClock.nowMilliseconds() - begin))
    }

    @Test func takesFramesFromManyThreads() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.upgrade()
        let socket = try server.service.sockets.socket()
        let threads = try (0..<4).map { thread in
            try NamedThread(name: "sender") {
                for number in 0..<100 { socket.send(TextFrame(Array("\(thread) \(number)".utf8)), after: nil) }
            }
        }
        let texts = try (0..<400).map { _ in try client.takeFrame().text }
        for thread in threads { thread.join() }
        for thread in 0..<4 {
            #expect(texts.filter { $0.hasPrefix("\(thread) ") } == (0..<100).map { "\(thread) \($0)" })
        }
    }
}
